"""The fact beside a row of the plan: rooms offer it, the plan shows it without knowing rooms."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple

from flask import url_for
from sqlalchemy import Integer, Select, bindparam

from rmo_web.kernel import russian
from rmo_web.kernel.access import Actor, Rule, anyone
from rmo_web.kernel.hooks import Hooks, NamedHooks
from rmo_web.kernel.years import Year

# What statements of facts are asked with: the year of the plan, and the person who looks at it.
YEAR, ME = bindparam("year", type_=Integer), bindparam("me", type_=Integer)


class FactNumber(NamedTuple):
    """A number in words, and the list of exactly that; no address where there is none to see."""

    text: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Fact:
    """What people did, in a few numbers, and where each of them can be looked at.

    `state` is what follows for the row that it stands beside: "going", "done", or nothing. Who
    may not see all that was counted has no addresses, but what is `mine` of it.
    """

    numbers: tuple[FactNumber, ...]
    state: str = ""
    mine: FactNumber | None = None

    @property
    def text(self) -> str:
        """All of it, as papers say it."""
        return ", ".join(one.text for one in self.numbers)

    @property
    def url(self) -> str:
        """Where the first of it can be looked at."""
        return next((one.url for one in self.numbers), "")


@dataclass(frozen=True, slots=True)
class Mine:
    """What the person who looks has of it: the statement that counts all that its list shows,
    of whatever years, and where that list is.
    """

    count: Select[Any]
    at: str


@dataclass(frozen=True, slots=True)
class Counted:
    """A number with a list of its own: its statement, the endpoint, what the address says."""

    count: Select[Any]
    at: str
    values: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, eq=False)
class _Offered:
    about: re.Pattern[str]
    numbers: tuple[Counted, ...]
    seen_by: Rule
    mine: Mine | None


Words = Callable[..., str | tuple[str, ...]]
OfRows = Callable[[int], Mapping[int, Fact]]
_offers: NamedHooks[_Offered, Words] = NamedHooks()
_of_rows: Hooks[OfRows] = Hooks()


def offers_fact(
    about: str, *counts: Select[Any] | Counted,
    at: str = "", seen_by: Rule = anyone, mine: Mine | None = None, **values: str,
) -> Callable[[Words], Words]:  # fmt: skip
    """A room offers a fact for rows whose words match; the function says it of the counts.

    It says one text, or one for each count («тем в работе: 12», «отчитались: 3»); an empty one is
    passed over. The statements count for `YEAR` and are built once. `at` is the endpoint that
    lists what was counted; where several are said, each that is listed is `Counted` with a list
    of its own. They are for whom `seen_by` names; for others `mine` is.
    """
    pattern = re.compile(about, re.IGNORECASE)
    numbers = tuple(
        one if isinstance(one, Counted) else Counted(one, at, values) for one in counts
    )  # fmt: skip
    return _offers.under(_Offered(pattern, numbers, seen_by, mine))


def offers_facts_of_rows(offer: OfRows) -> OfRows:
    """A room offers facts for rows that it knows by their ids: the meetings of a year."""
    return _of_rows.hang(offer)


class Facts:
    """The facts that rows with these titles ask for; of others nothing is counted or built.

    Without a viewer they lead nowhere: a paper needs the words alone.
    """

    def __init__(self, year: Year, titles: Iterable[str], viewer: Actor | None) -> None:
        self._year, self._viewer = year, viewer
        self._about = {title: offer for title in titles if (offer := _about(title))}
        wanted = set(self._about.values())
        self._offers = [one for one in _offers.items() if one[0] in wanted]
        self._facts: dict[_Offered, Fact] = {}

    @property
    def statements(self) -> tuple[Select[Any], ...]:
        """What is to be counted, with `values`."""
        return tuple(count for offer, _ in self._offers for count in self._counts(offer))

    @property
    def values(self) -> dict[str, int | None]:
        return {"year": self._year.id, "me": self._viewer.person_id if self._viewer else None}

    def say(self, counted: Iterable[int | None]) -> None:
        """Say what `statements` have counted."""
        rest = iter(counted)
        for offer, words in self._offers:
            counts = [next(rest) or 0 for _ in self._counts(offer)]
            self._facts[offer] = self._said(offer, words, counts)

    def of(self, row_id: int, title: str) -> Fact | None:
        """The fact of this very row, else of a row with this title."""
        usual = self._facts[self._about[title]] if title in self._about else None
        return self._by_row.get(row_id) or usual

    @cached_property
    def _by_row(self) -> dict[int, Fact]:
        return {row_id: fact for offer in _of_rows for row_id, fact in offer(self._year.id).items()}

    def _is_for(self, offer: _Offered) -> bool:
        """Whether the viewer may see all that is counted."""
        return self._viewer is not None and offer.seen_by(self._viewer, None)

    def _counts(self, offer: _Offered) -> tuple[Select[Any], ...]:
        counts = tuple(one.count for one in offer.numbers)
        if offer.mine is None or self._viewer is None or self._is_for(offer):
            return counts
        return (*counts, offer.mine.count)

    def _said(self, offer: _Offered, words: Words, counts: Sequence[int]) -> Fact:
        of_all, mine = counts[: len(offer.numbers)], sum(counts[len(offer.numbers) :])
        said, state = words(*of_all), "going" if of_all[0] else ""
        texts = (said,) if isinstance(said, str) else said
        numbers = tuple(
            FactNumber(text, self._address(offer, one))
            for text, one in zip(texts, offer.numbers, strict=False)
            if text
        )
        if offer.mine and mine and not self._is_for(offer):
            hers = FactNumber(f"мои: {russian.number(mine)}", url_for(offer.mine.at))
            return Fact(numbers, state, hers)
        return Fact(numbers, state)

    def _address(self, offer: _Offered, number: Counted) -> str:
        if not number.at or not self._is_for(offer):
            return ""
        said: dict[str, Any] = {"year": self._year.starts_in, **number.values}
        return url_for(number.at, **said)


def _about(title: str) -> _Offered | None:
    return next((offer for offer, _ in _offers.items() if offer.about.search(title)), None)
