"""Long lists, a page at a time."""

from dataclasses import dataclass
from typing import Any

from flask import request

from rmo_web.kernel import russian
from rmo_web.kernel.urls import here

PER_PAGE = 50
WORDS_MAX = 100
PAGE_MAX = 10_000


@dataclass(frozen=True, slots=True)
class Pages:
    """Where we are in a long list; addresses are empty where there is nowhere to go.

    How many pages a list has that is not counted is known on the last of them only.
    """

    number: int
    last: int
    total: int
    back: str
    on: str
    is_last_known: bool = True


def page_asked() -> int:
    """The page in the address, the first one for whatever is not a page."""
    said = request.args.get("page", "")
    is_number = said.isascii() and said.isdigit() and len(said) <= len(str(PAGE_MAX))
    return min(int(said), PAGE_MAX) if is_number and int(said) else 1


def words_asked() -> str:
    """The words that a list is searched for, as many as its field takes."""
    return russian.clean(request.args.get("q", "")[:WORDS_MAX]).strip()


def pages(number: int, total: int, per_page: int = PER_PAGE, *, is_counted: bool = True) -> Pages:
    """The pager of this list, with the filters of the address kept; a page that is not there
    is the first one.
    """
    number = number if total > (number - 1) * per_page else 1
    last = max(1, -(-total // per_page))
    back, on = _address(number - 1, last), _address(number + 1, last)
    return Pages(number, last, total, back, on, is_counted or not on)


def _address(number: int, last: int) -> str:
    return address_with(page=number) if 1 <= number <= last and request.endpoint else ""


def address_with(**said: Any) -> str:
    """The address of this list as it is asked, but for what is said; None takes a word away."""
    # What url_for itself understands is no word of an address of ours.
    kept = {
        name: value
        for name, value in request.args.items()
        if not name.startswith("_") and name != "endpoint"
    }
    return here(**kept | said)
