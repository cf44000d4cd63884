"""Verbs of sections: add, name, give columns, take out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from rmo_web.kernel.access import Actor
from rmo_web.kernel.db import db
from rmo_web.kernel.errors import Refused
from rmo_web.plan.history import changing
from rmo_web.plan.models import Plan, Row, Section
from rmo_web.plan.rules import Change
from rmo_web.plan.stored import lines_of, order_of
from rmo_web.plan_reader.columns import TITLES, Column
from rmo_web.plan_reader.pieces import PieceKind


@dataclass(frozen=True, slots=True)
class NewSection:
    """A section and its columns: place and responsible together, or apart."""

    title: str
    number: str = ""
    has_place_apart: bool = False


def add_section(
    plan: Plan, told: NewSection, *, reason: str, actor: Actor, at: datetime
) -> Section:
    """A section after all others. Refused for what the plan's state forbids."""
    with changing(plan, Change.SECTION_ADDED, reason=reason, actor=actor, at=at) as noted:
        last = select(func.max(Section.position)).where(Section.plan_id == plan.id)
        position = db.session.scalar(last)
        section = new_section(plan.id, 0 if position is None else position + 1, told)
        db.session.flush()
        noted.section_id, noted.title = section.id, told.title
    return section


def new_section(plan_id: int, position: int, told: NewSection) -> Section:
    """An empty section at this place."""
    section = Section(
        plan_id=plan_id,
        position=position,
        number=told.number,
        title=told.title,
        heading=f"{told.number} {told.title}".strip(),
        has_place_apart=told.has_place_apart,
        columns=[],
    )
    db.session.add(section)
    return section


def keep_section(
    section: Section, told: NewSection, *, reason: str, actor: Actor, at: datetime
) -> None:
    """Its name and its columns: place and responsible in one of them, or apart."""
    plan = db.session.get_one(Plan, section.plan_id)
    with changing(plan, Change.SECTION_CHANGED, section_id=section.id, reason=reason, actor=actor,
                  at=at) as noted:  # fmt: skip
        noted.title = told.title
        if (told.number, told.title) != (section.number, section.title):
            section.number, section.title = told.number, told.title
            section.heading = f"{told.number} {told.title}".strip()
        if told.has_place_apart != section.has_place_apart:
            section.has_place_apart = told.has_place_apart
            section.columns = _joined(section.columns, is_apart=told.has_place_apart)
            section.pieces = _without_tables(section.pieces)
            for row in db.session.scalars(select(Row).filter_by(section_id=section.id)).all():
                # Two columns become one as they are; one is parted as it was understood.
                said = lines_of(row) if told.has_place_apart else [row.people_text]
                put_people(row, said, has_place_apart=told.has_place_apart)
                row.shared, row.pieces = [], _without_tables(row.pieces)


def _joined(columns: Sequence[Sequence[Any]], *, is_apart: bool) -> list[list[Any]]:
    """The columns of a table with those of place and people in one, or each by itself."""
    joint = {Column.PLACE, Column.PEOPLE, Column.PLACE_AND_PEOPLE}
    wished = [Column.PLACE, Column.PEOPLE] if is_apart else [Column.PLACE_AND_PEOPLE]
    new = [(one.value, TITLES[one]) for one in wished]
    rest = [(one[0], one[1]) for one in columns]
    first = next((n for n, (meaning, _) in enumerate(rest) if meaning in joint), len(rest))
    left = [[one for one in part if one[0] not in joint] for part in (rest[:first], rest[first:])]
    placed = [*left[0], *new, *left[1]] if columns else []
    return [[*one, start, start + 1] for start, one in enumerate(placed)]


def _without_tables(stored: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The places of the file but for its tables: their columns are others now."""
    return [one for one in stored if one["kind"] not in {PieceKind.TABLE, PieceKind.ROW}]


def remove_section(section: Section, *, reason: str, actor: Actor, at: datetime) -> None:
    """Refused for a section that has rows."""
    plan = db.session.get_one(Plan, section.plan_id)
    with changing(plan, Change.SECTION_REMOVED, section_id=section.id, reason=reason, actor=actor,
                  at=at) as noted:  # fmt: skip
        if order_of(section.id):
            raise Refused("Сначала уберите пункты этого раздела.")
        noted.title = section.title
        db.session.delete(section)


def put_people(row: Row, people_said: Sequence[str], *, has_place_apart: bool) -> None:
    """The cells of place and responsible, as the columns of the section have them."""
    row.place_text = row.place if has_place_apart else ""
    if row.says_facts:
        joined = people_said if has_place_apart else (row.place, *people_said)
        row.people_text = "\n".join(filter(None, joined))
