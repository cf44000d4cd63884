"""The stages of a topic: named, ordered, added, removed and brought back."""
