"""The ribbon of the year: twelve months, and what every room marks in them."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from rmo_web.kernel import russian
from rmo_web.kernel.hooks import Hooks
from rmo_web.kernel.years import Year

MOST = 5  # marks of a month: a plan of 150 rows would push its own page down


class MarkKind(StrEnum):
    """How a mark is drawn."""

    MEETING = "meeting"
    MEETING_PLANNED = "meeting-planned"
    EVENT = "event"


@dataclass(frozen=True, slots=True)
class Mark:
    """Something of the year: its month, a few words for the ribbon, all words for a reader."""

    year: int
    month: int
    text: str
    full: str
    url: str
    kind: MarkKind


@dataclass(frozen=True, slots=True)
class Month:
    short: str
    full: str
    is_past: bool
    is_now: bool
    today: str
    marks: tuple[Mark, ...]
    more: int = 0  # that there was no room for


@dataclass(frozen=True, slots=True)
class Ribbon:
    label: str
    months: tuple[Month, ...]


Offer = Callable[[Year], Iterable[Mark]]
_offers: Hooks[Offer] = Hooks()


def offers_marks(offer: Offer) -> Offer:
    """A room offers what it has to mark in a year."""
    return _offers.hang(offer)


def ribbon(year: Year, today: date) -> Ribbon:
    """The ribbon with the marks of every room."""
    return drawn(year, today, [mark for offer in _offers for mark in offer(year)])


def drawn(year: Year, today: date, marks: Iterable[Mark]) -> Ribbon:
    """The ribbon of these marks, without asking anybody."""
    by_month: dict[tuple[int, int], list[Mark]] = {}
    for mark in marks:
        narrow = replace(mark, text=russian.hyphenable(mark.text))
        by_month.setdefault((mark.year, mark.month), []).append(narrow)
    months = tuple(
        Month(
            short=russian.MONTHS[month - 1][:3].capitalize(),
            full=russian.month_of_year(number, month),
            is_past=(number, month) < (today.year, today.month),
            is_now=(number, month) == (today.year, today.month),
            today=f"сегодня {today.day}" if (number, month) == (today.year, today.month) else "",
            marks=tuple(sorted(by_month.get((number, month), ()), key=_meetings_first)[:MOST]),
            more=max(len(by_month.get((number, month), ())) - MOST, 0),
        )
        for number, month in year.months()
    )
    return Ribbon(f"{year.title} учебный год по месяцам", months)


def _meetings_first(mark: Mark) -> bool:
    return mark.kind not in {MarkKind.MEETING, MarkKind.MEETING_PLANNED}
