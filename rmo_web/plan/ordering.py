"""The places of rows: blocks under headings, numbers that run on, cells that are one with above."""

from collections.abc import Mapping, Sequence

from sqlalchemy import select

from rmo_web.kernel.db import db
from rmo_web.kernel.errors import Refused
from rmo_web.plan import rules, said
from rmo_web.plan.models import Row, Section
from rmo_web.plan.rules import RowKind
from rmo_web.plan.stored import order_of
from rmo_web.plan_reader import pieces


def headings(section_id: int) -> set[int]:
    """The rows of a section that are headings of meetings and groups."""
    asked = select(Row.id).where(Row.section_id == section_id, Row.kind != RowKind.ITEM)
    return set(db.session.scalars(asked))


def block(row: Row) -> list[int]:
    """The row, and for a heading whatever stands under it."""
    order = order_of(row.section_id)
    first = order.index(row.id)
    if row.kind is RowKind.ITEM:
        return [row.id]
    heads = headings(row.section_id)
    length = next(
        (place for place, one in enumerate(order[first + 1 :], 1) if one in heads),
        len(order) - first,
    )
    return order[first : first + length]


def boundary(row: Row, before: int, order: Sequence[int]) -> int:
    """Where a heading dropped among another one's rows stands: at the nearer end of them.

    0 is the end of the section.
    """
    heads = headings(row.section_id)
    if before in heads or before not in order or before in block(row):
        return before
    place = order.index(before)
    first = max((n for n, one in enumerate(order[:place]) if one in heads), default=0)
    behind = next((n for n, one in enumerate(order) if n > place and one in heads), len(order))
    if place - first <= behind - place:
        return order[first]
    return order[behind] if behind < len(order) else 0


def put_in_order(
    section_id: int, order: Sequence[int], was: Sequence[int], moved: Sequence[int] = ()
) -> None:
    """Places, meetings and numbers of the rows of a section, as this order has them.

    `moved` are those that were put elsewhere: what stood in the file after them stays there.
    """
    rows = {one.id: one for one in db.session.scalars(select(Row).filter_by(section_id=section_id))}
    if set(rows) != set(order):
        raise Refused("Пункты раздела уже другие: обновите страницу.")
    placed = [rows[one] for one in order]
    others = [row for place, row in enumerate(placed, 1) if row.position != place]
    for row in others:
        row.position = -row.position  # a place is taken only once
    if others:
        db.session.flush()
    _keep_gaps(rows, order, was, moved)
    meeting: Row | None = None
    for position, row in enumerate(placed, 1):
        row.position = position
        if row.kind is RowKind.ITEM:
            row.meeting_id = meeting.id if meeting else None
        else:
            meeting = row if row.kind is RowKind.MEETING else None
    said = [(one.kind, one.meeting_id is not None, one.number) for one in placed]
    for row, number in zip(placed, rules.numbers(said), strict=True):
        row.number = number
    _part_from_others(placed, was)
    db.session.flush()


def _keep_gaps(
    rows: Mapping[int, Row], order: Sequence[int], was: Sequence[int], moved: Sequence[int]
) -> None:  # fmt: skip
    last = was[-1] if was else 0
    if moved and moved[-1] != last:
        before = was.index(moved[0]) - 1
        leave_gap(rows[moved[-1]], rows[was[before]] if before >= 0 else None)
    if last in rows and order[-1] != last:
        leave_gap(rows[last], rows[order[-1]])


def leave_gap(row: Row, other: Row | None) -> None:
    """What stood in the file after the row stands after another one, else above all rows."""
    own, rest = said.parted(pieces.restored(row.pieces))
    heir = other or db.session.get_one(Section, row.section_id)
    if rest:
        row.pieces = pieces.kept(own)
        heir.pieces = [*heir.pieces, *pieces.kept(rest)]


def _part_from_others(placed: Sequence[Row], was: Sequence[int]) -> None:
    """A cell that was one with the row above stands for itself when another row is above it."""
    above = dict(zip(was[1:], was, strict=False))
    for upper, row in zip((None, *placed), placed, strict=False):
        if row.shared and (upper is None or above.get(row.id) != upper.id):
            row.shared = []
