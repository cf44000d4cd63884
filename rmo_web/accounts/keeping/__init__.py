"""Access as the head keeps it: who may enter, in which role."""
