"""What stood in the file and belongs to no row: kept as it was, edited in its place."""
