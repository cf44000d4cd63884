"""A table for people, as a value: the screen, Excel and Word are written from the same.

And a table that people bring: its columns are known by their titles.
"""

import io
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any, ClassVar

from rmo_web.kernel import clock, russian
from rmo_web.kernel.errors import Refused
from rmo_web.kernel.papers import excel, fitting, word

LEAST, MOST = 10, 45  # signs in a column of Excel
SIZE, COLUMN_MOST = 10, 6.0  # points; centimetres that a column asks of a standing page
LINE, HIGHEST = 15, 409  # points, of a row of Excel
HEADER_WITHIN = 15  # the first rows of a table that is brought
_NEVER = re.compile(r"(домашний )?адрес|паспорт|снилс|инн\b")
_NOT_IN_A_TAB = re.compile(r"[\[\]:*?/\\']+")
Shown = list[tuple[Any, ...]]  # a row for the screen: the parts of each cell


class ColumnKind(Enum):
    """What the cells of a column are; deeds are for the screen alone."""

    TEXT = "text"
    DAY = "day"
    NUMBER = "number"
    DEEDS = "deeds"


@dataclass(frozen=True, slots=True)
class SheetColumn:
    """A column; `label` is what a phone says beside each value, where the title is too long."""

    title: str
    kind: ColumnKind = ColumnKind.TEXT
    label: str = ""
    is_quiet: bool = False  # what is read last
    is_under: bool = False  # on the screen it stands under what is before it; on paper beside


@dataclass(slots=True)
class SheetLink:
    """Words of a cell that lead somewhere."""

    part: ClassVar[str] = "link"
    words: str
    url: str

    @property
    def is_elsewhere(self) -> bool:
        return not self.url.startswith("/")


@dataclass(slots=True)
class SheetBadge:
    """A word of a cell with its colour and icon."""

    part: ClassVar[str] = "badge"
    words: str
    kind: str
    icon: str = ""


@dataclass(slots=True)
class SheetNote:
    """A quiet line under what a cell says."""

    part: ClassVar[str] = "note"
    words: str


@dataclass(slots=True)
class SheetTick:
    """A box of a row, for a form that stands elsewhere on the page; on paper it is nothing."""

    part: ClassVar[str] = "tick"
    form: str
    name: str
    value: str
    is_ticked: bool = False
    words: str = ""


@dataclass(slots=True)
class SheetStages:
    """How far something is: drawn as so many cells done of so many, with the words beside."""

    part: ClassVar[str] = "stages"
    words: str
    done: int
    of: int


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table: a cell is a text, a day, a moment, a number, a link, a badge, or several of them.

    On paper the owner stands over the title, and what it is limited to under it. The tab of Excel
    may be called shorter; so many columns at the left are seen however far one goes to the right.
    """

    title: str
    columns: Sequence[SheetColumn]
    rows: Sequence[Sequence[Any]]
    owner: str = ""
    limits: str = ""
    tab: str = ""
    held: int = 1

    @property
    def on_screen(self) -> list[SheetColumn]:
        """The columns of the screen."""
        return [one for one in self.columns if not one.is_under]

    @property
    def naming(self) -> int:
        """Which column of the screen names the row: the first that is not for deeds."""
        kinds = (one.kind for one in self.on_screen)
        return next(n for n, kind in enumerate(kinds) if kind is not ColumnKind.DEEDS)

    @property
    def shown(self) -> list[Shown]:
        """The rows for the screen: the parts of each cell, texts, links, badges, deeds."""
        columns = [(one.kind, one.is_under) for one in self.columns]
        return [_shown(columns, row) for row in self.rows]

    def on_paper(self) -> tuple[list[SheetColumn], list[list[Any]]]:
        """The columns and rows without what only a screen can do."""
        kept = [(n, one) for n, one in enumerate(self.columns) if one.kind is not ColumnKind.DEEDS]
        rows = [[_of(one.kind, row[n]) for n, one in kept] for row in self.rows]
        return [one for _, one in kept], rows


def _of(kind: ColumnKind, cell: Any) -> Any:
    """The cell as its column takes it: of a moment a column of days has the day."""
    is_moment = kind is ColumnKind.DAY and isinstance(cell, datetime)
    return clock.local(cell).date() if is_moment else cell


def _shown(columns: Sequence[tuple[ColumnKind, bool]], row: Sequence[Any]) -> Shown:
    cells: Shown = []
    for (kind, is_under), cell in zip(columns, row, strict=True):
        parts = _parts(_of(kind, cell))
        if is_under:
            cells[-1] += tuple(
                SheetNote(one) if isinstance(one, str) else one for one in parts if one
            )
        else:
            cells.append(parts)
    return cells


def said(cell: Any) -> str:
    """A cell as a person reads it."""
    match cell:
        case None:
            return ""
        case bool():
            return "да" if cell else "нет"
        case datetime():
            return russian.moment(clock.local(cell))
        case date():
            return russian.day(cell)
        case Decimal():
            return f"{cell.normalize():f}".replace(".", ",")
        case float():
            return f"{cell:.15g}".replace(".", ",")
        case tuple():
            return " ".join(filter(None, map(said, cell)))
        case SheetLink() if cell.url.startswith("http"):  # on paper nothing can be pressed
            return f"{cell.words} ({cell.url})"
    return str(getattr(cell, "words", cell))  # of a link, a badge, a deed its words


def _parts(cell: Any) -> tuple[Any, ...]:
    return tuple(map(_part, cell)) if isinstance(cell, tuple) else (_part(cell),)


def _part(one: Any) -> Any:
    # «№ 6» in one line; files are searched, and keep what was typed.
    if isinstance(one, str):
        return russian.numbered(one)
    return one if hasattr(one, "words") else said(one)


def _counted(cell: Any) -> Any:
    """The value for Excel: days and numbers as they are, all else as it reads."""
    is_value = isinstance(cell, date | int | float | Decimal) and not isinstance(cell, bool)
    return cell if is_value else said(cell)


def xlsx(sheet: Sheet) -> bytes:
    """A book with this sheet; what is typed below its rows is kept as what it is, too."""
    made = io.BytesIO()
    with excel.book(made) as book:
        put(book, sheet)
    return made.getvalue()


def put(book: Any, sheet: Sheet) -> None:
    """One more sheet of this book."""
    columns, rows = sheet.on_paper()
    tab = _NOT_IN_A_TAB.sub(" ", sheet.tab or sheet.title)[:31].strip()
    drawn, pen = book.add_worksheet(tab), excel.Pen(book, text_wrap=True, valign="top")
    head = int(bool(sheet.owner or sheet.limits))
    if head:
        heading = f"{sheet.title} {sheet.limits}".strip()
        over = ". ".join(filter(None, (heading, sheet.owner)))
        drawn.write_string(0, 0, over, excel.heading(book))
    bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
    looks = {ColumnKind.DAY: pen.day, ColumnKind.NUMBER: pen.number}
    widths = [_signs(one.title, [row[n] for row in rows]) for n, one in enumerate(columns)]
    for place, (column, width) in enumerate(zip(columns, widths, strict=True)):
        drawn.set_column(place, place, width, looks.get(column.kind, pen.text))
        drawn.write_string(head, place, column.title, bold)
    for number, row in enumerate(rows, head + 1):
        if (lines := _lines(row, widths)) > 1:
            drawn.set_row(number, min(HIGHEST, LINE * lines))
        for place, cell in enumerate(row):
            pen.put(drawn, number, place, _counted(cell))
    excel.lay_out(drawn, head, sheet.held)
    if rows:
        drawn.autofilter(head, 0, head + len(rows), len(columns) - 1)


def _signs(title: str, cells: Sequence[Any]) -> int:
    longest = max(len(line) for one in (title, *cells) for line in said(one).split("\n"))
    return max(LEAST, min(MOST, longest + 2))


def _lines(row: Sequence[Any], widths: Sequence[int]) -> int:
    """How many lines the row takes: only Excel finds that out by itself."""
    return max(
        sum(1 + int(len(line) * 1.15 / width) for line in said(cell).split("\n"))
        for cell, width in zip(row, widths, strict=True)
    )


def docx(sheet: Sheet) -> bytes:
    """The same on A4, lying where it is wide, with the head of the table on every page."""
    columns, rows = sheet.on_paper()
    head, cells = [one.title for one in columns], [[said(cell) for cell in row] for row in rows]
    every = list(zip(head, *cells, strict=True))
    wished = [min(COLUMN_MOST, max(fitting.width(text, SIZE) for text in one)) for one in every]
    least = [min(COLUMN_MOST, fitting.longest_word(one, SIZE)) for one in every]
    is_lying = sum(wished) > word.WIDTH
    document = word.new(sheet.title, sheet.owner, size=11, is_lying=is_lying)
    for words, is_bold in ((sheet.owner, False), (sheet.title, True), (sheet.limits, False)):
        if words:
            word.line(document, words, is_bold=is_bold, at="center")
    word.line(document)
    room = word.WIDTH_LYING if is_lying else word.WIDTH
    word.grid(document, head, cells, fitting.shared(wished, room, least), size=SIZE)
    return word.saved(document)


WRITERS = {"xlsx": xlsx, "docx": docx}


@dataclass(frozen=True, slots=True)
class SheetRead:
    """A table as it was read: the cells by their columns, and what was left aside."""

    rows: tuple[tuple[int, dict[str, str]], ...]
    strange: tuple[str, ...]
    never: tuple[str, ...]  # what is not stored by anybody


def recognised(
    lines: Sequence[excel.Line], key_of: Callable[[str], str],
    is_head: Callable[[Sequence[str]], bool], *, otherwise: str,
) -> SheetRead:  # fmt: skip
    """The rows under the line of titles; `key_of` a title says which column it is, "" if none.

    Refused with `otherwise` when no line at the beginning is such a head, and when none follows.
    """
    for place, (_, cells) in enumerate(lines[:HEADER_WITHIN]):
        keys = [key_of(title) for title in cells]
        if is_head(keys):
            titles = [title for title, key in zip(cells, keys, strict=True) if title and not key]
            never = tuple(title for title in titles if _NEVER.search(russian.fold(title)))
            strange = tuple(t for t in titles if t not in never and t.strip("№ п/.") != "")
            rows = tuple(
                (number, _by_column(keys, row)) for number, row in lines[place + 1 :] if any(row)
            )
            if not rows:
                raise Refused("Под заголовками в файле нет ни одной строки.")
            return SheetRead(rows, strange, never)
    raise Refused(otherwise)


def _by_column(keys: Sequence[str], row: Sequence[str]) -> dict[str, str]:
    return {key: value for key, value in zip(keys, row, strict=False) if key and value}
