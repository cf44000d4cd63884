"""Words of the plan: for the screen, and what records say today at the places of their file."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from rmo_web.kernel import russian
from rmo_web.plan.models import Plan, Row
from rmo_web.plan.rules import Change, PlanState, RowKind, RowState
from rmo_web.plan_reader import terms
from rmo_web.plan_reader.columns import Column
from rmo_web.plan_reader.pieces import (
    FACTS,
    FIXED,
    OF_PLAN,
    WITH_LINES,
    Piece,
    PieceKind,
    Slot,
    Spot,
    own_slots,
)

# The word of a state and its colour.
PLAN_STATES = {
    PlanState.DRAFT: ("Проект", "wait"),
    PlanState.ADOPTED: ("Принят", "new"),
    PlanState.APPROVED: ("Утверждён", "done"),
    PlanState.DONE: ("Завершён", "done"),
}
ROW_STATES = {
    RowState.PLANNED: ("запланировано", "wait"),
    RowState.GOING: ("выполняется", "work"),
    RowState.DONE: ("выполнено", "done"),
    RowState.PARTLY: ("выполнено частично", "wait"),
    RowState.MOVED: ("перенесено", "wait"),
    RowState.FAILED: ("не выполнено", "late"),
    RowState.DROPPED: ("снято", "done"),
}
CHANGES = {
    Change.ADDED: "Добавлен пункт",
    Change.CHANGED: "Изменён пункт",
    Change.MARKED: "Отмечен пункт",
    Change.MOVED: "Переставлен пункт",
    Change.REMOVED: "Убран пункт",
    Change.SECTION_ADDED: "Добавлен раздел",
    Change.SECTION_CHANGED: "Изменён раздел",
    Change.SECTION_REMOVED: "Убран раздел",
    Change.HEADER: "Изменены название и задачи",
    Change.NOTE: "Изменено другое место файла",
}


def roman_meeting(number: int | None) -> str:
    """«Заседание № 2», or plain «Заседание» where the plan gives no number."""
    return f"Заседание №{russian.NBSP}{number}" if number else "Заседание"


def rows(count: int) -> str:
    return russian.plural(count, "пункт", "пункта", "пунктов")


def meetings(count: int) -> str:
    return russian.plural(count, "заседание", "заседания", "заседаний")


@dataclass(frozen=True, slots=True)
class PlacedRow:
    """A row with the rows that are lines of its cell, its meeting, and all it was read from."""

    row: Row
    pieces: tuple[Piece, ...]
    inside: tuple[Row, ...] = ()
    meeting: Row | None = None

    @property
    def slots(self) -> frozenset[Slot]:
        """What the file says of the row itself."""
        return own_slots(self.pieces)

    @property
    def is_paragraph(self) -> bool:
        return any(one.kind is PieceKind.LINE and own_slots((one,)) for one in self.pieces)

    @property
    def facts(self) -> tuple[str, ...]:
        """What the row said by `FACTS` when it was read."""
        return next((one.facts for one in self.pieces if one.facts), ())

    @property
    def has_meeting(self) -> bool:
        """Whether its row of the file names its meeting beside it."""
        return Slot.MEETING in self.slots

    def is_apart(self, plan: Plan) -> bool:
        """Whether meetings that shared a row say something of their own by now."""
        spots = (spot for piece in self.pieces for spot in piece.spots)
        return any(
            spot.slot is Slot.MEETINGS and value_of(spot, self, plan) != spot.value
            for spot in spots
        )


def placed_rows(rows: Sequence[tuple[Row, tuple[Piece, ...]]]) -> list[PlacedRow]:
    """The rows of a section in their order, each with those that are lines of its cell."""
    found: list[PlacedRow] = []
    open_one: int | None = None
    by_id = {row.id: row for row, _ in rows}
    for row, pieces in rows:
        slots = own_slots(pieces)
        meeting = by_id.get(row.meeting_id) if row.meeting_id else None
        if not slots and open_one is not None and _is_line_of(found[open_one], row):
            inside = (*found[open_one].inside, row)
            found[open_one] = replace(found[open_one], inside=inside)
        else:
            open_one = len(found) if slots & WITH_LINES else None
        found.append(PlacedRow(row, pieces, (), meeting))
    return found


def _is_line_of(block: PlacedRow, row: Row) -> bool:
    if Slot.MEETINGS in block.slots:
        return row.kind is RowKind.MEETING or row.meeting_id is not None
    return row.meeting_id == block.row.id


def of_plan(slot: Slot, plan: Plan) -> str:
    """What the plan says of itself."""
    tasks = "\n".join(f"{number}. {task}" for number, task in enumerate(plan.tasks, 1))
    return {
        Slot.TITLE: plan.title,
        Slot.THEME: f"«{plan.theme}»" if plan.theme else "",
        Slot.GOAL: plan.goal,
        Slot.TASKS: f"\n{tasks}" if tasks else "",
        Slot.ADOPTION: plan.adoption,
        Slot.APPROVAL: plan.approval,
    }.get(slot, "")


def of_row(spot: Spot, block: PlacedRow) -> str:
    """What the row says at this place of it."""
    row = block.meeting if spot.of_meeting and block.meeting is not None else block.row
    if spot.slot is Slot.TEXT:
        return row.text
    if spot.slot is Slot.LINE:
        return line(row)
    if spot.slot is Slot.MEETING:
        return block.meeting.text if block.meeting is not None else ""
    if spot.slot is Slot.AGENDA:
        return "\n".join(filter(None, (row.text, *map(line, block.inside))))
    if spot.slot is Slot.QUESTIONS:
        return "\n".join(map(line, block.inside))
    if spot.slot is Slot.MEETINGS:
        return "\n".join(map(_whole, (row, *block.inside)))
    return fact(row, Column(spot.slot.value), spot.start)


def _whole(row: Row) -> str:
    return "\n".join((row.text, row.when_text, row.place, row.people_text, row.form))


def fact(row: Row, column: Column, start: int = 0, title: str = "") -> str:
    """What the row says in a column; nothing where its cell is one with the cell above."""
    if column.value in row.shared:
        return ""
    return {
        Column.NUMBER: row.number,
        Column.FORM: row.form,
        Column.WHEN: row.when_text,
        Column.PLACE: row.place_text or row.place,
        Column.PEOPLE: row.people_text,
        Column.PLACE_AND_PEOPLE: row.people_text,
        Column.DONE: row.mark,
    }.get(column) or extra(row, start, title)


def extra(row: Row, start: int, title: str = "") -> str:
    """The cell of a column that has no field: by its place in the file, else by its title."""
    here = (one for one in row.extras if one[2:] == [start] and title in {"", one[0]})
    named = (one for one in row.extras if title and one[0] == title)
    return str(next(here, next(named, ("", "")))[1])


def line(row: Row) -> str:
    """A question as a line of its own: its number, its words, who speaks."""
    number, words = terms.numbered(row.text)
    is_said = number.strip(" .)") == row.number.strip(" .)")
    said = row.text if is_said or not row.number else f"{row.number} {words}"
    if row.kind is RowKind.ITEM and row.people_text and not _has(row.text, row.people_text):
        who = "; ".join(row.people_text.splitlines())
        said = f"{row.number} {row.title}. Докладчик: {who}".strip()
    facts = (row.form, row.when_text, row.place, *(f"{one[0]}: {one[1]}" for one in row.extras))
    rest = ", ".join(one for one in facts if one and not _has(row.text, one))
    return f"{said} ({rest})" if rest and row.kind is RowKind.ITEM else said


def _has(text: str, words: str) -> bool:
    return terms.fold(words) in terms.fold(text)


def with_values(pieces: Iterable[Piece], block: PlacedRow | None, plan: Plan, heading: str = "",
                notes: Sequence[int] = ()) -> list[Piece]:  # fmt: skip
    """The pieces, each place with what is said there now; notes get the ids they are stored by."""
    return [
        replace(
            piece,
            spots=tuple(
                replace(
                    spot,
                    value=value_of(spot, block, plan, heading),
                    note=notes[spot.note - 1] if spot.note else 0,
                )
                for spot in piece.spots
            ),
            facts=_facts(piece, block),
        )
        for piece in pieces
    ]


def _facts(piece: Piece, block: PlacedRow | None) -> tuple[str, ...]:
    return facts_of(block.row) if block is not None and own_slots((piece,)) else ()


def facts_of(row: Row) -> tuple[str, ...]:
    """Form, срок, place and people of a row."""
    return tuple(fact(row, Column(one.value)) for one in FACTS)


def value_of(spot: Spot, block: PlacedRow | None, plan: Plan, heading: str = "") -> str:
    """What is said at a place today."""
    if spot.slot in FIXED:
        return ""
    if spot.slot in OF_PLAN:
        return of_plan(spot.slot, plan)
    if spot.slot is Slot.HEADING or block is None:
        return heading
    return of_row(spot, block)
