"""Long lists, a page at a time."""

from dataclasses import dataclass

from flask import request, url_for

from rmo_web.kernel import russian

PER_PAGE = 50
WORDS_MAX = 100
PAGE_MAX = 10_000


@dataclass(frozen=True, slots=True)
class Pages:
    """Where we are in a long list; addresses are empty where there is nowhere to go."""

    number: int
    last: int
    total: int
    back: str
    on: str


def page_asked() -> int:
    """The page in the address, the first one for whatever is not a page."""
    said = request.args.get("page", "")
    is_number = said.isascii() and said.isdigit() and len(said) <= len(str(PAGE_MAX))
    return min(int(said), PAGE_MAX) if is_number and int(said) else 1


def words_asked() -> str:
    """The words that a list is searched for, as many as its field takes."""
    return russian.clean(request.args.get("q", "")[:WORDS_MAX]).strip()


def pages(number: int, total: int, per_page: int = PER_PAGE) -> Pages:
    """The pager of this list, with the filters of the address kept."""
    last = max(1, -(-total // per_page))
    return Pages(number, last, total, _address(number - 1, last), _address(number + 1, last))


def _address(number: int, last: int) -> str:
    if not 1 <= number <= last or request.endpoint is None:
        return ""
    kept = {**(request.view_args or {}), **request.args.to_dict(), "page": number}
    return url_for(request.endpoint, **kept)
