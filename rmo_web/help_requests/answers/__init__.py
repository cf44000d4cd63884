"""The base of answers: solved questions without names, for everybody."""
