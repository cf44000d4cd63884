"""Пример: the association of the seed plan, with invented people for everything people do."""

import os
import secrets
from datetime import date, datetime, timedelta
from pathlib import Path

from flask import current_app
from sqlalchemy import delete

from rmo_web.accounts import passwords
from rmo_web.accounts import services as accounts
from rmo_web.accounts.queries import DEMO_PASSWORD_FILE
from rmo_web.demo import meetings, requests
from rmo_web.demo.people import PEOPLE, SCHOOLS, Somebody
from rmo_web.household import audit, files, notices
from rmo_web.kernel import clock, events, years
from rmo_web.kernel.access import Role
from rmo_web.kernel.db import Base, db, saving
from rmo_web.members import services as members
from rmo_web.members.models import Organisation, Person
from rmo_web.members.rules import OrganisationKind
from rmo_web.plan.importing import services as plan

STARTS_IN = 2019
PLAN = Path(__file__).with_name("plan-2019-2020.docx")
LOGINS = ("head", "methodist", "mentor", "young", "librarian")


def load(*, at: datetime) -> None:
    """Fill the empty database with the example, in one transaction."""
    today = clock.today()
    ready = passwords.hashed(password())
    content = PLAN.read_bytes()
    draft = plan.read(PLAN.name, content)
    with saving():
        members.found_association(
            "РМО школьных библиотекарей",
            "Богородский муниципальный район",
            "МКУ «Центр развития МСОКО» (пример)",
            at=at,
            is_example=True,
        )
        year = years.opened(STARTS_IN)
        schools = [_school(name, kind, at) for name, kind in SCHOOLS]
        people = {one.login or one.surname: _person(one, schools, at, today) for one in PEOPLE}
        _give_access(people, ready, at)
        stored = plan.store(draft, year_id=year.id, by=None, at=at)
        requests.ask_everything(year_id=year.id, at=at, today=today)
        files.attach("plan", stored.id, PLAN.name, content, by=None, at=at)
        # The meetings of the year are made of the plan when it is told.
        events.deliver(db.session.flush)
        meetings.hold_everything(year_id=year.id, at=at)


def erase() -> None:
    """Empty every table: only the example is ever erased."""
    with saving():
        connection = db.session.connection()
        audit.unlock(connection)
        for table in reversed(Base.metadata.sorted_tables):
            db.session.execute(delete(table))
        audit.lock(connection)
    _password_file().unlink(missing_ok=True)


def password() -> str:
    """The password of the example's accounts: by the setting, else invented once and kept."""
    settings = current_app.config["SETTINGS"]
    if settings.demo_password:
        return str(settings.demo_password)
    kept = _password_file()
    if not kept.exists():
        with os.fdopen(os.open(kept, os.O_WRONLY | os.O_CREAT, 0o600), "w") as file:
            file.write("-".join(secrets.choice(_WORDS) for _ in range(4)))
    return str(kept.read_text().strip())


def _password_file() -> Path:
    folder: Path = current_app.config["SETTINGS"].folder
    return folder / DEMO_PASSWORD_FILE


_WORDS = (
    "абзац", "буква", "глава", "закладка", "каталог", "книга", "обложка", "очерк",
    "полка", "повесть", "сборник", "сказка", "строка", "тетрадь", "формуляр", "читатель",
)  # fmt: skip


def _school(name: str, kind: OrganisationKind, at: datetime) -> Organisation:
    return members.add_organisation(members.NewOrganisation(name=name, kind=kind), by=None, at=at)


def _person(one: Somebody, schools: list[Organisation], at: datetime, today: date) -> Person:
    person = members.add_person(
        members.NewPerson(one.surname, one.given, one.patronymic, is_guest=one.is_guest),
        by=None,
        at=at,
        today=today,
    )
    person.joined_on = today - timedelta(days=365 * min(one.library_years, 6) + 40)
    if one.has_consent:
        person.consent_on = person.joined_on
        person.birth_year = today.year - one.age
        person.education = one.education
        person.category = one.category
        person.library_since = today - timedelta(days=365 * one.library_years + 90)
        person.works_since = today - timedelta(days=365 * (one.library_years + one.before) + 90)
        person.phone = f"+7 (83170) 2-{10 + len(one.surname):02}-{one.age:02}"
    for place in one.places:
        joined = members.NewMembership(schools[place].id, one.post, one.rate, person.library_since)
        members.join(person, joined, by=None, at=at)
    return person


def _give_access(people: dict[str, Person], ready: str, at: datetime) -> None:
    roles = {"head": Role.HEAD, "methodist": Role.METHODIST}
    for login in LOGINS:
        role = roles.get(login, Role.LIBRARIAN)
        account = accounts.open_account(
            people[login].id, login, role, password_hash=ready, by=None, at=at
        )
        notices.tell(
            account.id, "Добро пожаловать: посмотрите план работы на год.", at=at, url="/plan/"
        )
