"""What pages show of the register."""

from dataclasses import dataclass

from sqlalchemy import select

from rmo_web.kernel.db import db
from rmo_web.members.models import Association


@dataclass(frozen=True, slots=True)
class AssociationNames:
    name: str
    district: str
    operator: str
    is_example: bool


def association() -> AssociationNames:
    """The names of the association."""
    found = db.session.execute(
        select(Association.name, Association.district, Association.operator, Association.is_example)
    ).one()
    return AssociationNames(*found)


def is_founded() -> bool:
    """Whether this database has its association."""
    return db.session.scalar(select(Association.id)) is not None
