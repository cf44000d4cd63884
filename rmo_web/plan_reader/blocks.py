"""What a document is made of, whatever wrote it: paragraphs and tables, in order."""

from dataclasses import dataclass
from enum import StrEnum


class Merge(StrEnum):
    """How a cell belongs to the cells above and below it."""

    NONE = "none"
    START = "start"
    CONTINUES = "continues"


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph; a loose one stands outside the flow: a text box, a footnote, a header.

    `rows` are the cells of a table that stood within a cell or a box.
    """

    where: str
    text: str
    loose: bool = False
    rows: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class TableCell:
    """A cell as it is drawn: `column` and `span` count columns of the table's grid."""

    where: str
    text: str
    column: int
    span: int = 1
    merge: Merge = Merge.NONE

    @property
    def end(self) -> int:
        return self.column + self.span


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row of a table with the cells that are drawn in it."""

    where: str
    cells: tuple[TableCell, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table; `index` counts the tables of the file from nought."""

    index: int
    rows: tuple[TableRow, ...]


Block = Paragraph | Table
