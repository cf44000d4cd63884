"""Verbs of the plan's header, its sections, and what its file said beside it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from rmo_web.kernel.access import Actor
from rmo_web.kernel.db import db
from rmo_web.kernel.errors import Refused
from rmo_web.kernel.events import emit
from rmo_web.plan import events
from rmo_web.plan.models import Plan, Row, Section
from rmo_web.plan.rules import Change
from rmo_web.plan.services import changing, lines_of, must_have_no_plan, order_of, put_people
from rmo_web.plan_reader import terms
from rmo_web.plan_reader.columns import TITLES, Column
from rmo_web.plan_reader.pieces import PieceKind


@dataclass(frozen=True, slots=True)
class NewSection:
    """A section and its columns: place and responsible together, or apart."""

    title: str
    number: str = ""
    has_place_apart: bool = False


_SECTIONS = (
    NewSection("Информационная деятельность", "1."),
    NewSection("Аналитическая деятельность", "2."),
    NewSection("Организационно-методическая деятельность", "3."),
    NewSection("План работы между заседаниями", has_place_apart=True),
)


@dataclass(frozen=True, slots=True)
class NewHeader:
    """What stands above the sections."""

    title: str
    theme: str = ""
    goal: str = ""
    tasks: tuple[str, ...] = ()


def begin(title: str, *, year_id: int, by: Actor, at: datetime) -> Plan:
    """An empty plan with the usual sections. Refused when the year has one."""
    must_have_no_plan(year_id)
    plan = Plan(year_id=year_id, title=title, theme="", goal="", tasks=[], abbreviations={},
                imported_at=at)  # fmt: skip
    db.session.add(plan)
    db.session.flush()
    for position, told in enumerate(_SECTIONS):
        new_section(plan.id, position, told)
    db.session.flush()
    emit(events.PlanBegun(by=by.account_id, at=at, about=plan.id))
    return plan


def keep_header(plan: Plan, told: NewHeader, *, reason: str, by: Actor, at: datetime) -> None:
    """Title, theme, goal and tasks. Refused for what the plan's state forbids."""
    with changing(plan, Change.HEADER, reason=reason, by=by, at=at) as noted:
        noted.title = terms.shortened(told.title)
        plan.title, plan.theme, plan.goal = told.title, told.theme, told.goal
        plan.tasks = list(told.tasks)


def add_section(plan: Plan, told: NewSection, *, reason: str, by: Actor, at: datetime) -> Section:
    """A section after all others. Refused for what the plan's state forbids."""
    with changing(plan, Change.SECTION_ADDED, reason=reason, by=by, at=at) as noted:
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
    section: Section, told: NewSection, *, reason: str, by: Actor, at: datetime
) -> None:
    """Its name and its columns: place and responsible in one of them, or apart."""
    plan = db.session.get_one(Plan, section.plan_id)
    with changing(plan, Change.SECTION_CHANGED, section_id=section.id, reason=reason, by=by,
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


def remove_section(section: Section, *, reason: str, by: Actor, at: datetime) -> None:
    """Refused for a section that has rows."""
    plan = db.session.get_one(Plan, section.plan_id)
    with changing(plan, Change.SECTION_REMOVED, section_id=section.id, reason=reason, by=by,
                  at=at) as noted:  # fmt: skip
        if order_of(section.id):
            raise Refused("Сначала уберите пункты этого раздела.")
        noted.title = section.title
        db.session.delete(section)
