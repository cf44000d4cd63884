"""What became of every row, in words and in counts."""

from collections import Counter

from rmo_web.kernel.years import Year
from rmo_web.plan import wording
from rmo_web.plan.queries import PlanPage, PlanRow, page
from rmo_web.plan.rules import RowKind


def done_in_words(year: Year) -> dict[int, str]:
    """What became of each row: its state, what somebody says of it, and the fact."""
    shown = page(year)
    return {row.id: _done(row) for row in shown.rows} if shown else {}


def _done(row: PlanRow) -> str:
    said = ": ".join(filter(None, (row.state.capitalize(), row.note)))
    return "\n".join(filter(None, (said, row.fact.text if row.fact else "", row.mark)))


def state_counts(shown: PlanPage) -> list[tuple[str, str, int]]:
    """The word of each state, its colour, and how many rows are in it."""
    words = Counter(row.state or "запланировано" for row in shown.rows if row.kind == RowKind.ITEM)
    return [(word, kind, words[word]) for word, kind in wording.ROW_STATES.values() if words[word]]
