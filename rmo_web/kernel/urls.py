"""Addresses that came from outside."""

from urllib.parse import urlsplit

from werkzeug.routing import IntegerConverter, Map

ID_MAX = 2**31 - 1


class Id(IntegerConverter):
    """`<int:…>` of every address: plain digits that a row's id may have, else 404."""

    regex = "[1-9][0-9]{0,9}"

    def __init__(self, rules: Map) -> None:
        super().__init__(rules, max=ID_MAX)


def local_or(url: str, otherwise: str) -> str:
    """The address when it is a path of this site, else the other one (open redirects)."""
    plain = url.isprintable() and url.startswith("/") and not url.startswith(("//", "/\\"))
    if not plain or "\\" in url or any(c.isspace() for c in url):
        return otherwise
    parts = urlsplit(url)
    return url if not parts.scheme and not parts.netloc else otherwise


def id_in(said: str) -> int:
    """An id of a form or a query, for `type=`: what no database could hold is none at all."""
    number = int(said)
    if not 0 <= number <= ID_MAX:
        raise ValueError
    return number
