"""The plan as a Word file, laid out as its own file was."""
