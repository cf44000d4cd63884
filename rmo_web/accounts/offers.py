"""Access: who may ask a calendar, what the journal says, whose access waits for the head."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from flask import url_for
from sqlalchemy import ColumnElement, bindparam, select

from rmo_web.accounts import events, queries
from rmo_web.accounts.models import Account
from rmo_web.accounts.wording import ROLES
from rmo_web.household.audit import AuditRow, Thing, offers_words
from rmo_web.household.feeds import opens_feed
from rmo_web.kernel.access import Actor, Role
from rmo_web.kernel.db import db
from rmo_web.kernel.offered.waiting import Deed, Kind, Task, Waits, offers_waiting
from rmo_web.kernel.years import Year
from rmo_web.members import works
from rmo_web.members.models import Person
from rmo_web.members.queries import IN_ASSOCIATION


@opens_feed
def may_ask_calendar(account_id: int) -> bool:
    """A calendar is given out as long as its owner may sign in."""
    account = db.session.get(Account, account_id)
    return account is not None and account.is_active


@offers_words(
    events.SignedIn, events.FailedToSignIn, events.SignedOut, events.AccountOpened,
    events.CodeIssued, events.PasswordSet, events.PasswordChanged, events.RoleChanged,
    events.AccessStopped, events.AccessResumed, events.SessionsEnded, events.DataTaken,
)  # fmt: skip
def of_accounts(rows: Sequence[AuditRow]) -> Iterable[Thing]:
    """Whose access it is; whoever did it herself stands in the line already."""
    names = queries.names({row.about for row in rows if row.about})
    for row in rows:
        name = "" if row.about == row.by else names.get(row.about or 0, "")
        role = row.particulars.get("after") or row.particulars.get("role")
        words = ", ".join(filter(None, (name, ROLES[Role(role)] if role else "")))
        yield Thing(words, url_for("accounts.edit", account_id=row.about) if name else "")


_WITHOUT_ACCESS = (
    IN_ASSOCIATION
    & ~works.is_away(Person.id, bindparam("today"))
    & ~select(Account.id).where(Account.person_id == Person.id).exists()
)
_GONE_WITH_ACCESS = (
    Person.left_on.is_not(None)
    & select(Account.id).where(Account.person_id == Person.id, Account.is_active).exists()
)


def _waits(wanted: ColumnElement[bool], forms: tuple[str, str, str], after: str) -> Waits:
    rows = select(Person.id, Person.initials).where(wanted).order_by(Person.sort_key, Person.id)
    return Waits("доступ", rows, forms, after, icon="key")


_TO_INVITE = _waits(_WITHOUT_ACCESS, ("участник", "участника", "участников"), "без доступа")
_TO_STOP = _waits(_GONE_WITH_ACCESS, ("вышел", "вышли", "вышли"), "из состава с доступом")


@offers_waiting
def waiting(actor: Actor, _: Year | None, today: date) -> Iterable[Kind]:
    """For the head: members who cannot sign in yet, and those who left and still can."""
    listing = url_for("accounts.listing")

    def invited(found: Sequence[Any]) -> Iterable[Task]:
        for person_id, name in works.told_apart(found, today).items():
            url = url_for("accounts.invite", person_id=person_id)
            invite = Deed("Пригласить", url, opens=True, is_main=True)
            yield Task("доступ", f"{name}: нет доступа", listing, icon="key", deeds=(invite,))

    def stopped(found: Sequence[Any]) -> Iterable[Task]:
        names = works.told_apart(found, today)
        asked = select(Account.person_id, Account.id).where(Account.person_id.in_(names))
        accounts = dict(db.session.execute(asked).all())
        for person_id, name in names.items():
            url = url_for("accounts.edit", account_id=accounts[person_id])
            stop = Deed("Приостановить", url, opens=True, is_main=True)
            words = f"{name}: не в составе, а доступ остался"
            yield Task("доступ", words, url, icon="key", deeds=(stop,))

    if actor.is_head:
        yield _TO_INVITE.named(listing, invited, today=today)
        yield _TO_STOP.named(listing, stopped)
