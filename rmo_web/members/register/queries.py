"""The register as a list: whom it is asked for, and what each row shows."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import url_for
from sqlalchemy import Select, select

from rmo_web.kernel import russian
from rmo_web.kernel.access import Actor, may
from rmo_web.kernel.listing import Filter, OfRecord, OneOf, Selection, Ticked, page_of
from rmo_web.members import queries as members
from rmo_web.members import rules, wording, works
from rmo_web.members.access import Permission
from rmo_web.members.models import Membership, Person
from rmo_web.members.works import Place


def filters(actor: Actor, today: date) -> tuple[Filter, ...]:
    """By what the register is narrowed; what cards lack is private."""
    whom = wording.WHO | wording.WHO_AWAY | wording.WHO_LACKS if actor.leads else wording.WHO

    def schools() -> Iterable[tuple[int, str]]:
        return ((one.id, one.name) for one in members.organisations(today, archived=False))

    return (
        OfRecord("organisation", "Организация", "Все организации", schools),
        OneOf("post", "Должность", wording.POSTS, every="Все должности"),
        OneOf("who", "Кого показать", whom, usual="now"),
        Ticked("young", "Молодые специалисты"),
    )


@dataclass(frozen=True, slots=True)
class RegisterRow:
    name: str
    url: str
    places: str
    posts: str
    experience: str
    is_young: bool
    has_left: str
    away: str
    lacks: str


def register(
    actor: Actor, asked: Selection, *, today: date
) -> tuple[list[RegisterRow], int]:  # fmt: skip
    """A page of the register, and how many there are in all."""
    wanted = _wanted(asked, today).order_by(Person.sort_key, Person.id)
    people, total = page_of(wanted, asked)
    places = works.places(_day_of(asked, today), [person.id for person, _ in people])
    return [_row(person, until, places[person.id], actor, today) for person, until in people], total


def _wanted(asked: Selection, today: date) -> Select[Person, date | None]:
    wanted = select(Person, works.away_until(Person.id, today))
    day = _day_of(asked, today)
    if asked["who"] == "guests":
        wanted = wanted.where(Person.is_guest, Person.left_on.is_(None))
    elif asked["who"] == "left":
        wanted = wanted.where(Person.left_on.is_not(None), ~Person.is_guest)
    else:
        wanted = wanted.where(members.IN_ASSOCIATION)
    if asked["who"] == "away":
        wanted = wanted.where(works.is_away(Person.id, today))
    if asked["who"] in wording.WHO_LACKS:  # what is to be done: of who is away, later
        wanted = wanted.where(~works.is_away(Person.id, today))
    if asked["who"] == "schoolless":
        wanted = wanted.where(~works.somewhere(day))
    if asked["who"] == "unconsented":
        wanted = wanted.where(Person.consent_on.is_(None))
    if asked["young"]:
        wanted = wanted.where(members.is_young(rules.young_from(today)))
    if asked["organisation"] or asked["post"]:
        wanted = wanted.where(_works_there(asked, day))
    for word in russian.fold(asked.q).split():
        wanted = wanted.where(members.is_found(word, day))
    return wanted


def _day_of(asked: Selection, today: date) -> Any:
    """The day whose places of work are shown: the last one of whoever has left."""
    return Person.left_on if asked["who"] == "left" else today


def _works_there(asked: Selection, day: Any) -> Any:
    there = []
    if asked["organisation"]:
        there.append(Membership.organisation_id == asked["organisation"])
    if asked["post"]:
        there.append(Membership.post == asked["post"])
    return works.somewhere(day, *there)


def _row(
    person: Person, away_until: date | None, places: Sequence[Place], actor: Actor, today: date
) -> RegisterRow:
    knows = may(actor, Permission.SEE_PRIVATE, person)
    return RegisterRow(
        name=person.name.full,
        url=url_for("members.card", person_id=person.id),
        places=", ".join(dict.fromkeys(one.organisation for one in places)),
        posts=", ".join(dict.fromkeys(wording.POSTS[one.post] for one in places)),
        experience=wording.experience(person.library_since, today),
        is_young=rules.is_young(person.library_since, person.is_marked_young, today),
        has_left=russian.day(person.left_on) if person.left_on else "",
        away=f"{wording.AWAY} по {russian.day(away_until)}" if away_until and knows else "",
        lacks=_lacks(person, bool(places)) if actor.leads else "",
    )


def _lacks(person: Person, has_place: bool) -> str:
    if person.is_guest or person.left_on:
        return ""
    school, consent, experience = wording.LACKS
    missing = [] if has_place else [school]
    if person.consent_on is None:
        missing.append(consent)
    elif person.library_since is None:
        missing.append(experience)
    return ", ".join(missing)
