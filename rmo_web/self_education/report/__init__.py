"""The report of a topic: one page for each of its school years, written, presented, printed."""
