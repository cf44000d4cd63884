"""The cells of a row with their meanings, and what they are to the plan."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from rmo_web.plan_reader.blocks import Table, TableCell, TableRow
from rmo_web.plan_reader.columns import WORDS, Column, Layout, LayoutColumn
from rmo_web.plan_reader.draft import DraftFacts, Extra
from rmo_web.plan_reader.pieces import Piece, PieceKind, Slot, Spot

BLANK = "Пустая ячейка"
HIDDEN = "Скрыто объединением ячеек, сохранится в заметках"
CONTINUED = "Продолжение объединённой ячейки"
HEADER = "Шапка таблицы"
PARTS = {
    Column.NUMBER: "номер",
    Column.MEETING: "заседание",
    Column.TEXT: "содержание",
    Column.FORM: "форма",
    Column.AUDIENCE: "категория участников",
    Column.WHEN: "срок",
    Column.PLACE: "место",
    Column.PEOPLE: "ответственные",
    Column.PLACE_AND_PEOPLE: "место и ответственные",
    Column.DONE: "отметка о выполнении",
}
# A column of meetings says its meeting; in the row of a question nothing of its own.
SLOTS: dict[Column, Slot] = {one: Slot(one.value) for one in Column if one is not Column.MEETING}


@dataclass(frozen=True, slots=True)
class Filled:
    """A cell of a row with its meaning; `text` may come from the cell it is merged with."""

    cell: TableCell
    column: LayoutColumn
    text: str
    shared: bool

    @property
    def meaning(self) -> Column:
        return self.column.meaning


def begun(table: Table, layout: Layout | None = None) -> Piece:
    """The table begins here; one that is understood has its columns."""
    columns = tuple(
        (one.meaning.value, one.title, one.start, one.end)
        for one in (layout.columns if layout else ())
    )
    ends = [cell.end for row in table.rows for cell in row.cells]
    return Piece(PieceKind.TABLE, table=table.index, columns=columns, width=max(ends, default=0))


def drawn(
    table: Table, row: TableRow, slots: Mapping[str, Spot], *, is_head: bool = False
) -> Piece:  # fmt: skip
    """A row as it stood; `slots` are those of its cells that say something, by their places."""
    spots = tuple(
        replace(
            slots.get(cell.where, Spot("")), text=cell.text, start=cell.column, span=cell.span,
            merge=cell.merge,
        )
        for cell in row.cells
    )  # fmt: skip
    return Piece(PieceKind.ROW, spots, table=table.index, is_head=is_head)


@dataclass(frozen=True, slots=True)
class Told:
    """What a row says of its meeting beside its heading."""

    facts: DraftFacts = field(default_factory=DraftFacts)
    extras: tuple[Extra, ...] = ()
    numbered: str = ""
    done: str = ""
    shared: frozenset[Column] = frozenset()
    has_facts: bool = True


def is_unclear(one: Filled, facts: DraftFacts) -> bool:
    if one.meaning is Column.WHEN:
        return not facts.when.understood
    return one.meaning in {Column.PEOPLE, Column.PLACE_AND_PEOPLE} and not facts.certain


def joint(columns: tuple[LayoutColumn, ...]) -> LayoutColumn:
    """The meaning of a cell under several columns: the subject, else place with people."""
    meanings = {column.meaning for column in columns}
    for column in columns:
        if column.meaning in {Column.TEXT, Column.MEETING}:
            return column
    if {Column.PLACE, Column.PEOPLE} <= meanings:
        return replace(columns[0], meaning=Column.PLACE_AND_PEOPLE)
    return columns[0] if columns else LayoutColumn(0, 0, "", Column.OTHER)


def extras_of(filled: list[Filled], without_field: set[Column]) -> tuple[Extra, ...]:
    """What has no field of its own."""
    return tuple(
        (one.column.title or WORDS[one.meaning], one.text.strip(), one.cell.column)
        for one in filled
        if one.meaning in without_field and one.text.strip()
    )


def part_of(column: LayoutColumn) -> str:
    return PARTS.get(column.meaning) or f"«{column.title or WORDS[Column.OTHER]}»"
