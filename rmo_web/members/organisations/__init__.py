"""The organisations that people work in, and the names of the association."""
