"""The table of topics, what waits above it, and the reminders that are sent from there."""
