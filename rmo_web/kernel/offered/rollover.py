"""The end of a school year: rooms tell what is still open in it, and take over what may move."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from rmo_web.kernel.access import Actor
from rmo_web.kernel.hooks import NamedHooks
from rmo_web.kernel.years import Year


@dataclass(frozen=True, slots=True)
class Remains:
    """What is still open in a year: a few words, what becomes of it, where to look.

    What `blocks` must be ended first: a closed year takes no answer any more.
    """

    count: int
    title: str
    detail: str
    url: str
    blocks: bool = False


@dataclass(frozen=True, slots=True)
class Open:
    """The same with the name by which the page asks whether it is to move."""

    key: str
    remains: Remains
    may_move: bool


Tell = Callable[[Year, date], Remains]
Move = Callable[[int, int, Actor, datetime], None]
_offers: NamedHooks[tuple[str, Move | None], Tell] = NamedHooks()


def offers_remains(key: str, move: Move | None = None) -> Callable[[Tell], Tell]:
    """A room tells what it has open in a year on a day; with `move` the next can take it over."""
    return _offers.under((key, move))


def still_open(year: Year, today: date) -> list[Open]:
    """What every room has open in this year; what has nothing is not named."""
    told = ((key, tell(year, today), move) for (key, move), tell in _offers.items())
    return [Open(key, one, move is not None) for key, one, move in told if one.count]


def hindrance(remains: Iterable[Open]) -> str:
    """Why the year cannot be closed yet, in a sentence; nothing when it can."""
    named = "; ".join(f"{one.remains.title}: {one.remains.count}" for one in remains
                      if one.remains.blocks)  # fmt: skip
    return f"Год ещё нельзя закрыть. {named}. Сначала закончите с ними." if named else ""


def move(keys: Collection[str], year_id: int, to_id: int, *, by: Actor, at: datetime) -> None:
    """Take these into another year."""
    for (key, take), _ in _offers.items():
        if key in keys and take is not None:
            take(year_id, to_id, by, at)
