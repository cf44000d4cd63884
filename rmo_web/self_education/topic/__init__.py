"""The page of a topic: what it says, where it stands, what can be done with it."""
