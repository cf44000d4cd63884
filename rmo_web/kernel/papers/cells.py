"""Cells of a table that people bring: as they are read, and mended on the page of its rows."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from rmo_web.kernel import russian

CELL_MAX = 2_000  # signs of a cell that is read
Rows = tuple[tuple[int, dict[str, str]], ...]  # the cells of each row by their columns
Mended = Mapping[tuple[int, str], str]  # by row and column
_NAME = re.compile(r"cell-(\d{1,5})-([a-z_]{1,20})")


@dataclass(frozen=True, slots=True)
class CellToFill:
    """A cell to be filled on the page: what is wrong with it, and among which words to choose."""

    number: int  # of its row
    key: str  # of its column
    label: str
    value: str
    message: str = ""
    choices: tuple[tuple[str, str], ...] = ()

    @property
    def name(self) -> str:
        """How its field is called."""
        return _named(self.number, self.key)


def _named(number: int, key: str) -> str:
    return f"cell-{number}-{key}"


def tidy(said: str) -> str:
    """A cell as one clean line; what shows nothing is nothing."""
    line = " ".join(russian.clean(said[:CELL_MAX]).split())
    return "" if russian.shows_nothing(line) else line


def mended_in(typed: Mapping[str, str]) -> dict[tuple[int, str], str]:
    """The cells that a form sends."""
    found = ((_NAME.fullmatch(name), value) for name, value in typed.items())
    return {(int(place[1]), place[2]): tidy(value) for place, value in found if place}


def mend(rows: Rows, mended: Mended) -> Rows:
    """The rows with these cells instead of their own."""
    by_row: dict[int, dict[str, str]] = {}
    for (number, key), said in mended.items():
        by_row.setdefault(number, {})[key] = said
    return tuple((number, cells | by_row.get(number, {})) for number, cells in rows)


def carried(mended: Mended, asked: Iterable[CellToFill]) -> tuple[tuple[str, str], ...]:
    """Fields of the cells that are mended already: those that are asked again go by themselves."""
    names = {one.name for one in asked}
    said = ((_named(*place), value) for place, value in mended.items())
    return tuple((name, value) for name, value in said if name not in names)
