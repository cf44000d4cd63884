"""What requests are sorted by, and the texts that the office sends often."""
