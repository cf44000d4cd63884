"""Books of Excel: a day is a day, a number a number, and all else is text, never a formula."""

import io
from datetime import date
from decimal import Decimal
from typing import Any

import xlsxwriter

_QUIET = ("strings_to_formulas", "strings_to_urls", "strings_to_numbers")
DAY = "dd.mm.yyyy"
TEXT = "@"


def book(made: io.BytesIO) -> Any:
    """A book that is written into these bytes when it is closed."""
    return xlsxwriter.Workbook(made, dict.fromkeys(_QUIET, False) | {"in_memory": True})


def lay_out(sheet: Any, head: int) -> None:
    """Lying A4, a page wide; the line of titles is seen above every row and on every page."""
    sheet.freeze_panes(head + 1, 1)
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

    def put(self, sheet: Any, row: int, column: int, value: object) -> None:
        match value:
            case None | "":
                sheet.write_blank(row, column, None, self.text)
            case date() if value.year >= 1900:  # Excel has no days before
                sheet.write_datetime(row, column, value, self.day)
            case int() | float() | Decimal():
                sheet.write_number(row, column, value, self.number)
            case _:
                sheet.write_string(row, column, str(value), self.text)
