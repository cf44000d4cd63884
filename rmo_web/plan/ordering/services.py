"""Verbs that move a row; a heading takes whatever stands under it."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from rmo_web.kernel.access import Actor
from rmo_web.kernel.db import db
from rmo_web.kernel.errors import Refused
from rmo_web.plan.models import Row
from rmo_web.plan.rules import Change, RowKind
from rmo_web.plan.services import changing, order_of, plan_of, put_in_order


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


def move_row(row: Row, *, before: int, reason: str, by: Actor, at: datetime) -> None:
    """Put the row before another one of its section, 0 for the end; a heading takes its rows."""
    plan, section = plan_of(row)
    with changing(plan, Change.MOVED, section_id=section.id, reason=reason, by=by,
                  at=at) as noted:  # fmt: skip
        noted.about(row)
        was, taken = order_of(section.id), block(row)
        if row.kind is not RowKind.ITEM:
            before = boundary(row, before, was)
        if before in taken:
            return
        rest = [one for one in was if one not in taken]
        if before and before not in rest:
            raise Refused("Туда этот пункт не поставить.")
        place = rest.index(before) if before else len(rest)
        put_in_order(section.id, [*rest[:place], *taken, *rest[place:]], was, taken)


def step(row: Row, *, is_up: bool, reason: str, by: Actor, at: datetime) -> None:
    """Put the row one place up or down; a heading goes over the whole of its neighbour."""
    order, taken = order_of(row.section_id), block(row)
    first, last = order.index(taken[0]), order.index(taken[-1])
    heads = headings(row.section_id) if row.kind is not RowKind.ITEM else set(order)
    above = [one for one in order[:first] if one in heads]
    below = [one for one in order[last + 1 :] if one in heads]
    if is_up and above:
        move_row(row, before=above[-1], reason=reason, by=by, at=at)
    elif not is_up and below:
        target = below[1] if len(below) > 1 else 0
        move_row(row, before=target, reason=reason, by=by, at=at)
