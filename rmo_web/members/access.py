"""Who may see and change the register: the head and the methodist all, others their own card."""

from enum import StrEnum
from typing import TypeVar

from sqlalchemy import select

from rmo_web.kernel.access import Actor, anyone, grant, guard, is_head, leads, present
from rmo_web.kernel.db import db, locked, of_id
from rmo_web.members.models import Association, Membership, Organisation, Person, TimeAway

OfPerson = TypeVar("OfPerson", Membership, TimeAway)


class Permission(StrEnum):
    SEE = "members.see"
    SEE_PRIVATE = "members.see_private"
    EDIT_CARD = "members.edit_card"
    KEEP = "members.keep"
    SET_EMAIL = "members.set_email"
    RENAME = "members.rename"


def is_self(actor: Actor, person: object) -> bool:
    return isinstance(person, Person) and person.id == actor.person_id


def is_head_or_self(actor: Actor, person: object) -> bool:
    """A new password may go to this address: whoever sets it can take the account."""
    return is_head(actor, person) or is_self(actor, person)


def leads_or_is_self(actor: Actor, person: object) -> bool:
    return actor.leads or is_self(actor, person)


grant(
    {
        Permission.SEE: anyone,
        Permission.SEE_PRIVATE: leads_or_is_self,
        Permission.EDIT_CARD: leads_or_is_self,
        Permission.KEEP: leads,
        Permission.SET_EMAIL: is_head_or_self,
        Permission.RENAME: is_head,
    }
)


def person_for(actor: Actor, person_id: int, needed: Permission = Permission.SEE) -> Person:
    """404 for nobody, 403 for what the actor may only look at."""
    return guard(of_id(Person, person_id), actor, needed)


def membership_for(actor: Actor, person_id: int, membership_id: int) -> Membership:
    """The membership of this very person, for those who keep the register."""
    return _of_person(Membership, actor, person_id, membership_id)


def time_away_for(actor: Actor, person_id: int, time_away_id: int) -> TimeAway:
    """When this very person is away, for those who keep the register."""
    return _of_person(TimeAway, actor, person_id, time_away_id)


def _of_person(kind: type[OfPerson], actor: Actor, person_id: int, key: int) -> OfPerson:
    person_for(actor, person_id, Permission.KEEP)
    wanted = select(kind).filter_by(id=key, person_id=person_id)
    found: OfPerson | None = db.session.scalar(locked(wanted))
    return present(found)


def organisation_for(
    actor: Actor, organisation_id: int, needed: Permission = Permission.SEE
) -> Organisation:
    """404 when there is none, 403 for who may only look at it."""
    return guard(of_id(Organisation, organisation_id), actor, needed)


def the_association() -> Association:
    """The association itself, for those who may rename it."""
    return db.session.get_one(Association, 1)
