"""What waits for somebody; every room tells its own, the first page gathers them."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from sqlalchemy import Select, select

from rmo_web.kernel import russian
from rmo_web.kernel.db import db


@dataclass(frozen=True, slots=True)
class Waiting:
    """One thing that waits: how many, what, where to go; nothing when the count is 0."""

    count: int
    title: str
    detail: str
    url: str
    is_late: bool = False


@dataclass(frozen=True, slots=True)
class Count:
    """Something that waits and has yet to be counted, and how to say the number.

    The statement is one that its room built once; what changes comes as its parameters.
    """

    asked: Select[Any]
    say: Callable[[int], Waiting]
    values: Mapping[str, Any] = field(default_factory=dict)


def count_of(
    asked: Select[Any],
    words: tuple[str, str, str],
    rest: str,
    detail: str,
    url: str,
    *,
    is_late: bool = False,
    **values: Any,
) -> Count:
    """The usual way: «3 новые заявки на методическую помощь»; `words` are the three forms."""

    def say(count: int) -> Waiting:
        title = f"{russian.form(count, *words)} {rest}".strip()
        return Waiting(count, title, detail, url, is_late)

    return Count(asked, say, values)


def counted(asked: Iterable[Count]) -> list[Waiting]:
    """All of them, counted in one statement."""
    every = list(asked)
    if not every:
        return []
    values = {name: value for one in every for name, value in one.values.items()}
    counts = db.session.execute(_together(tuple(one.asked for one in every)), values).one()
    return [one.say(count or 0) for one, count in zip(every, counts, strict=True)]


@lru_cache(maxsize=16)
def _together(asked: tuple[Select[Any], ...]) -> Select[Any]:
    return select(*(one.scalar_subquery() for one in asked))
