"""Addresses: of the page that is asked for, and those that came from outside."""

from typing import Any
from urllib.parse import urlsplit

from flask import g, request, url_for
from werkzeug.routing import IntegerConverter, Map

from rmo_web.kernel.errors import Refused

ID_MAX = 2**31 - 1


class Id(IntegerConverter):
    """`<int:…>` of every address: plain digits that a row's id may have, else 404."""

    regex = "[1-9][0-9]{0,9}"

    def __init__(self, rules: Map) -> None:
        super().__init__(rules, max=ID_MAX)


def here(**said: Any) -> str:
    """The address of this page, of the year that it shows, with what is said of its query."""
    return url_for(str(request.endpoint), **{**(request.view_args or {}), **said})


def stand_under(path: str) -> None:
    """The menu shows the page under this address, whatever its own is."""
    g.stands_under = path


def stands_under() -> str:
    """Under which address the menu shows this page: its own, unless it said another."""
    return str(g.get("stands_under", request.path))


def local_or(url: str, otherwise: str) -> str:
    """The address when it is a path of this site, else the other one (open redirects)."""
    plain = url.isprintable() and url.startswith("/") and not url.startswith(("//", "/\\"))
    if not plain or "\\" in url or any(c.isspace() for c in url):
        return otherwise
    parts = urlsplit(url)
    return url if not parts.scheme and not parts.netloc else otherwise


def check_link(url: str) -> None:
    """Refused for what is no link of ours: no address of the web, or a name before its host."""
    if not url.lower().startswith(("http://", "https://")):
        raise Refused("Ссылка начинается с http:// или https://.")
    try:
        parts = urlsplit(url)
        has_host = bool(parts.hostname) and (parts.port or True)
    except ValueError:
        has_host = False
    if not has_host or any(map(str.isspace, url)):
        raise Refused("В ссылке нет адреса сайта: проверьте её.")
    # «https://gosuslugi.ru:1@evil.example/» leads to evil.example.
    if "@" in parts.netloc:
        raise Refused("В ссылке перед адресом сайта стоит имя или пароль: уберите всё до знака @.")


def pressed(url: str) -> str:
    """The address when a press may follow it, else nothing."""
    try:
        check_link(url)
    except Refused:
        return ""
    return url


def id_in(said: str) -> int:
    """An id of a form or a query, for `type=`: what no database could hold is none at all."""
    number = int(said)
    if not 0 <= number <= ID_MAX:
        raise ValueError
    return number
