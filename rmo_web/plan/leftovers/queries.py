"""What was not understood of a file, as its page shows it."""

from dataclasses import dataclass
from itertools import groupby

from sqlalchemy import select

from rmo_web.kernel.db import db
from rmo_web.plan.models import Leftover
from rmo_web.plan.rules import cell_of, table_of


@dataclass(frozen=True, slots=True)
class LeftText:
    """What was not understood: its words, and the number to edit it by, 0 for an empty cell."""

    id: int
    text: str


@dataclass(frozen=True, slots=True)
class LeftBlock:
    """A paragraph that was not understood, or a table with its rows and columns."""

    place: str
    rows: tuple[tuple[LeftText, ...], ...]

    @property
    def is_table(self) -> bool:
        return len(self.rows) > 1 or len(self.rows[0]) > 1


def leftovers(plan_id: int) -> tuple[LeftBlock, ...]:
    """What was not understood in the order of the file, the cells of a table together."""
    found = db.session.execute(
        select(Leftover.id, Leftover.place, Leftover.text)
        .where(Leftover.plan_id == plan_id, Leftover.text != "")
        .order_by(Leftover.id)
    )
    blocks: list[LeftBlock] = []
    for table, group in groupby(found, key=lambda one: table_of(one.place)):
        notes = list(group)
        if not table or len(notes) == 1:
            blocks.extend(LeftBlock(one.place, ((LeftText(one.id, one.text),),)) for one in notes)
            continue
        cells = {cell_of(one.place): LeftText(one.id, one.text) for one in notes}
        width = max(column for _, column in cells)
        rows = tuple(
            tuple(cells.get((row, column), LeftText(0, "")) for column in range(1, width + 1))
            for row in sorted({row for row, _ in cells})
        )
        blocks.append(LeftBlock(table, rows))
    return tuple(blocks)
