"""A Word file becomes the plan: shown first, written when somebody agrees."""
