"""One request: what is written in it, what is done to it, and the desk where that is done."""
