"""The columns of a plan's table: what they mean, where they stand."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from rmo_web.plan_reader.blocks import TableCell, TableRow


class Column(StrEnum):
    """The meaning of a column; the values are stored."""

    NUMBER = "number"
    MEETING = "meeting"
    TEXT = "text"
    FORM = "form"
    AUDIENCE = "audience"
    WHEN = "when"
    PLACE = "place"
    PEOPLE = "people"
    PLACE_AND_PEOPLE = "place_and_people"
    DONE = "done"
    OTHER = "other"


WORDS = {
    Column.NUMBER: "№ п/п",
    Column.MEETING: "Заседание",
    Column.TEXT: "Мероприятие, вопрос",
    Column.FORM: "Форма проведения",
    Column.AUDIENCE: "Категория участников",
    Column.WHEN: "Срок",
    Column.PLACE: "Место",
    Column.PEOPLE: "Ответственный, докладчик",
    Column.PLACE_AND_PEOPLE: "Место и ответственный",
    Column.DONE: "Отметка о выполнении",
    Column.OTHER: "Другое, сохранить как есть",
}
# How a table of ours calls its columns.
TITLES = {
    Column.TEXT: "Мероприятия",
    Column.WHEN: "Сроки",
    Column.PLACE: "Место проведения",
    Column.PEOPLE: "Ответственные",
    Column.PLACE_AND_PEOPLE: "Место проведения, ответственные",
}
Answers = Mapping[tuple[int, int], Column]


@dataclass(frozen=True, slots=True)
class LayoutColumn:
    """A column as its header draws it: `start` to `end` of the grid."""

    start: int
    end: int
    title: str
    meaning: Column


@dataclass(frozen=True, slots=True)
class Layout:
    """The columns of a table and the rows their header takes."""

    columns: tuple[LayoutColumn, ...]
    first: int
    last: int

    def over(self, row: TableRow) -> list[tuple[TableCell, tuple[LayoutColumn, ...]]]:
        """Each cell of a row with the columns it lies under."""
        if len(row.cells) == len(self.columns):
            return [(cell, (column,)) for cell, column in zip(row.cells, self.columns, strict=True)]
        return [(cell, self._under(cell)) for cell in row.cells]

    def _under(self, cell: TableCell) -> tuple[LayoutColumn, ...]:
        begun = tuple(one for one in self.columns if cell.column <= one.start < cell.end)
        return begun or tuple(one for one in self.columns if one.start <= cell.column < one.end)


@dataclass(frozen=True, slots=True)
class ColumnQuestion:
    """A column whose meaning only a person can tell."""

    table: int
    column: int
    title: str
    samples: tuple[str, ...]
    guess: Column
    options: tuple[Column, ...] = tuple(Column)
