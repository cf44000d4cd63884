"""The plan of the next year from this one (domain reference, section 1.3)."""
