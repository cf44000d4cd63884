"""The minutes of a meeting: begun from its agenda, written by several hands, signed, corrected."""
