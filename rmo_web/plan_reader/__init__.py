"""A Word plan, read: file → blocks (`word`) → a draft that accounts for every word (`reading`)."""
