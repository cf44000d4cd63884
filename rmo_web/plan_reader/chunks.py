"""A cell of people in its parts: what stands between commas and lines belongs together or not."""

import re
from collections.abc import Iterable

from rmo_web.plan_reader import terms
from rmo_web.plan_reader.people_signs import (
    HONOURED,
    PERSON,
    PLACE,
    POST,
)


def persons_in(text: str) -> list[re.Match[str]]:
    """The persons of a text, without those after whom a library is named."""
    found: list[re.Match[str]] = []
    position = 0
    while match := PERSON.search(text, position):
        surname = match["surname"] or match["surname2"] or match["surname3"]
        if match["surname2"] is None and (POST.match(surname) or PLACE.match(surname)):
            position = match.start() + len(surname)
            continue
        if not HONOURED.search(text[max(0, match.start() - 10) : match.start()]):
            found.append(match)
        position = match.end()
    return found


MAX_JOINED = 300
_OPENING, _CLOSING = "«„“(", "»”)"


def chunks_of(text: str) -> list[str]:
    """Lines, and parts of a line between semicolons, without list marks."""
    parts = (terms.tidy(part) for line in text.splitlines() for part in split_by(line, ";"))
    bare = (terms.numbered(part)[1].strip(" ,;") for part in parts)
    return [part for part in bare if part and part != "."]


def joined(chunks: Iterable[str]) -> list[str]:
    """Lines that Word broke: «Руководитель РМО» and the name under it are one."""
    joined: list[str] = []
    for chunk in chunks:
        last = joined[-1] if joined else ""
        if last and len(last) < MAX_JOINED and _belong_together(last, chunk):
            joined[-1] = f"{last} {chunk}"
        else:
            joined.append(chunk)
    return joined


def _belong_together(last: str, chunk: str) -> bool:
    return (
        _quotes_open(last)
        or (_is_office(last) and _is_bare_person(chunk))
        or (_is_bare_person(last) and _is_office(chunk))
    )


def _is_office(chunk: str) -> bool:
    return bool(POST.match(chunk)) and not persons_in(chunk)


def _is_bare_person(chunk: str) -> bool:
    found = persons_in(chunk)
    return len(found) == 1 and not (chunk[: found[0].start()] + chunk[found[0].end() :]).strip(
        " .,"
    )


def _quotes_open(text: str) -> bool:
    return text.count("«") > text.count("»")


def split_by(text: str, mark: str) -> list[str]:
    """Parts between marks that stand outside quotes and brackets."""
    parts, depth, start, plain = [], 0, 0, False
    for position, sign in enumerate(text):
        if sign == '"':
            plain = not plain
        depth = max(0, depth + (sign in _OPENING) - (sign in _CLOSING))
        if sign == mark and depth == 0 and not plain:
            parts.append(text[start:position])
            start = position + 1
    return [*parts, text[start:]]
