"""The journal of deeds, for the head."""
