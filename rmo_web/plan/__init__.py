"""План работы: the year's plan as the association adopted it, and the meetings it names."""

PARTS = (
    "editing", "ordering", "outline", "leftovers", "history", "adoption", "importing", "copying",
    "done", "paper",
)  # fmt: skip
