"""What stands around the rows: title and tasks, sections, other places of the file."""
