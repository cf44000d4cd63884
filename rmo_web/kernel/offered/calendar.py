"""The year as a calendar: rooms offer its entries."""

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, fields
from datetime import date

from rmo_web.kernel.hooks import Hooks
from rmo_web.kernel.years import Year


@dataclass(frozen=True, slots=True)
class YearEntry:
    """Something of the year. Without hours it takes whole days, `until` being the last of them."""

    key: str
    title: str
    day: date
    until: date
    url: str
    starts_at: str = ""
    ends_at: str = ""
    place: str = ""
    text: str = ""
    is_cancelled: bool = False
    is_moved: bool = False  # to this day from another one
    is_open: bool = False  # its day is not known yet

    @property
    def digest(self) -> str:
        """By what it is known whether calendars would be told something else."""
        said = repr([getattr(self, one.name) for one in fields(self) if one.name != "url"])
        return hashlib.sha256(said.encode()).hexdigest()


Offer = Callable[[Year], Iterable[YearEntry]]
_offers: Hooks[Offer] = Hooks()


def offers_entries(offer: Offer) -> Offer:
    """A room offers what it has on the days of a year."""
    return _offers.hang(offer)


def of_year(year: Year) -> list[YearEntry]:
    """What every room has in this year."""
    return [entry for offer in _offers for entry in offer(year)]
