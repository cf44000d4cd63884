"""Plan and fact: what became of every row."""
