"""Found the association: its names, its first year, its head."""

from dataclasses import dataclass
from datetime import date, datetime

from rmo_web.accounts import services as accounts
from rmo_web.accounts.models import Account
from rmo_web.kernel import years
from rmo_web.members import services as members


@dataclass(frozen=True, slots=True)
class Foundation:
    """What the set-up page was told."""

    association: str
    district: str
    operator: str
    starts_in: int
    surname: str
    given: str
    patronymic: str
    login: str
    password: str


def set_up(told: Foundation, password_hash: str, *, at: datetime, today: date) -> Account:
    """Found the association with its year and its head's account."""
    members.found_association(told.association, told.district, told.operator, at=at)
    years.opened(told.starts_in)
    head = members.add_person(
        members.NewPerson(told.surname, told.given, told.patronymic), by=None, at=at, today=today
    )
    return accounts.create_head(head.id, told.login, password_hash, at=at)
