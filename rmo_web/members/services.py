"""Verbs of the register: found, add, change, join, leave, return, withdraw."""

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from rmo_web.kernel import russian
from rmo_web.kernel.db import db
from rmo_web.kernel.errors import Refused
from rmo_web.kernel.events import emit
from rmo_web.members import events, rules
from rmo_web.members.models import Association, Membership, Organisation, Person
from rmo_web.members.rules import Category, OrganisationKind, PersonName, Post


@dataclass(frozen=True, slots=True)
class NewPerson:
    """A person as she is first put down; `details` are further fields of the card."""

    surname: str
    given: str = ""
    patronymic: str = ""
    is_guest: bool = False
    details: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class NewOrganisation:
    name: str
    kind: OrganisationKind = OrganisationKind.SCHOOL
    full_name: str = ""
    place: str = ""


@dataclass(frozen=True, slots=True)
class NewMembership:
    organisation_id: int
    post: Post
    rate: Decimal | None = None
    since: date | None = None
    until: date | None = None


def found_association(
    name: str, district: str, operator: str, *, at: datetime, is_example: bool = False
) -> Association:
    """The one association. Refused when there is one already."""
    if db.session.scalar(select(Association.id)):
        raise Refused("Объединение уже создано.")
    association = Association(
        id=1, name=name, district=district, operator=operator, is_example=is_example
    )
    db.session.add(association)
    db.session.flush()
    emit(events.AssociationFounded(by=None, at=at))
    return association


def rename(association: Association, names: dict[str, str], *, by: int, at: datetime) -> None:
    """Change the names of the association."""
    association.name = names["name"]
    association.district = names["district"]
    association.operator = names["operator"]
    emit(events.AssociationRenamed(by=by, at=at))


def add_organisation(told: NewOrganisation, *, by: int | None, at: datetime) -> Organisation:
    """Put an organisation down. Refused when one of this name is there."""
    name = russian.one_alphabet(told.name)
    _must_be_new(name)
    organisation = Organisation(
        name=name, kind=told.kind, full_name=told.full_name, place=told.place
    )
    _index_organisation(organisation)
    db.session.add(organisation)
    db.session.flush()
    emit(events.OrganisationAdded(by=by, at=at, about=organisation.id))
    return organisation


def change_organisation(
    organisation: Organisation, told: NewOrganisation, *, is_archived: bool, by: int, at: datetime
) -> None:
    """Change an organisation. Refused when another bears this name."""
    name = russian.one_alphabet(told.name)
    _must_be_new(name, but=organisation.id)
    organisation.name, organisation.kind = name, told.kind
    organisation.full_name, organisation.place = told.full_name, told.place
    organisation.is_archived = is_archived
    _index_organisation(organisation)
    emit(events.OrganisationChanged(by=by, at=at, about=organisation.id))


def _must_be_new(name: str, but: int = 0) -> None:
    twin = select(Organisation.id).filter_by(sort_key=russian.sort_key(name))
    if db.session.scalar(twin.where(Organisation.id != but)):
        raise Refused(f"Организация «{name}» уже есть.")


def _index_organisation(organisation: Organisation) -> None:
    organisation.sort_key = russian.sort_key(organisation.name)
    said = (organisation.name, organisation.full_name, organisation.place)
    organisation.search_key = russian.fold(" ".join(said))


def add_person(told: NewPerson, *, by: int | None, at: datetime, today: date) -> Person:
    """Put a person down. Refused for what cannot be, and for private data without consent."""
    person = Person(joined_on=today, is_guest=told.is_guest, category=Category.NONE)
    names = {"surname": told.surname, "given": told.given, "patronymic": told.patronymic}
    _fill(person, names | told.details, today)
    db.session.add(person)
    db.session.flush()
    emit(events.PersonAdded(by=by, at=at, about=person.id))
    if person.consent_on:
        emit(events.ConsentGiven(by=by, at=at, about=person.id))
    return person


def change_person(
    person: Person, told: dict[str, Any], *, by: int, at: datetime, today: date
) -> tuple[str, ...]:
    """Change these fields of the card; the names of those that really changed."""
    had_consent = person.consent_on is not None
    changed = _fill(person, told, today)
    if changed:
        emit(events.PersonChanged(by=by, at=at, about=person.id, fields=changed))
    if person.consent_on and not had_consent:
        emit(events.ConsentGiven(by=by, at=at, about=person.id))
    return changed


def _fill(person: Person, told: dict[str, Any], today: date) -> tuple[str, ...]:
    told = rules.tidied(told)
    changed = tuple(name for name, value in told.items() if getattr(person, name, None) != value)
    rules.check_change(person, told, today)
    for name in changed:
        setattr(person, name, told[name])
    said = PersonName(person.surname, person.given, person.patronymic).full
    person.sort_key, person.search_key = russian.sort_key(said), russian.fold(said)
    return changed


def come_back(person: Person, *, by: int, at: datetime) -> None:
    """Back in the association. Refused when she has not left."""
    if person.left_on is None:
        raise Refused("Этот человек и так в составе.")
    person.left_on = None
    emit(events.Returned(by=by, at=at, about=person.id))


def join(person: Person, told: NewMembership, *, by: int | None, at: datetime) -> Membership:
    """Put down where she works. Refused for a second place in the same organisation at once."""
    _must_not_overlap(person.id, told)
    membership = Membership(person_id=person.id)
    return _set_membership(membership, told, by=by, at=at)


def change_membership(
    membership: Membership, told: NewMembership, *, by: int, at: datetime
) -> Membership:
    """Change post, rate or dates."""
    _must_not_overlap(membership.person_id, told, but=membership.id)
    return _set_membership(membership, told, by=by, at=at)


def _set_membership(
    membership: Membership, told: NewMembership, *, by: int | None, at: datetime
) -> Membership:
    if told.since and told.until and told.until < told.since:
        raise Refused("Конец работы раньше её начала.")
    rules.check_rate(told.rate)
    membership.organisation_id, membership.post = told.organisation_id, told.post
    membership.rate, membership.since, membership.until = told.rate, told.since, told.until
    db.session.add(membership)
    db.session.flush()
    emit(
        events.MembershipChanged(
            by=by, at=at, about=membership.person_id, organisation_id=told.organisation_id
        )
    )
    return membership


def _must_not_overlap(person_id: int, told: NewMembership, but: int = 0) -> None:
    twin = select(Membership.id).filter_by(
        person_id=person_id, organisation_id=told.organisation_id, post=told.post, until=None
    )
    if told.until is None and db.session.scalar(twin.where(Membership.id != but)):
        raise Refused("Это место работы уже записано.")
