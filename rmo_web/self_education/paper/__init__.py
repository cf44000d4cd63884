"""The individual plan on paper, as methodical offices have it (section 6)."""
