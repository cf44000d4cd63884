"""What is stored of a plan, as those who change it and its pages read it alike."""

import re
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, select

from rmo_web.kernel.db import db
from rmo_web.kernel.years import SchoolYear
from rmo_web.plan.models import Plan, PlanChange, Responsible, Row, Section
from rmo_web.plan.rules import PersonKind, RowKind
from rmo_web.plan.said import WITH_LINES, extra, own_slots
from rmo_web.plan_reader.columns import WORDS, Column
from rmo_web.plan_reader.pieces import PieceKind, Slot, restored

_CELL = re.compile(r"(?P<table>Таблица \d+), строка (?P<row>\d+), столбец (?P<column>\d+)$")
_SPARE = frozenset({Column.OTHER, Column.AUDIENCE, Column.DONE})


def plan_of(row: Row) -> tuple[Plan, Section]:
    """The plan and the section that have this row."""
    section = db.session.get_one(Section, row.section_id)
    return db.session.get_one(Plan, section.plan_id), section


def first_year(plan: Plan) -> int:
    """The first calendar year of the plan's school year."""
    return db.session.get_one(SchoolYear, plan.year_id).starts_in


def order_of(section_id: int) -> list[int]:
    """The rows of a section by their places."""
    db.session.flush()
    asked = select(Row.id).where(Row.section_id == section_id).order_by(Row.position)
    return list(db.session.scalars(asked))


def lines_of(row: Row) -> tuple[str, ...]:
    """Who is responsible, a line for each, as `editing.keep_row` reads them."""
    asked = select(Responsible).filter_by(row_id=row.id).order_by(Responsible.position)
    return tuple(
        ", ".join(filter(None, (one.name, one.post, one.organisation)))
        if one.kind is PersonKind.PERSON else one.name
        for one in db.session.scalars(asked)
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Spare:
    """A column of the file that has no field here, and what the row says in it."""

    title: str
    start: int
    text: str
    is_mark: bool = False


def spare_of(row: Row | None, section: Section, kind: RowKind = RowKind.ITEM) -> tuple[Spare, ...]:
    """The columns without a field that a row has a place for, from left to right.

    Without a row, those that a new one of this kind will have.
    """
    if row is not None and not row.says_facts:
        return ()
    if row is None and kind is not RowKind.ITEM and not has_facts(section):
        return ()
    known = Row(extras=[], mark="", pieces=[]) if row is None else row
    columns = [(*one[:2], one[2] if one[2:] else n) for n, one in enumerate(section.columns)]
    titles = {start: title for _, title, start in columns}
    titles |= {one[2]: one[0] for one in known.extras if one[2:]}
    own = [one for one in restored(known.pieces) if own_slots((one,))]
    drawn = [one for one in own if one.kind is PieceKind.ROW]
    there = [(spot.start, spot.slot.value) for one in drawn for spot in one.spots]
    if not own and not (row is not None and _is_line(row)):
        there = [(start, meaning) for meaning, _, start in columns]
    return tuple(
        Spare(
            titles.get(start) or WORDS[Column(meaning)],
            start,
            known.mark if meaning == Column.DONE else extra(known, start, titles.get(start, "")),
            is_mark=meaning == Column.DONE,
        )
        for start, meaning in there
        if meaning in _SPARE
    )


def _is_line(row: Row) -> bool:
    """Whether a question is a line in the cell of its meeting."""
    if row.meeting_id is None:
        return False
    meeting = db.session.get_one(Row, row.meeting_id)
    return bool(own_slots(restored(meeting.pieces)) & WITH_LINES)


def has_form(row: Row | None, section: Section, kind: RowKind = RowKind.ITEM) -> bool:
    """Whether the row has a place for its form beside its text."""
    if row is None:
        return has_facts(section) if kind is RowKind.MEETING else _has_form_column(section)
    slots = own_slots(restored(row.pieces))
    has_column = Slot.FORM in slots or (
        not slots and not _is_line(row) and _has_form_column(section)
    )
    return row.has_facts or (row.kind is RowKind.ITEM and has_column)


def _has_form_column(section: Section) -> bool:
    return any(one[0] == Column.FORM for one in section.columns)


def has_facts(section: Section) -> bool:
    """Whether meetings of this section are rows with columns, or paragraphs with theirs."""
    asked = select(Row.id).where(Row.section_id == section.id, Row.has_facts).limit(1)
    return db.session.scalar(asked) is not None


def table_of(place: str) -> str:
    """«Таблица 2» for a cell of it; nothing for a paragraph."""
    found = _CELL.match(place)
    return found["table"] if found else ""


def cell_of(place: str) -> tuple[int, int]:
    """The row and the column of a cell, counted from one."""
    found = _CELL.match(place)
    assert found is not None
    return int(found["row"]), int(found["column"])


def last_change(plan_id: int) -> Select[Any]:
    """The newest change that stands: the one that «Отменить» takes back."""
    return (
        select(PlanChange)
        .where(PlanChange.plan_id == plan_id, ~PlanChange.is_undone, ~PlanChange.is_final)
        .order_by(PlanChange.id.desc())
        .limit(1)
    )
