"""A Word plan, read: file → blocks (`word`) → a frozen draft with an account of every word (`reading`)."""
