"""A person's page: who she is, the days that it shows, and what rooms offer of her."""

from dataclasses import dataclass
from datetime import date

from flask import url_for

from rmo_web.kernel import russian
from rmo_web.kernel.access import Actor
from rmo_web.kernel.offered import record
from rmo_web.kernel.offered.record import RecordAsked, RecordPanel
from rmo_web.kernel.urls import here
from rmo_web.kernel.years import Year
from rmo_web.members import works
from rmo_web.members.models import Person
from rmo_web.members.wording import POSTS

YEARS_BACK = 2  # with the year that is shown they are three, for which most attestations ask


@dataclass(frozen=True, slots=True)
class Period:
    """Days from and to, both included, and what they are called, where they have a name."""

    since: date
    until: date
    words: str = ""

    @property
    def in_words(self) -> str:
        return f"с {russian.day(self.since)} по {russian.day(self.until)}"


@dataclass(frozen=True, slots=True)
class PeriodLink:
    words: str
    url: str
    is_current: bool


@dataclass(frozen=True, slots=True)
class GrowthPage:
    is_own: bool
    name: str
    works: tuple[str, ...]
    left: str
    card_url: str  # where whoever leads came from
    period: Period
    periods: tuple[PeriodLink, ...]
    panels: tuple[RecordPanel, ...]
    extract_url: str


def periods(year: Year, today: date) -> tuple[Period, Period]:
    """Three school years, the usual period, and the one that is shown; neither is to come."""
    since, end = year.days
    until = min(end, max(since, today))
    first = since.replace(year=since.year - YEARS_BACK)
    return Period(first, until, "Три года"), Period(since, until, f"{year.title} уч. год")


def places_of(person_id: int, today: date) -> tuple[str, ...]:
    """«педагог-библиотекарь, МБОУ «Школа № 4»», each place of hers on this day."""
    return tuple(
        f"{POSTS[one.post]}, {russian.numbered(one.organisation)}"
        for one in works.places(today, [person_id])[person_id]
    )


def growth_page(
    person: Person, actor: Actor, period: Period, usual: tuple[Period, ...], today: date
) -> GrowthPage:
    """Her page as this person sees it."""
    is_own = person.id == actor.person_id
    asked = RecordAsked(person.id, period.since, period.until, actor, today)
    since, until = period.since.isoformat(), period.until.isoformat()
    return GrowthPage(
        is_own=is_own,
        name=person.name.full,
        works=places_of(person.id, today),
        left=russian.day(person.left_on) if person.left_on else "",
        card_url="" if is_own else url_for("members.card", person_id=person.id),
        period=period,
        periods=tuple(_link(one, period, is_usual=one is usual[0]) for one in usual),
        panels=tuple(record.panels(asked)),
        extract_url=url_for("growth.extract", person_id=person.id, since=since, until=until),
    )


def _link(one: Period, shown: Period, *, is_usual: bool) -> PeriodLink:
    said = {} if is_usual else {"since": one.since.isoformat(), "until": one.until.isoformat()}
    is_current = (one.since, one.until) == (shown.since, shown.until)
    return PeriodLink(one.words, here(**said), is_current)
