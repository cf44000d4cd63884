"""A row of the plan is written, changed, marked and taken out."""
