"""Who is who: what every room may ask of accounts."""

from dataclasses import dataclass
from datetime import datetime

from flask import current_app
from sqlalchemy import bindparam, select

from rmo_web.accounts import rules
from rmo_web.accounts.models import Account, SignIn
from rmo_web.accounts.wording import ROLES
from rmo_web.kernel.access import Actor, Role
from rmo_web.kernel.db import db
from rmo_web.members import queries as members
from rmo_web.members.models import Person
from rmo_web.members.rules import PersonName

DEMO_PASSWORD_FILE = "demo-password"


@dataclass(frozen=True, slots=True)
class ExampleAccount:
    login: str
    name: str
    role: str


# Built once: putting a statement together costs more than asking it.
_ACTOR = (
    select(
        SignIn.id,
        SignIn.at,
        Account.id.label("account_id"),
        Account.role,
        Account.person_id,
        Person.name,
    )
    .join(Account, Account.id == SignIn.account_id)
    .join(Person, Person.id == Account.person_id)
    .where(SignIn.token_hash == bindparam("token"), SignIn.ended_at.is_(None), Account.is_active)
)


def actor_of(token_hash: str, now: datetime, seen_at: datetime) -> Actor | None:
    """Who holds this token, in one statement; None when the session is over."""
    found = db.session.execute(_ACTOR, {"token": token_hash}).first()
    if found is None or rules.is_over(found.at, seen_at, now):
        return None
    name: PersonName = found.name
    return Actor(
        found.account_id, found.person_id, found.id, found.role, name.initials, name.address
    )


def own_words(account_id: int) -> tuple[str, ...]:
    """What a password of this person must not be made of: her names and ours."""
    found = db.session.execute(
        select(Account.login, Person.name)
        .join(Person, Person.id == Account.person_id)
        .where(Account.id == account_id)
    ).one()
    ours = members.association()
    return found.login, *found.name, ours.name, ours.district, ours.operator


def example_accounts() -> list[ExampleAccount]:
    """The accounts of the example, for the sign-in page."""
    found = db.session.execute(
        select(Account.login, Account.role, Person.initials)
        .join(Person, Person.id == Account.person_id)
        .order_by(Account.id)
        .limit(5)
    )
    return [ExampleAccount(login, name, ROLES[role]) for login, role, name in found]


def demo_password() -> str:
    """The password of the example: by the setting, or the file where it was kept."""
    settings = current_app.config["SETTINGS"]
    kept = settings.folder / DEMO_PASSWORD_FILE
    return settings.demo_password or (kept.read_text().strip() if kept.exists() else "")


def names(account_ids: set[int]) -> dict[int, str]:
    """The people behind these accounts."""
    wanted = (
        select(Account.id, Person.initials)
        .join(Person, Person.id == Account.person_id)
        .where(Account.id.in_(account_ids))
    )
    return dict(db.session.execute(wanted).all())


@dataclass(frozen=True, slots=True)
class HeadNames:
    """The head as lists name her, and as she signs."""

    in_lists: str = ""
    in_signature: str = ""


def head_names() -> HeadNames:
    """«Иволгина М.П.» and «М.П. Иволгина»; nothing while there is no head."""
    name = db.session.scalar(
        select(Person.name)
        .join(Account, Account.person_id == Person.id)
        .where(Account.role == Role.HEAD, Account.is_active)
        .order_by(Account.id)
        .limit(1)
    )
    return HeadNames(name.initials, name.signature) if name else HeadNames()


def who_signs_for(person_id: int) -> tuple[str, str]:
    """Whose signature stands under a paper about this person: the post, and the name as signed.

    The head's; under a paper about herself the methodist's, and where there is none, nobody's.
    """
    titles = {Role.HEAD: "Руководитель РМО", Role.METHODIST: "Методист"}
    found = db.session.execute(
        select(Account.role, Person.name)
        .join(Person, Person.id == Account.person_id)
        .where(Account.role.in_(titles), Account.is_active, Person.id != person_id)
        .order_by(Account.role != Role.HEAD, Account.id)
        .limit(1)
    ).first()
    return (titles[found[0]], found[1].signature) if found else (titles[Role.HEAD], "")


def leaders() -> list[tuple[str, str]]:
    """«Руководитель» and «Методист» by their whole names."""
    titles = {Role.HEAD: "Руководитель", Role.METHODIST: "Методист"}
    found = db.session.execute(
        select(Account.role, Person.name)
        .join(Person, Person.id == Account.person_id)
        .where(Account.role.in_(titles), Account.is_active)
        .order_by(Account.id)
    )
    named = [(role, name.full) for role, name in found]
    return [(titles[role], name) for wanted in titles for role, name in named if role is wanted]


def is_only_leader(actor: Actor) -> bool:
    """Whether nobody else who may sign in leads the association."""
    others = select(Account.id).where(
        Account.role.in_([Role.HEAD, Role.METHODIST]),
        Account.is_active,
        Account.person_id != actor.person_id,
    )
    return actor.leads and db.session.scalar(others.limit(1)) is None
