"""The school year: what is still open in it, closing it, opening it again."""
