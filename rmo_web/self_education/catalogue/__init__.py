"""The titles that are offered to whoever chooses a topic."""
