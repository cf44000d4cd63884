"""The meetings of a year: their list, the next one, the ribbon, calendars, facts of the plan."""
