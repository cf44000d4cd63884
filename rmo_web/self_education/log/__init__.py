"""The log of a topic: what she has read, tried and shown, written down as it happens."""
