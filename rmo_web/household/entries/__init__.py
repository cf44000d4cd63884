"""A log of small entries that a record of any room may have: written in twenty seconds."""
