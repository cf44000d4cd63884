"""What was changed: taken back while the plan is a draft, listed once it is adopted."""
