"""The fact beside a row of the plan: rooms offer it, the plan shows it without knowing rooms."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select

from rmo_web.kernel.schoolyear import Year


@dataclass(frozen=True, slots=True)
class Fact:
    """What people did, in a few words, and where it can be looked at."""

    text: str
    url: str


Said = Callable[[Sequence[int], Year], Fact]
Offer = Callable[[Any], tuple[tuple[Select[Any], ...], Said]]
_offers: list[tuple[re.Pattern[str], Offer]] = []


def offers_fact(about: str) -> Callable[[Offer], Offer]:
    """A room offers a fact for rows whose words match: counts to be asked, and how to say them."""

    def remember(offer: Offer) -> Offer:
        _offers.append((re.compile(about, re.IGNORECASE), offer))
        return offer

    return remember


class Facts:
    """The facts of one year, counted within the statement of whoever shows them."""

    def __init__(self, year: Year) -> None:
        self.year = year
        self._told = [(about, *offer(year.id)) for about, offer in _offers]

    def columns(self) -> list[Any]:
        """What to count."""
        return [count.scalar_subquery() for _, counts, _ in self._told for count in counts]

    def hear(self, counted: Sequence[int]) -> None:
        """What was counted, in the same order."""
        self._facts, rest = [], list(counted)
        for about, counts, said in self._told:
            self._facts.append((about, said(rest[: len(counts)], self.year)))
            del rest[: len(counts)]

    def of(self, title: str) -> Fact | None:
        """The fact of the row with this title."""
        return next((fact for about, fact in self._facts if about.search(title)), None)
