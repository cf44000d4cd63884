"""Темы самообразования: what a librarian works on for one to three school years.

She proposes an individual methodical topic, the head or the methodist agrees, and she leads it
from stage to stage; a topic in work goes on when the school year ends.
"""

PARTS = (
    "table", "near", "proposing", "topic", "log", "stages", "report", "product", "hearing", "paper",
    "importing", "catalogue", "record",
)  # fmt: skip
