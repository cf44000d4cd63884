"""The door: signing in and out, joining by a one-time code, a forgotten password."""
