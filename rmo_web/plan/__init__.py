"""План работы: the year's plan as the association adopted it, and the meetings it names."""
