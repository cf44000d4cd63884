"""A row is put elsewhere: a step up or down, or before another one."""
