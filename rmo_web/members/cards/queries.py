"""What the card of a person shows, to each as much as she may see."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from flask import url_for
from sqlalchemy import Row, select

from rmo_web.kernel import russian
from rmo_web.kernel.access import Actor, may
from rmo_web.kernel.db import db
from rmo_web.kernel.offered import record
from rmo_web.members import rules, wording, works
from rmo_web.members.access import Permission
from rmo_web.members.models import Membership, Organisation, Person, TimeAway


@dataclass(frozen=True, slots=True)
class WorkRow:
    id: int
    organisation: str
    organisation_url: str
    post: str
    rate: str
    period: str
    is_over: bool
    edit_url: str


@dataclass(frozen=True, slots=True)
class TimeAwayRow:
    period: str
    is_over: bool
    edit_url: str
    back_url: str  # where it can be ended today, while it goes on


@dataclass(frozen=True, slots=True)
class CardFact:
    label: str
    value: str
    why: str


@dataclass(frozen=True, slots=True)
class PersonCard:
    id: int
    name: str
    is_guest: bool
    is_young: bool
    experience: str
    joined: str
    left: str
    works: tuple[WorkRow, ...]
    away: str  # «временно не работает по 31.01.2020»
    times_away: tuple[TimeAwayRow, ...]
    contacts: str
    private: tuple[CardFact, ...]
    sees_private: bool
    may_edit: bool
    may_keep: bool
    has_consent: bool
    note: str
    record_url: str


def card(person: Person, actor: Actor, *, today: date) -> PersonCard:
    """The card, with as much of it as this person may see."""
    sees_private = may(actor, Permission.SEE_PRIVATE, person)
    times_away = every_time_away(person.id) if sees_private else ()
    now = next((one for one in times_away if one.since <= today <= one.until), None)
    contacts = ", ".join(filter(None, (person.phone, person.email)))
    return PersonCard(
        id=person.id,
        name=person.name.full,
        is_guest=person.is_guest,
        is_young=rules.is_young(person.library_since, person.is_marked_young, today),
        experience=wording.experience(person.library_since, today),
        joined=russian.day(person.joined_on),
        left=russian.day(person.left_on) if person.left_on else "",
        works=tuple(_work(one, name, today) for one, name in every_work(person.id)),
        away=f"{wording.AWAY} по {russian.day(now.until)}" if now else "",
        times_away=tuple(_time_away(one, today) for one in times_away),
        contacts=contacts if sees_private or person.shows_contacts else "",
        private=_private(person, today) if sees_private else (),
        sees_private=sees_private,
        may_edit=may(actor, Permission.EDIT_CARD, person),
        may_keep=may(actor, Permission.KEEP),
        has_consent=person.consent_on is not None,
        note=person.note if actor.leads else "",
        record_url=record.address_of(person.id) if sees_private else "",
    )


def every_work(person_id: int) -> Sequence[Row[Membership, str]]:
    """Each place that she has, had or will have; what is over comes last."""
    return db.session.execute(
        select(Membership, Organisation.name)
        .join(Organisation, Organisation.id == Membership.organisation_id)
        .where(Membership.person_id == person_id)
        .order_by(Membership.until.is_not(None), *works.MAIN_FIRST)
    ).all()


def _work(one: Membership, name: str, today: date) -> WorkRow:
    since = f"с {russian.day(one.since)}" if one.since else ""
    until = f"по {russian.day(one.until)}" if one.until else ""
    return WorkRow(
        id=one.id,
        organisation=name,
        organisation_url=url_for("members.organisation", organisation_id=one.organisation_id),
        post=wording.POSTS[one.post],
        rate=wording.rate_in_words(one.rate),
        period=" ".join(filter(None, (since, until))),
        is_over=one.until is not None and one.until < today,
        edit_url=url_for("members.edit_work", person_id=one.person_id, membership_id=one.id),
    )


def every_time_away(person_id: int) -> Sequence[TimeAway]:
    """Each time for which she was, is or will be away; the newest first."""
    asked = select(TimeAway).filter_by(person_id=person_id).order_by(TimeAway.since.desc())
    return db.session.scalars(asked).all()


def _time_away(one: TimeAway, today: date) -> TimeAwayRow:
    def url(endpoint: str) -> str:
        return url_for(endpoint, person_id=one.person_id, time_away_id=one.id)

    goes_on = one.since <= today <= one.until
    return TimeAwayRow(
        period=wording.period(one.since, one.until),
        is_over=one.until < today,
        edit_url=url("members.edit_time_away"),
        back_url=url("members.be_back") if goes_on else "",
    )


def _private(person: Person, today: date) -> tuple[CardFact, ...]:
    facts = (
        (
            "Согласие на обработку данных",
            wording.said(person.consent_on),
            "без него остальное не хранится",
        ),
        ("Год рождения", str(person.birth_year or ""), "сводка по возрасту"),
        ("Образование", wording.education_of(person), "сводка и заказ курсов"),
        ("Переподготовка", person.retraining, "заказ курсов"),
        ("Категория", wording.category_of(person), "график аттестации"),
        ("Общий стаж", wording.experience(person.works_since, today), "сводка, награды"),
        ("Педагогический стаж", wording.experience(person.teaches_since, today), "аттестация"),
        ("Телефон", person.phone, "чтобы руководитель мог позвонить"),
        ("Почта", person.email, "письма и новый пароль"),
        ("Награды", person.awards, "наградные документы"),
    )
    return tuple(CardFact(*fact) for fact in facts)
