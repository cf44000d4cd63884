"""What waits for somebody: rooms offer it as named things with their buttons.

What only informs is not offered: a thing that waits goes away by a deed.
"""

import json
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import lru_cache
from typing import Any, ClassVar

from flask import flash, get_flashed_messages
from sqlalchemy import Select, func, select

from rmo_web.kernel import russian
from rmo_web.kernel.access import Actor
from rmo_web.kernel.db import db
from rmo_web.kernel.hooks import Hooks
from rmo_web.kernel.states import Asks, Life, State, Step
from rmo_web.kernel.years import Year

NAMED_AT_MOST = 5  # of one kind; more of them are one row with their number
SHOWN_AT_MOST = 5  # rows; the rest stand behind one that names them


@dataclass(frozen=True, slots=True)
class Deed:
    """A button of a row: what it posts to the room's own address, or the page that it opens."""

    part: ClassVar[str] = "deed"  # as a cell of a list it is drawn so
    words: str
    url: str
    values: tuple[tuple[str, str], ...] = ()
    opens: bool = False
    is_main: bool = False  # never one of equal answers: it would look chosen already


def deeds_of(
    life: Life[State, Step], state: State, url: str, parties: Collection[StrEnum] | None = None
) -> tuple[Deed, ...]:
    """The buttons of this state, as the table of its life has them: each posts its `step`.

    Those whose step asks for something first are not of a row.
    """
    moves = [life.moves[step] for step in life.steps(state, parties)]
    return tuple(
        Deed(one.words, url, (("step", one.step.value),))
        for one in moves
        if one.words and one.asks is Asks.NOTHING
    )


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
    puts_off: bool = False

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


class Waits:
    """The common kind, said once: the rows that wait, and how a number of them reads.

    The rows come in their order; «3 заседания» is said with the words that stand after it.
    """

    def __init__(
        self, kind: str, rows: Select[*tuple[Any, ...]], forms: tuple[str, str, str],
        after: str = "", *, icon: str = "checks", is_late: bool = False,
    ) -> None:  # fmt: skip
        self._count = rows.with_only_columns(
            func.count(), maintain_column_froms=True
        ).order_by(None)  # fmt: skip
        self._first = rows.limit(NAMED_AT_MOST)
        self._kind, self._forms, self._after = kind, forms, after
        self._icon, self._is_late = icon, is_late

    def named(
        self, url: str, each: Callable[[Sequence[Any]], Iterable[Task]], **values: Any
    ) -> Kind:
        """What waits of it with these values of its statement; `each` names the first rows."""

        def many(count: int) -> Task:
            title = f"{russian.plural(count, *self._forms)} {self._after}".rstrip()
            return Task(
                self._kind, title, url, icon=self._icon, is_late=self._is_late, count=count
            )  # fmt: skip

        def first() -> Iterable[Task]:
            return each(db.session.execute(self._first, values).all())

        return Kind(self._count, many, first, values)


Offer = Callable[[Actor, Year | None, date], Iterable[Kind]]
_offers: Hooks[Offer] = Hooks()


def offers_waiting(offer: Offer) -> Offer:
    """A room offers what may wait for this person, of this year, on this day."""
    return _offers.hang(offer)


def of(actor: Actor, year: Year | None, today: date) -> list[Task]:
    """What waits for this person: the late first, then by day or by age; nothing twice."""
    kinds = [kind for offer in _offers for kind in offer(actor, year, today)]
    told: dict[tuple[str, str, str], Task] = {}
    for kind, count in zip(kinds, _counted(kinds), strict=True):
        for task in _told(kind, count):
            told.setdefault((task.title, task.url, task.detail), task)
    return sorted(told.values(), key=_pressing)


def _told(kind: Kind, count: int) -> Iterable[Task]:
    if not count:
        return ()
    if kind.each is None or count > NAMED_AT_MOST:
        return (kind.many(count),)
    return kind.each()


def _pressing(task: Task) -> tuple[bool, date]:
    return not task.is_late, task.day or task.since or date.max


def _counted(kinds: Sequence[Kind]) -> Sequence[int]:
    """All of them, counted in one statement."""
    statements = tuple(kind.asked for kind in kinds if not isinstance(kind.asked, int))
    values: dict[str, Any] = {}
    for name, value in (item for kind in kinds for item in kind.values.items()):
        if values.setdefault(name, value) != value:
            raise ValueError(f"two rooms mean different things by {name}")
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
    put_off: str = ""  # why none of them asks for her now


def listed(tasks: Sequence[Task]) -> Waiting:
    """The tasks as the first page lists them; what puts them off leaves all of them at hand."""
    if away := next((one for one in tasks if one.puts_off), None):
        others = tuple(one for one in tasks if not one.puts_off)
        return Waiting(0, (), others, _in_words(others, "Подождёт") if others else "", away.title)
    shown, rest = tuple(tasks[:SHOWN_AT_MOST]), tuple(tasks[SHOWN_AT_MOST:])
    return Waiting(len(tasks), shown, rest, _in_words(rest, "Ещё") if rest else "")


def _in_words(rest: Sequence[Task], first: str) -> str:
    """«Ещё 3: доступ (14), предложение в повестку, карточка»; the numbers are of things."""
    of_kind: dict[str, int] = {}
    for task in rest:
        of_kind[task.kind] = of_kind.get(task.kind, 0) + (task.count or 1)
    said = (
        f"{kind} ({russian.number(count)})" if count > 1 else kind
        for kind, count in of_kind.items()
    )
    return f"{first} {len(rest)}: {', '.join(said)}"


_TOLD, REFUSED = "message", "refused"  # categories of what is flashed


@dataclass(frozen=True, slots=True)
class SaidDeed:
    """What was done, or refused; the button that takes it back, where there is one."""

    words: str
    undo: Deed | None
    back: str = ""  # where its button leads; nothing: to the first page
    is_refusal: bool = False


def say(words: str, undo: Deed | None = None, *, back: str = "") -> None:
    """Tell it once, on the page that comes next; its button leads back there, or to the first."""
    said = [undo.words, undo.url, undo.values, back] if undo else None
    flash(json.dumps([words, said]), "deed")


def said() -> list[SaidDeed]:
    """What was told by `say`, by a plain flash, and by one of what was refused."""
    deeds = (json.loads(str(one)) for one in get_flashed_messages(category_filter=["deed"]))
    told = get_flashed_messages(category_filter=[_TOLD])
    refused = get_flashed_messages(category_filter=[REFUSED])
    return [
        *(SaidDeed(str(words), None) for words in told),
        *(SaidDeed(str(words), None, is_refusal=True) for words in refused),
        *(
            SaidDeed(words, Deed(undo[0], undo[1], tuple(map(tuple, undo[2]))), undo[3])
            if undo
            else SaidDeed(words, None)
            for words, undo in deeds
        ),
    ]
