"""Who works where on a day, and who is away: the one answer for register, rooms and papers.

A place of work counts from its first day to its last, both included, and no longer than the
person is in the association: her last day there is `left_on`. A day is a date, a parameter or a
column of the statement.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Date,
    Exists,
    ScalarSelect,
    Select,
    and_,
    bindparam,
    or_,
    select,
)

from rmo_web.kernel import russian
from rmo_web.kernel.db import db
from rmo_web.members import wording
from rmo_web.members.models import Membership, Organisation, Person, TimeAway
from rmo_web.members.rules import Post

# Of several places the main one comes first: the larger share, then the one put down earlier.
MAIN_FIRST = (Membership.rate.desc().nulls_last(), Membership.id)


Meant = Callable[[str, str], int | None]  # a name and a school: who is meant, or nobody


class Place(NamedTuple):
    """A place of work of a person on the day that was asked about."""

    person_id: int
    organisation_id: int
    organisation: str
    post: Post
    rate: Decimal | None


def not_over(day: Any) -> ColumnElement[bool]:
    """Whether the place has no end before this day: whoever writes places reckons with it."""
    return or_(Membership.until.is_(None), Membership.until >= day)


def here(day: Any) -> ColumnElement[bool]:
    """Whether she works there on this day, for a statement of `Membership` and `Person`."""
    return and_(
        Membership.since.is_(None) | (Membership.since <= day),
        not_over(day),
        Person.left_on.is_(None) | (Person.left_on >= day),
    )


def somewhere(day: Any, *conditions: ColumnElement[bool]) -> Exists:
    """Whether the `Person` of the statement around works (in such a place) on this day."""
    place = (
        select(Membership.id)
        .join(Organisation, Organisation.id == Membership.organisation_id)
        .where(Membership.person_id == Person.id, here(day), *conditions)
    )
    return place.correlate(Person).exists()


def organisations_of(person_id: Any, day: Any) -> Select[int]:
    """The organisations in which this person works on this day."""
    return _joined(Membership.organisation_id).where(
        Membership.person_id == person_id, here(day)
    )  # fmt: skip


def people_of(organisation_ids: Any, day: Any) -> Select[int]:
    """The people who work in these organisations on this day."""
    return _joined(Membership.person_id).where(
        Membership.organisation_id.in_(organisation_ids), here(day)
    )  # fmt: skip


def _joined(column: Any) -> Select[Any]:
    return select(column).select_from(Membership).join(Person, Person.id == Membership.person_id)


def is_away(person_id: Any, day: Any) -> Exists:
    """Whether this person «временно не работает» on this day.

    She is a member as before and counted as one, but is not reminded, nor missing where somebody
    is. Only the head, the methodist and she know: to others all stands as if she were here.
    """
    return _of_her_time(TimeAway.id, person_id, day).exists()


def people_away(day: Any) -> Select[int]:
    """Who is away on this day: they are few, so that a list of all members asks for them once."""
    return select(TimeAway.person_id).where(_goes_on(day))


def away_until(person_id: Any, day: Any) -> ScalarSelect[date | None]:
    """Of somebody who is away on this day, the last day of it."""
    return _of_her_time(TimeAway.until, person_id, day).scalar_subquery()


def _of_her_time(column: Any, person_id: Any, day: Any) -> Select[Any]:
    hers = select(column).where(TimeAway.person_id == person_id, _goes_on(day))
    return hers.correlate_except(TimeAway)


def _goes_on(day: Any) -> ColumnElement[bool]:
    return and_(TimeAway.since <= day, TimeAway.until >= day)


def away(day: date, person_ids: Iterable[int] | None = None) -> set[int]:
    """Who of these people (of everybody, when nobody is named) is away on this day."""
    asked = _AWAY if person_ids is None else _AWAY_OF
    return set(db.session.scalars(asked, _values(day, person_ids)))


def time_away(person_id: int, day: date) -> TimeAway | None:
    """The time for which this person is away, this day within it."""
    found: TimeAway | None = db.session.scalar(
        select(TimeAway).where(TimeAway.person_id == person_id, _goes_on(day))
    )
    return found


def places(day: Any, person_ids: Iterable[int] | None = None) -> dict[int, list[Place]]:
    """Where each of these people (everybody, when nobody is named) works on this day.

    The main place comes first; whoever works nowhere has an empty list. One statement.
    """
    of_all = person_ids is None
    asked = _PLACES[of_all] if isinstance(day, date) else _places_on(day, of_all=of_all)
    found: dict[int, list[Place]] = defaultdict(list)
    for row in db.session.execute(asked, _values(day, person_ids)):
        found[row.person_id].append(Place(*row))
    return found


def _places_on(day: Any, *, of_all: bool) -> Select[*tuple[Any, ...]]:
    asked: Select[*tuple[Any, ...]] = (
        select(
            Membership.person_id, Membership.organisation_id, Organisation.name, Membership.post,
            Membership.rate,
        )
        .join(Person, Person.id == Membership.person_id)
        .join(Organisation, Organisation.id == Membership.organisation_id)
        .where(here(day))
        .order_by(*MAIN_FIRST)
    )  # fmt: skip
    return asked if of_all else asked.where(Membership.person_id.in_(_PEOPLE))


def _values(day: Any, person_ids: Iterable[int] | None) -> dict[str, Any]:
    return {"day": day} if person_ids is None else {"day": day, "people": list(person_ids)}


# Statements are built once and asked with their values: building one costs more than asking it.
_DAY = bindparam("day", type_=Date)
_PEOPLE: BindParameter[int] = bindparam("people", expanding=True)
_AWAY = people_away(_DAY)
_AWAY_OF = _AWAY.where(TimeAway.person_id.in_(_PEOPLE))
_PLACES = {of_all: _places_on(_DAY, of_all=of_all) for of_all in (True, False)}


def main_school(person_id: Any, day: Any) -> ScalarSelect[str]:
    """The name of where this person works first of all on this day, for another statement."""
    hers = (
        select(Organisation.name)
        .join(Membership, Membership.organisation_id == Organisation.id)
        .join(Person, Person.id == Membership.person_id)
        .where(Membership.person_id == person_id, here(day))
        .order_by(*MAIN_FIRST)
        .limit(1)
    )
    return hers.correlate_except(Organisation, Membership, Person).scalar_subquery()


def main_place(person_id: int, day: date) -> Place | None:
    """Where this person works first of all on this day."""
    return next(iter(places(day, [person_id])[person_id]), None)


def post_and_school(places: Sequence[Place]) -> tuple[str, str]:
    """What papers say of somebody: the main one of her places."""
    return (wording.POSTS[places[0].post], places[0].organisation) if places else ("", "")


def told_apart(people: Iterable[Sequence[Any]], day: date) -> dict[int, str]:
    """The names of these people, by persons; who reads like another has her school beside it.

    A row is the id and the initials; the third, where there is one, is how the name is shown.
    Two read alike when their initials do. One school for both, or none: the post, and at last
    the number of the card. The places are asked for only when some read alike.
    """
    shown: dict[int, str] = {}
    by_reading: dict[str, set[int]] = defaultdict(set)
    for number, initials, *as_shown in people:
        shown[number] = as_shown[0] if as_shown else initials
        by_reading[_reading(initials)].add(number)
    alike = [sorted(numbers) for numbers in by_reading.values() if len(numbers) > 1]
    if alike:
        at_work = places(day, [number for numbers in alike for number in numbers])
        for numbers in alike:
            for number, mark in zip(numbers, _marks(numbers, at_work), strict=True):
                shown[number] = f"{shown[number]} · {mark}"
    return shown


_reading = lru_cache(maxsize=2048)(russian.reading)


def _marks(numbers: Sequence[int], at_work: Mapping[int, Sequence[Place]]) -> list[str]:
    """By what each of these is known from the others."""
    places_of = (post_and_school(at_work[number]) for number in numbers)
    works = [(post, russian.numbered(school)) for post, school in places_of]
    for marks in ([school for _, school in works], [f"{two}, {one}" for one, two in works]):
        if len(set(marks)) == len(marks) and all(one for _, one in works):
            return marks
    cards = (f"карточка №{russian.NBSP}{number}" for number in numbers)
    schools = [school for _, school in works]
    return [
        school if school and schools.count(school) == 1 else ", ".join(filter(None, (school, card)))
        for school, card in zip(schools, cards, strict=True)
    ]


def everybody(day: date) -> dict[int, str]:
    """Who may be chosen: everybody who has not left, in a Russian's order, told apart."""
    return told_apart(db.session.execute(_EVERYBODY), day)


def everybody_in_full(day: date) -> dict[int, str]:
    """The same people, by their whole names."""
    found = db.session.execute(_EVERYBODY.add_columns(Person.name))
    return told_apart(((number, *in_list, name.full) for number, *in_list, name in found), day)


def who_is_meant() -> Meant:
    """A function that answers whom a text means by «Иванова М.П.» or in full, and her school.

    Namesakes are told by the school where one of them works or has worked; a text has no day.
    Where that does not tell them, nobody is meant.
    """
    named: dict[str, list[int]] = defaultdict(list)
    for number, initials, name in db.session.execute(_EVERYBODY.add_columns(Person.name)):
        for reading in {_reading(initials), russian.reading(name.full)}:
            named[reading].append(number)

    def meant(name: str, school: str) -> int | None:
        found = named.get(russian.reading(name), [])
        if len(found) > 1 and school:
            here = _worked_at(school, found)
            found = [one for one in found if one in here]
        return found[0] if len(found) == 1 else None

    return meant


def _worked_at(school: str, person_ids: Sequence[int]) -> set[int]:
    rows = db.session.execute(
        select(Membership.person_id, Organisation.name)
        .join(Organisation, Organisation.id == Membership.organisation_id)
        .where(Membership.person_id.in_(person_ids))
    )
    wanted = as_compared(school)
    return {person_id for person_id, name in rows if as_compared(name) == wanted}


def as_compared(organisation: str) -> str:
    """The form in which names of organisations are one, whatever their quotes and alphabets."""
    return russian.sort_key(russian.one_alphabet(organisation))


def organisations_as_compared() -> dict[str, Organisation]:
    """Every organisation by the form of its name; of two alike the better spelled."""
    every = list(db.session.scalars(select(Organisation)))
    every.sort(key=lambda one: one.name == russian.one_alphabet(one.name))
    return {as_compared(one.name): one for one in every}


_EVERYBODY = (
    select(Person.id, Person.initials)
    .where(Person.left_on.is_(None))
    .order_by(Person.sort_key, Person.id)
)
