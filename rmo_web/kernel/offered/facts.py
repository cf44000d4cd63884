"""The fact beside a row of the plan: rooms offer it, the plan shows it without knowing rooms."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select

from rmo_web.kernel.years import Year


@dataclass(frozen=True, slots=True)
class Fact:
    """What people did, in a few words, and where it can be looked at.

    `state` is what follows for the row that it stands beside: "going", "done", or nothing.
    """

    text: str
    url: str
    state: str = ""


Said = Callable[[Sequence[int | None], Year], Fact]
Offer = Callable[[Any], tuple[tuple[Select[Any], ...], Said]]
OfRows = Callable[[Any], Mapping[int, Fact]]
_offers: list[tuple[re.Pattern[str], Offer]] = []
_of_rows: list[OfRows] = []


def offers_fact(about: str) -> Callable[[Offer], Offer]:
    """A room offers a fact for rows whose words match: counts to be asked, and how to say them."""

    def remember(offer: Offer) -> Offer:
        _offers.append((re.compile(about, re.IGNORECASE), offer))
        return offer

    return remember


def offers_facts_of_rows(offer: OfRows) -> OfRows:
    """A room offers facts for rows that it knows by their ids: the meetings of a year."""
    _of_rows.append(offer)
    return offer


def columns(year_id: Any) -> list[Any]:
    """What every room counts for the plan of this year."""
    return [count.scalar_subquery() for _, offer in _offers for count in offer(year_id)[0]]


class Facts:
    """The facts of one year, as `columns` were counted."""

    def __init__(self, year: Year, counted: Sequence[int | None]) -> None:
        self._facts, rest = [], list(counted)
        for about, offer in _offers:
            counts, said = offer(year.id)
            self._facts.append((about, said(rest[: len(counts)], year)))
            del rest[: len(counts)]
        self._of_rows = {
            row_id: fact for offer in _of_rows for row_id, fact in offer(year.id).items()
        }

    def of(self, row_id: int, title: str) -> Fact | None:
        """The fact of this very row, else of a row with this title."""
        usual = (fact for about, fact in self._facts if about.search(title))
        return self._of_rows.get(row_id) or next(usual, None)
