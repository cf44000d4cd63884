"""The plan as its Word file lays it out: sections, their columns, the text of every cell."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from rmo_web.accounts.queries import head_names
from rmo_web.kernel.db import db
from rmo_web.kernel.russian import fold
from rmo_web.plan.importer.columns import WORDS, Column
from rmo_web.plan.models import Leftover, Plan, Row, Section
from rmo_web.plan.rules import PlanState, RowKind

_APPROVED = {PlanState.APPROVED, PlanState.DONE}
_NUMBERED = re.compile(r"\d+[.)]\s")
_TOGETHER = (Column.NUMBER, Column.TEXT, Column.WHEN, Column.PLACE_AND_PEOPLE)
_APART = (Column.NUMBER, Column.TEXT, Column.WHEN, Column.PLACE, Column.PEOPLE)
_TITLES = {
    Column.TEXT: "Мероприятия",
    Column.WHEN: "Сроки",
    Column.PLACE: "Место проведения",
    Column.PEOPLE: "Ответственные",
    Column.PLACE_AND_PEOPLE: "Место проведения, ответственные",
}


@dataclass(frozen=True, slots=True)
class Head:
    """A column: what it means and how its file calls it."""

    meaning: Column
    title: str


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a table; a heading has one text over the width, an item one for each column.

    `merged` are the columns whose cell is one with the row above.
    """

    kind: RowKind
    text: str
    cells: tuple[str, ...] = ()
    merged: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Part:
    heading: tuple[str, ...]
    columns: tuple[Head, ...]
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Paper:
    title: str
    theme: str
    goal: str
    tasks: tuple[str, ...]
    parts: tuple[Part, ...]
    notes: tuple[str, ...]
    head: str
    adoption: str
    approval: str


def paper(plan: Plan, done: Mapping[int, str] | None = None) -> Paper:
    """The plan for its file; `done` adds a column of what became of each row, by its id."""
    sections = db.session.scalars(
        select(Section).filter_by(plan_id=plan.id).order_by(Section.position)
    ).all()
    rows: dict[int, list[Row]] = {one.id: [] for one in sections}
    for row in db.session.scalars(
        select(Row).where(Row.section_id.in_(rows)).order_by(Row.section_id, Row.position)
    ):
        rows[row.section_id].append(row)
    notes = db.session.scalars(select(Leftover.text).filter_by(plan_id=plan.id))
    return Paper(
        title=plan.title,
        theme=plan.theme,
        goal=plan.goal,
        tasks=tuple(plan.tasks),
        parts=tuple(_part(one, rows[one.id], done) for one in sections),
        notes=tuple(notes),
        head=head_names().in_signature,
        adoption=plan.adoption if plan.state is not PlanState.DRAFT else "",
        approval=plan.approval if plan.state in _APPROVED else "",
    )


def _part(section: Section, rows: Sequence[Row], done: Mapping[int, str] | None) -> Part:
    columns = columns_of(section)
    if done is not None:
        kept = (one for one in columns if one.meaning is not Column.DONE)
        columns = (*kept, Head(Column.DONE, WORDS[Column.DONE]))
    heading = section.heading or f"{section.number} {section.title}".strip()
    return Part(tuple(heading.splitlines()), columns, tuple(_lines(rows, columns, done or {})))


def columns_of(section: Section) -> tuple[Head, ...]:
    """The columns as the file had them; a section without a table gets the usual ones."""
    if section.columns:
        heads = [Head(Column(meaning), title) for meaning, title in section.columns]
        return tuple(one for one in heads if one.meaning is not Column.MEETING)
    usual = _APART if section.has_place_apart else _TOGETHER
    return tuple(Head(one, _TITLES.get(one, WORDS[one])) for one in usual)


def _lines(rows: Sequence[Row], columns: Sequence[Head], done: Mapping[int, str]) -> Iterator[Line]:
    is_under_item = False
    for row in rows:
        if row.kind is not RowKind.ITEM:
            yield Line(row.kind, _heading(row))
            is_under_item = False
            continue
        merged = {number for number, one in enumerate(columns) if one.meaning.value in row.shared}
        cells = tuple(_cell(row, one, done.get(row.id, row.mark)) for one in columns)
        yield Line(row.kind, "", cells, frozenset(merged) if is_under_item else frozenset())
        is_under_item = True


def _heading(row: Row) -> str:
    """The heading as its file has it; a meeting's theme may have stood in a paragraph below."""
    if row.kind is not RowKind.MEETING or not row.title or fold(row.title) in fold(row.text):
        return row.text
    kind = f"{row.form[:1].upper()}{row.form[1:]} " if row.form else ""
    when = f" ({' '.join(row.when_text.split())})" if row.when_text else ""
    return f"Заседание № {row.meeting_number or ''}. {kind}«{row.title}»{when}"


def _words(row: Row) -> str:
    """The text as its file has it; a point of a list has there what a table has in columns."""
    is_listed = _NUMBERED.match(row.text) and not _NUMBERED.match(row.title)
    return row.title if is_listed else row.text


def _cell(row: Row, column: Head, done: str) -> str:
    if column.meaning.value in row.shared:
        return ""
    extras = {one[0]: one[1] for one in row.extras}
    unnamed = extras.get(WORDS[column.meaning], "")
    return {
        Column.NUMBER: row.number,
        Column.TEXT: _words(row),
        Column.FORM: row.form,
        Column.WHEN: row.when_text,
        Column.PLACE: row.place_text or row.place,
        Column.PEOPLE: row.people_text,
        Column.PLACE_AND_PEOPLE: row.people_text,
        Column.DONE: done,
    }.get(column.meaning, extras.get(column.title, unnamed))
