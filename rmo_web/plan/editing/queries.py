"""What the form of a row begins with, and what wants a look."""

from dataclasses import dataclass

from rmo_web.kernel.db import db
from rmo_web.plan import rules
from rmo_web.plan.models import Responsible, Row, Section
from rmo_web.plan.queries import PlanPage, known_when, months_of
from rmo_web.plan.rules import RowKind, Spare
from rmo_web.plan.wording import extra
from rmo_web.plan_reader import terms
from rmo_web.plan_reader.columns import WORDS, Column
from rmo_web.plan_reader.pieces import WITH_LINES, PieceKind, Slot, own_slots, restored


@dataclass(frozen=True)
class RowFields:
    """A stored row as its form shows it; `spare` are the columns that have no other field."""

    text: str
    when: str
    place: str
    people: str
    by_hand: bool
    months: tuple[str, ...]
    is_all_year: bool
    state: str
    note: str
    form: str
    spare: tuple[Spare, ...]
    has_form: bool

    def __getattr__(self, name: str) -> str:
        """Its spare columns by their places: `spare_0`."""
        number = name.removeprefix("spare_")
        if number.isdecimal() and int(number) < len(self.spare):
            return self.spare[int(number)].text
        raise AttributeError(name)


@dataclass(frozen=True, slots=True)
class Look:
    """Something that wants a look, and where it stands; without a row, above the sections."""

    row_id: int
    title: str
    words: str


def looks(shown: PlanPage) -> list[Look]:
    """Whatever a careful reader of this plan would ask, row by row."""
    above = rules.remarks_above((shown.title, shown.theme, shown.goal, *shown.tasks))
    said = [Look(0, shown.title, one) for one in above]
    for row in shown.rows:
        words = [*row.remarks, *([row.note] if row.note and not row.state else [])]
        if words:
            said.append(Look(row.id, terms.shortened(row.title), ", ".join(words)))
    return said


def fields_of(row: Row) -> RowFields:
    """What the form of a row begins with."""
    known, section = row.when, db.session.get_one(Section, row.section_id)
    return RowFields(
        text=row.text.strip(),
        when=" ".join(row.when_text.split()),
        place=row.place,
        people="\n".join(one.line for one in db.session.scalars(Responsible.of_row(row.id))),
        by_hand=bool(known.get("by_hand")),
        months=tuple(f"{year}-{month}" for year, month in months_of(row)),
        is_all_year=bool(known.get("all_year")),
        state=row.state.value,
        note=row.note,
        form=row.form,
        spare=spare_of(row, section),
        has_form=has_form(row, section),
    )


def understood(row: Row, typed: str) -> str:
    """The months that follow from the срок of a row, while it is the one that is typed."""
    is_stored = " ".join(typed.split()) == " ".join(row.when_text.split())
    return (known_when(row) or "не понято") if is_stored else ""


_SPARE = frozenset({Column.OTHER, Column.AUDIENCE, Column.DONE})


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
    return db.session.scalar(Row.with_facts(section.id)) is not None
