"""Books of Excel, written and read.

Written, a day is a day, a number a number, and all else is text, never a formula; read, a cell is
one clean line.
"""

import io
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import openpyxl
import xlsxwriter

from rmo_web.kernel import clock, russian
from rmo_web.kernel.errors import Refused
from rmo_web.kernel.papers.cells import tidy

_QUIET = ("strings_to_formulas", "strings_to_urls", "strings_to_numbers")
DAY, MOMENT = "dd.mm.yyyy", "dd.mm.yyyy hh:mm"
TEXT = "@"
EXACT = 10**15  # of a longer number Excel forgets the end
LETTERS_MAX = 32_767  # a longer text would not be written at all
ROWS_MAX, COLUMNS_MAX = 2_000, 60
BROKEN = "Файл Excel повреждён: откройте его в Excel и сохраните заново."
Line = tuple[int, list[str]]  # the number of a row, and what its cells say


def book(made: io.BytesIO) -> Any:
    """A book that is written into these bytes when it is closed."""
    return xlsxwriter.Workbook(made, dict.fromkeys(_QUIET, False) | {"in_memory": True})


def heading(opened: Any) -> Any:
    """The look of what stands over a table."""
    return opened.add_format({"bold": True, "font_size": 14})


def lay_out(sheet: Any, head: int, held: int = 1) -> None:
    """Lying A4, a page wide; the line of titles is seen above every row and on every page.

    The columns that are held stay in sight; what is printed has the lines of its table.
    """
    sheet.freeze_panes(head + 1, held)
    sheet.hide_gridlines(0)
    sheet.repeat_rows(head)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)


class Pen:
    """Writes cells of one look, each as what it is."""

    def __init__(self, opened: Any, **look: Any) -> None:
        self.text = opened.add_format({**look, "num_format": TEXT})
        self.number = opened.add_format(look)
        self.day = opened.add_format({**look, "num_format": DAY, "align": "left"})
        self.moment = opened.add_format({**look, "num_format": MOMENT, "align": "left"})

    def put(self, sheet: Any, row: int, column: int, value: Any) -> None:
        match value:
            case None | "":
                sheet.write_blank(row, column, None, self.text)
            case datetime():
                # Excel has no zones: the moment is written by the clock of the district.
                plain = clock.local(value).replace(tzinfo=None)
                sheet.write_datetime(row, column, plain, self.moment)
            case date() if value.year >= 1900:  # Excel has no days before
                sheet.write_datetime(row, column, value, self.day)
            case int() | float() | Decimal() if -EXACT < value < EXACT:
                sheet.write_number(row, column, value, self.number)
            case _:
                sheet.write_string(row, column, str(value)[:LETTERS_MAX], self.text)


def lines(content: bytes) -> list[Line]:
    """The rows of the first sheet as they read. Refused when it is broken or too large."""
    try:
        return _lines(content)
    except Refused:
        raise
    except Exception:
        # A dozen classes come out of a mutated workbook; each means the same to its owner.
        raise Refused(BROKEN) from None


def _lines(content: bytes) -> list[Line]:
    opened = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
    try:
        sheet = opened.worksheets[0]
        if (sheet.max_row or 0) > ROWS_MAX * 10 or (sheet.max_column or 0) > COLUMNS_MAX * 10:
            raise Refused(
                f"Лист слишком велик: не больше {ROWS_MAX} строк и {COLUMNS_MAX} столбцов."
            )
        found = []
        rows = sheet.iter_rows(max_row=ROWS_MAX + 1, max_col=COLUMNS_MAX, values_only=True)
        for number, row in enumerate(rows, start=1):
            if number > ROWS_MAX:
                raise Refused(f"В листе больше {ROWS_MAX} строк.")
            found.append((number, [_said(value) for value in row]))
    finally:
        opened.close()
    return found


def _said(value: Any) -> str:
    if isinstance(value, datetime):
        value = value.date()
    if isinstance(value, date):
        return russian.day(value)
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return tidy("" if value is None else str(value))
