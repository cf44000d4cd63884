"""What waits for somebody: rooms offer it as named things with their buttons.

What only informs is not offered: a thing that waits goes away by a deed.
"""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any

from flask import flash, get_flashed_messages
from sqlalchemy import Select, select

from rmo_web.kernel import russian
from rmo_web.kernel.access import Actor
from rmo_web.kernel.db import db
from rmo_web.kernel.years import Year

NAMED_AT_MOST = 5  # of one kind; more of them are one row with their number
SHOWN_AT_MOST = 5  # rows; the rest stand behind one that names them


@dataclass(frozen=True, slots=True)
class Deed:
    """A button of a row: what it posts to the room's own address, or the page that it opens."""

    words: str
    url: str
    values: tuple[tuple[str, str], ...] = ()
    opens: bool = False
    is_main: bool = False  # never one of equal answers: it would look chosen already


@dataclass(frozen=True, slots=True)
class Task:
    """A thing that waits, by its name; `kind` is said of it where it does not fit («доступ»).

    The day is what it is to be done by, `since` the day from which it waits; `state` is said
    before the detail. With a `count` it stands for that many things of its kind.
    """

    kind: str
    title: str
    url: str
    detail: str = ""
    icon: str = "checks"
    day: date | None = None
    since: date | None = None
    state: str = ""
    is_late: bool = False
    deeds: tuple[Deed, ...] = ()
    count: int = 0

    @property
    def leaf(self) -> tuple[str, str]:
        """A leaf of the calendar, «20» and «фев»; of many things, or without a day, nothing."""
        return (str(self.day.day), russian.MONTHS[self.day.month - 1][:3]) if self.day else ("", "")


@dataclass(frozen=True, slots=True)
class Kind:
    """Things of one kind that may wait: how they are counted, and how they are named.

    The statement is one that its room built once; what changes comes as its parameters.
    `many` says a number of them in one row, `each` names them, at most NAMED_AT_MOST.
    """

    asked: Select[Any] | int  # a number that is known already
    many: Callable[[int], Task]
    each: Callable[[], Iterable[Task]] | None = None
    values: Mapping[str, Any] = field(default_factory=dict)


Offer = Callable[[Actor, Year | None, date], Iterable[Kind]]
_offers: list[Offer] = []


def offers_waiting(offer: Offer) -> Offer:
    """A room offers what may wait for this person, of this year, on this day."""
    _offers.append(offer)
    return offer


def of(actor: Actor, year: Year | None, today: date) -> list[Task]:
    """What waits for this person: the late first, then by age, then by day; nothing twice."""
    kinds = [kind for offer in _offers for kind in offer(actor, year, today)]
    told: dict[tuple[str, str], Task] = {}
    for kind, count in zip(kinds, _counted(kinds), strict=True):
        for task in _told(kind, count):
            told.setdefault((task.title, task.url), task)
    return sorted(told.values(), key=_pressing)


def _told(kind: Kind, count: int) -> Iterable[Task]:
    if not count:
        return ()
    if kind.each is None or count > NAMED_AT_MOST:
        return (kind.many(count),)
    return kind.each()


def _pressing(task: Task) -> tuple[bool, bool, date]:
    when = (task.since if task.day is None else task.day) or date.max
    return not task.is_late, not task.is_late and task.day is not None, when


def _counted(kinds: Sequence[Kind]) -> Sequence[int]:
    """All of them, counted in one statement."""
    statements = tuple(kind.asked for kind in kinds if not isinstance(kind.asked, int))
    values = {name: value for kind in kinds for name, value in kind.values.items()}
    found = iter(db.session.execute(_together(statements), values).one() if statements else ())
    return [kind.asked if isinstance(kind.asked, int) else next(found) or 0 for kind in kinds]


@lru_cache(maxsize=16)
def _together(asked: tuple[Select[Any], ...]) -> Select[Any]:
    return select(*(one.scalar_subquery() for one in asked))


@dataclass(frozen=True, slots=True)
class Waiting:
    """The list of the first page: the rows that are shown, and what is behind the last of them."""

    count: int
    shown: tuple[Task, ...]
    rest: tuple[Task, ...]
    rest_in_words: str


def listed(tasks: Sequence[Task]) -> Waiting:
    """The tasks as the first page lists them."""
    shown, rest = tuple(tasks[:SHOWN_AT_MOST]), tuple(tasks[SHOWN_AT_MOST:])
    count = sum(task.count or 1 for task in tasks)
    return Waiting(count, shown, rest, _in_words(rest) if rest else "")


def _in_words(rest: Sequence[Task]) -> str:
    """«Ещё 16: доступ (14), предложение в повестку, карточка»."""
    of_kind: dict[str, int] = {}
    for task in rest:
        of_kind[task.kind] = of_kind.get(task.kind, 0) + (task.count or 1)
    said = (
        f"{kind} ({russian.number(count)})" if count > 1 else kind
        for kind, count in of_kind.items()
    )
    return f"Ещё {russian.number(sum(of_kind.values()))}: {', '.join(said)}"


def say(words: str, undo: Deed | None = None) -> None:
    """What was done, told once by the page that comes next, with a button that takes it back."""
    flash(words)
    if undo is not None:
        flash(json.dumps([undo.url, undo.values]), "undo")


def undone_by() -> Deed | None:
    """How what was said just now is taken back."""
    for said in get_flashed_messages(category_filter=["undo"]):
        url, values = json.loads(str(said))
        return Deed("Отменить", url, tuple(map(tuple, values)))
    return None
