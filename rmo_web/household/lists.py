"""A list answers in three ways: as a page, as its rows alone, and as a file of exactly its rows."""

from typing import Any

from flask import Response

from rmo_web.household import files
from rmo_web.kernel import clock, htmx, listing, russian
from rmo_web.kernel.db import end_reading
from rmo_web.kernel.listing import Selection
from rmo_web.kernel.papers.sheet import Sheet


def show(
    sheet: Sheet, total: int, selection: Selection, *,
    page: str = "_list.html", fragment: str = "_rows.html",
    forms: tuple[str, str, str] | None = None, search: str = "",
    nothing: tuple[str, ...] = (), begin: tuple[str, str] | None = None,
    is_counted: bool = True, **values: Any,
) -> Response:  # fmt: skip
    """The list as its address asks for it; the forms are of the word that counts its rows.

    `search` is what its field of words says; `nothing` an empty list, as title and text; `begin`
    is the address of a new one, and its words, for who may begin one.
    """
    if selection.file:
        end_reading()
        return files.as_sheet(sheet, selection.file, clock.today())
    count = russian.plural(total, *forms) if forms else ""
    around = listing.around(selection, total, count=count, nothing=nothing, is_counted=is_counted)
    return htmx.show(
        page, fragment,
        rows=fragment, sheet=sheet, around=around, search=search, begin=begin, **values,
    )  # fmt: skip
