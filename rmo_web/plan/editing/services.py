"""Verbs that write a row; each leaves a change that can be taken back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, select

from rmo_web.kernel.access import Actor
from rmo_web.kernel.db import db
from rmo_web.kernel.errors import Refused
from rmo_web.kernel.years import SchoolYear
from rmo_web.members.works import who_is_meant
from rmo_web.plan import rules
from rmo_web.plan.models import Plan, Responsible, Row, Section
from rmo_web.plan.rules import Change, RowKind, RowState, Spare
from rmo_web.plan.services import (
    changing,
    delete_row,
    leave_gap,
    lines_of,
    name_people,
    order_of,
    plan_of,
    put_in_order,
    put_people,
    when_stored,
)
from rmo_web.plan_reader import headings, meeting_forms, people, terms
from rmo_web.plan_reader.columns import Column
from rmo_web.plan_reader.when import understand_when

_WHERE_AND_WHO = frozenset({Column.PLACE, Column.PEOPLE, Column.PLACE_AND_PEOPLE})


@dataclass(frozen=True, slots=True)
class NewRow:
    """What a row says, as people type it; `months` are those chosen by hand, if they were."""

    text: str
    when: str = ""
    place: str = ""
    people: tuple[str, ...] = ()
    months: tuple[tuple[int, int], ...] | None = None
    is_all_year: bool = False
    is_outside: bool = False  # the срок is not of the plan's year, and that is meant
    state: RowState = RowState.PLANNED
    note: str = ""
    form: str | None = None  # where the row has a place for it
    spare: tuple[tuple[Spare, str], ...] = ()  # what is to stand in columns without a field


def keep_row(row: Row, told: NewRow, *, reason: str, by: Actor, at: datetime) -> None:
    """What the row says and what became of it. Refused for what the plan's state forbids."""
    plan, section = plan_of(row)
    kind = Change.CHANGED if _says_other(row, told) else Change.MARKED
    with changing(plan, kind, section_id=section.id, reason=reason, by=by, at=at) as noted:
        rules.check_mark(told.state, told.note)
        rules.check_heading(row.kind, told.text, row.text)
        if kind is Change.CHANGED:
            _write(row, section, told, first_year=first_year(plan))
        row.state, row.note = told.state, told.note
        noted.about(row)


def add_row(
    section: Section, kind: RowKind, told: NewRow, *, after: Row | None, reason: str, by: Actor,
    at: datetime,
) -> Row:  # fmt: skip
    """A row below another one, else the last of its section. Refused as `keep_row` is."""
    plan = db.session.get_one(Plan, section.plan_id)
    with changing(plan, Change.ADDED, section_id=section.id, reason=reason, by=by,
                  at=at) as noted:  # fmt: skip
        was = order_of(section.id)
        last = select(func.max(Row.position)).where(Row.section_id == section.id)
        row = Row(
            section_id=section.id,
            position=(db.session.scalar(last) or 0) + 1,
            kind=kind,
            number="1" if kind is RowKind.ITEM else "",
            text="", title="", form="", when_text="", when={}, place="", people_text="", mark="",
            extras=[], shared=[], state=told.state, note=told.note, pieces=[],
            has_facts=kind is RowKind.MEETING
            and db.session.scalar(Row.with_facts(section.id)) is not None,
        )  # fmt: skip
        rules.check_heading(kind, told.text)
        db.session.add(row)
        db.session.flush()
        _write(row, section, told, first_year=first_year(plan))
        place = was.index(after.id) + 1 if after is not None and after.id in was else len(was)
        put_in_order(section.id, [*was[:place], row.id, *was[place:]], was)
        noted.about(row)
    return row


def remove_row(row: Row, *, reason: str, by: Actor, at: datetime) -> None:
    """Take the row out. Refused for a meeting that has questions."""
    plan, section = plan_of(row)
    with changing(plan, Change.REMOVED, section_id=section.id, reason=reason, by=by,
                  at=at) as noted:  # fmt: skip
        if db.session.scalar(select(Row.id).where(Row.meeting_id == row.id).limit(1)):
            raise Refused("Сначала уберите вопросы этого заседания.")
        noted.about(row)
        was = order_of(section.id)
        place = was.index(row.id)
        leave_gap(row, db.session.get_one(Row, was[place - 1]) if place else None)
        delete_row(row)
        put_in_order(section.id, order_of(section.id), was)


# What a row says


def _lines(text: str) -> list[str]:
    """A text as its form gives it back: no blanks at the edges of its lines."""
    return [" ".join(one.split()) for one in text.strip().splitlines()]


def _says_other(row: Row, told: NewRow) -> bool:
    """Whether the row says something else than it is told; a heading is told its text only."""
    if _lines(told.text) != _lines(row.text):
        return True
    return row.says_facts and (
        _is_other_when(row, told) or (told.place, told.people) != (row.place, lines_of(row))
        or (told.form is not None and told.form != row.form) or _is_other_spare(told)
    )  # fmt: skip


def _is_other_spare(told: NewRow) -> bool:
    return any(_lines(text) != _lines(column.text) for column, text in told.spare)


def _is_other_when(row: Row, told: NewRow) -> bool:
    by_hand = row.when.get("months") if row.when.get("by_hand") else None
    months = tuple((one[0], one[1]) for one in by_hand) if by_hand is not None else None
    is_all_year = by_hand is not None and bool(row.when.get("all_year"))
    said = (terms.tidy(told.when), told.months, told.is_all_year and told.months is not None)
    return said != (terms.tidy(row.when_text), months, is_all_year)


def _write(row: Row, section: Section, told: NewRow, *, first_year: int) -> None:
    """The words of the row, and what was understood of them; what was not touched stays."""
    form = row.form
    if _lines(told.text) != _lines(row.text):
        _write_text(row, told.text, first_year)
    if not row.says_facts:
        return
    _write_spare(row, told)
    if told.form not in {None, form}:
        row.form = told.form or ""
    if _is_other_when(row, told):
        row.when_text, row.when = told.when, _when(told, first_year)
        if row.when.get("foreign") and not told.is_outside:
            words = "Этот срок не из учебного года плана: исправьте или отметьте, что так и нужно."
            raise Refused(words, "when")
        _stand_alone(row, {Column.WHEN})
    if (told.place, told.people) != (row.place, lines_of(row)):
        row.place = told.place
        _write_people(row, told.people)
        put_people(row, told.people, has_place_apart=section.has_place_apart)
        _stand_alone(row, _WHERE_AND_WHO)
    _follow_above(row)


def _write_spare(row: Row, told: NewRow) -> None:
    """The columns of the file that have no field here."""
    if not told.spare:
        return
    before = [[column.title, column.text] for column, _ in told.spare]
    kept = [one for one in row.extras if one[:2] not in before]
    for column, text in told.spare:
        if column.is_mark:
            row.mark = text
        elif text:
            kept.append([column.title, text, column.start])
    row.extras = kept
    _stand_alone(row, {Column.OTHER, Column.AUDIENCE, Column.DONE})


def _write_text(row: Row, text: str, first_year: int) -> None:
    if row.kind is RowKind.MEETING:
        heading = headings.heading_of(headings.named_meeting(text, row.number))
        row.meeting_number, row.title = heading.number, heading.theme
        row.form = heading.kind.lower() or row.form
        when = understand_when(heading.remark, first_year)
        if when.understood:
            row.when_text, row.when = when.verbatim, when_stored(when)
    elif row.kind is RowKind.GROUP:
        row.title = terms.tidy(text)
    else:
        number, words = terms.numbered(text)
        is_its = bool(row.number) and number.strip(" .)") == row.number.strip(" .)")
        form, row.title = meeting_forms.split_form(words if is_its else text)
        row.form = form or row.form
    row.text = text


def _stand_alone(row: Row, columns: frozenset[Column] | set[Column]) -> None:
    """The row says something of its own where its cell was one with the row above."""
    row.shared = [one for one in row.shared if one not in columns]


def _follow_above(row: Row) -> None:
    """Cells below that are one with this row's say what it says."""
    order = order_of(row.section_id)
    upper = row
    for number in order[order.index(row.id) + 1 :]:
        lower = db.session.get_one(Row, number)
        if not lower.shared:
            return
        if Column.WHEN in lower.shared:
            lower.when_text, lower.when = upper.when_text, upper.when
        if _WHERE_AND_WHO & set(lower.shared):
            lower.place, lower.place_text = upper.place, upper.place_text
            lower.people_text = upper.people_text
            _write_people(lower, lines_of(upper))
        upper = lower


def _when(told: NewRow, first_year: int) -> dict[str, object]:
    if told.months is None:
        return when_stored(understand_when(told.when, first_year))
    return {
        "months": [list(one) for one in told.months],
        "all_year": told.is_all_year,
        "day": None,
        "until": None,
        "by_hand": True,
    }


def _write_people(row: Row, lines: Sequence[str]) -> None:
    db.session.execute(delete(Responsible).where(Responsible.row_id == row.id))
    named = [one for line in lines for one in people.people_in(line, {}).people]
    name_people(row.id, named, who_is_meant())
    db.session.flush()


def first_year(plan: Plan) -> int:
    """The first calendar year of the plan's school year."""
    return db.session.get_one(SchoolYear, plan.year_id).starts_in
