"""What a row says in the cells of its table, and what a paper is made of."""

import re
from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass, field

from rmo_web.kernel.russian import fold
from rmo_web.plan.models import Leftover, Row, Section
from rmo_web.plan.rules import RowKind, cell_of
from rmo_web.plan.wording import extra, fact, facts_of, line
from rmo_web.plan_reader import headings, terms
from rmo_web.plan_reader.columns import TITLES, WORDS, Column
from rmo_web.plan_reader.pieces import FACTS, WITH_LINES, PieceKind, Slot, Spot

_NUMBERED = re.compile(r"\d+[.)]\s")
_TOGETHER = (Column.NUMBER, Column.TEXT, Column.WHEN, Column.PLACE_AND_PEOPLE)
_APART = (Column.NUMBER, Column.TEXT, Column.WHEN, Column.PLACE, Column.PEOPLE)
LABELS = {
    Slot.FORM: "Форма проведения",
    Slot.WHEN: "Срок",
    Slot.PLACE: "Место",
    Slot.PEOPLE: "Ответственный",
}


@dataclass(frozen=True, slots=True)
class PaperColumn:
    """A column: what it means, how its file calls it, where it stands in the grid."""

    meaning: Column
    title: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class PaperText:
    """A paragraph, or a text beside the order of the file; `rows` are a table within it."""

    kind: PieceKind
    text: str
    slot: Slot = Slot.NOTHING
    rows: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class PaperCell:
    text: str
    start: int
    span: int = 1
    is_merged: bool = False


@dataclass(frozen=True, slots=True)
class PaperRow:
    """A row of a table, its cells as they are drawn."""

    cells: tuple[PaperCell, ...]
    kind: RowKind = RowKind.ITEM
    is_head: bool = False


@dataclass(slots=True)
class PaperTable:
    """A table; one that was not understood has no columns. `has_done`: one more than its file."""

    columns: tuple[PaperColumn, ...]
    width: int
    index: int = -1
    lines: list[PaperRow] = field(default_factory=list)
    has_done: bool = False

    def may_join(self, start: int, span: int) -> bool:
        """Whether a cell of this width stands above: only with it one may be joined."""
        above = self.lines[-1].cells if self.lines else ()
        return any((one.start, one.span) == (start, span) for one in above)


def columns_of(section: Section) -> tuple[PaperColumn, ...]:
    """The columns of the section's own table; one without a table gets the usual ones."""
    if section.columns:
        heads = [(one[0], one[1]) for one in section.columns]
        return _heads([(Column(meaning), title) for meaning, title in heads])
    usual = _APART if section.has_place_apart else _TOGETHER
    return _heads([(one, TITLES.get(one, WORDS[one])) for one in usual])


def _heads(columns: Iterable[tuple[Column, str]]) -> tuple[PaperColumn, ...]:
    return tuple(
        PaperColumn(meaning, title, start, start + 1)
        for start, (meaning, title) in enumerate(columns)
    )


def cells_of(row: Row, grid: PaperTable) -> Iterator[PaperCell]:
    """The cells of a row by the columns of its table; a heading has one over their width."""
    first, meanings = grid.columns[0], {one.meaning for one in grid.columns}
    has_subject = bool(meanings & {Column.MEETING, Column.TEXT})
    if row.kind is RowKind.ITEM or (row.has_facts and has_subject):
        for one in grid.columns:
            span, is_shared = one.end - one.start, one.meaning.value in row.shared
            is_merged = is_shared and grid.may_join(one.start, span)
            yield PaperCell(_cell(row, one, meanings), one.start, span, is_merged)
        return
    is_numbered = row.kind is RowKind.GROUP and first.meaning is Column.NUMBER
    start = first.end if is_numbered and grid.width > first.end else 0
    if start:
        yield PaperCell("", 0, start)
    yield PaperCell(_heading(row), start, grid.width - start)


def table_again(cells: Sequence[Leftover]) -> PaperTable:
    """A table that was not understood, from its cells."""
    found = {cell_of(one.place): one.text for one in cells}
    width = max(column for _, column in found)
    grid = PaperTable((), width)
    for row in sorted({row for row, _ in found}):
        texts = [found.get((row, column), "") for column in range(1, width + 1)]
        grid.lines.append(
            PaperRow(tuple(PaperCell(text, start) for start, text in enumerate(texts)))
        )
    return grid


def _heading(row: Row) -> str:
    """The heading as its file has it; a meeting's theme may have stood in a paragraph below."""
    if row.kind is not RowKind.MEETING or not row.title or fold(row.title) in fold(row.text):
        return row.text
    kind = f"{row.form[:1].upper()}{row.form[1:]} " if row.form else ""
    when = f" ({' '.join(row.when_text.split())})" if row.when_text else ""
    return f"Заседание № {row.meeting_number or ''}. {kind}«{row.title}»{when}"


def _cell(row: Row, column: PaperColumn, meanings: Set[Column]) -> str:
    wished = Column.MEETING if row.kind is RowKind.MEETING else Column.TEXT
    (other,) = {Column.MEETING, Column.TEXT} - {wished}
    if column.meaning is (wished if wished in meanings else other):
        subject = _subject(row, has_number=Column.NUMBER in meanings)
        return "\n".join((subject, *lacking(row, meanings)))
    if column.meaning in {Column.MEETING, Column.TEXT}:
        return ""
    words = fact(row, column.meaning, column.start, column.title)
    if words or column.meaning.value in row.shared:
        return words
    return extra(row, -1, WORDS[column.meaning])


def _subject(row: Row, *, has_number: bool) -> str:
    """The text as its file has it; a point of a list has there what a table has in columns."""
    if not has_number and row.kind is RowKind.ITEM and row.number:
        return line(row)
    is_listed = _NUMBERED.match(row.text) and not _NUMBERED.match(row.title)
    return row.title if is_listed else row.text


def lacking(row: Row, there: Set[str], before: Sequence[str] = ()) -> Iterator[str]:
    """«Место: ЦДБ»: what the row says and its file has no place for, a line for each.

    `there` are the places that it has, `before` is what it said already when it was read.
    """
    has_both = Column.PLACE_AND_PEOPLE in there
    for number, (slot, now) in enumerate(zip(FACTS, facts_of(row), strict=True)):
        is_there = slot in there or (has_both and slot in {Slot.PLACE, Slot.PEOPLE})
        is_old = number < len(before) and before[number] == now
        if now and not is_there and not is_old and terms.fold(now) not in terms.fold(row.text):
            yield f"{LABELS[slot]}: {now}"


def written(spot: Spot, said: str) -> str:
    """What is written at this place when its slot says this."""
    if not spot.slot or said == spot.value:
        return spot.text
    if spot.is_rest:
        return ""
    if spot.slot in WITH_LINES:
        # What announces the questions is no part of them, and stays.
        announced = [one for one in spot.text.splitlines() if headings.is_agenda(one)]
        head, *rest = said.split("\n")
        said = "\n".join((head, *announced, *rest)) if announced else said
    return f"{spot.label}{said}" if said else ""
