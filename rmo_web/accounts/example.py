"""Who may sign in to the example, and as whom."""

from sqlalchemy import select

from rmo_web.accounts import services
from rmo_web.household import notices
from rmo_web.kernel.access import Actor, Role
from rmo_web.kernel.db import db
from rmo_web.kernel.offered.example import Example
from rmo_web.members.models import Person

AFTER = ("members",)
ACCOUNTS = {
    "head": ("Иволгина", Role.HEAD),
    "methodist": ("Синицына", Role.METHODIST),
    "mentor": ("Журавлёва", Role.LIBRARIAN),
    "young": ("Зябликова", Role.LIBRARIAN),
    "librarian": ("Скворцова", Role.LIBRARIAN),
}


def fill(example: Example) -> None:
    """Give five people access, all with the same password."""
    for login, (surname, role) in ACCOUNTS.items():
        person = db.session.scalars(select(Person).where(Person.surname == surname)).one()
        account = services.open_account(
            person.id, login, role, password_hash=example.password_hash, by=None, at=example.at
        )
        notices.tell(
            account.id, "Добро пожаловать: посмотрите план работы на год.", at=example.at,
            url="/plan/",
        )  # fmt: skip
        example.actors[login] = Actor(account.id, person.id, 0, role, surname)
