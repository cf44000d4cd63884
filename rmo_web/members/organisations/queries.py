"""An organisation and who works there."""

from dataclasses import dataclass
from datetime import date

from flask import url_for
from sqlalchemy import select

from rmo_web.kernel.db import db
from rmo_web.members import wording, works
from rmo_web.members.models import Membership, Organisation, Person


@dataclass(frozen=True, slots=True)
class OrganisationCard:
    id: int
    name: str
    full_name: str
    kind: str
    place: str
    is_archived: bool
    people: tuple[tuple[str, str, str], ...]


def organisation_card(organisation: Organisation, today: date) -> OrganisationCard:
    """The organisation and who works there on this day."""
    found = db.session.execute(
        select(Person, Membership.post)
        .join(Membership, Membership.person_id == Person.id)
        .where(
            Membership.organisation_id == organisation.id,
            works.here(today),
            Person.left_on.is_(None),
        )
        .order_by(Person.sort_key, Membership.id)
    )
    return OrganisationCard(
        id=organisation.id,
        name=organisation.name,
        full_name=organisation.full_name,
        kind=wording.KINDS[organisation.kind],
        place=organisation.place,
        is_archived=organisation.is_archived,
        people=tuple(
            (one.name.full, wording.POSTS[post], url_for("members.card", person_id=one.id))
            for one, post in found
        ),
    )
