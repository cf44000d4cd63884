"""A list answers in three ways: as a page, as its rows alone, and as a file of exactly its rows."""

from typing import Any

from flask import Response

from rmo_web.household import files
from rmo_web.kernel import clock, htmx, listing, russian
from rmo_web.kernel.db import end_reading
from rmo_web.kernel.listing import NOTHING_FOUND, Selection
from rmo_web.kernel.papers.sheet import Sheet


def show(
    sheet: Sheet, total: int, selection: Selection, *, page: str = "_list.html",
    forms: tuple[str, str, str] | None = None,
    nothing: tuple[str, ...] = NOTHING_FOUND, search: str = "", **values: Any,
) -> Response:  # fmt: skip
    """The list as its address asks for it; the forms are of the word that counts its rows,
    where they are counted.

    `nothing` is what an empty list says: a title, a text, and where to begin (an address and its
    words); `search` is what its field of words says.
    """
    if selection.file:
        end_reading()
        return files.as_sheet(sheet, selection.file, clock.today())
    count = russian.plural(total, *forms) if forms else ""
    around = listing.around(selection, total, count=count, nothing=nothing)
    return htmx.show(page, "_rows.html", sheet=sheet, around=around, search=search, **values)
