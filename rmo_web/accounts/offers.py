"""Access: who may ask a calendar, what the journal says, whose access waits for the head."""

from collections.abc import Iterable, Sequence
from datetime import date

from flask import url_for
from sqlalchemy import ColumnElement, Select, func, select

from rmo_web.accounts import events, queries
from rmo_web.accounts.models import Account
from rmo_web.accounts.wording import ROLES
from rmo_web.household.audit import AuditRow, Thing, offers_words
from rmo_web.household.feeds import opens_feed
from rmo_web.kernel import russian
from rmo_web.kernel.access import Actor, Role
from rmo_web.kernel.db import db
from rmo_web.kernel.offered.waiting import NAMED_AT_MOST, Deed, Kind, Task, offers_waiting
from rmo_web.kernel.years import Year
from rmo_web.members import works
from rmo_web.members.models import Person


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
    Person.left_on.is_(None)
    & ~Person.is_guest
    & ~select(Account.id).where(Account.person_id == Person.id).exists()
)
_GONE_WITH_ACCESS = (
    Person.left_on.is_not(None)
    & select(Account.id).where(Account.person_id == Person.id, Account.is_active).exists()
)
_HOW_MANY = {
    wanted: select(func.count()).select_from(Person).where(wanted)
    for wanted in (_WITHOUT_ACCESS, _GONE_WITH_ACCESS)
}
_NAMED: dict[ColumnElement[bool], Select[int, str]] = {
    wanted: select(Person.id, Person.initials)
    .where(wanted)
    .order_by(Person.sort_key, Person.id)
    .limit(NAMED_AT_MOST)
    for wanted in _HOW_MANY
}


@offers_waiting
def waiting(actor: Actor, _: Year | None, today: date) -> Iterable[Kind]:
    """For the head: members who cannot sign in yet, and those who left and still can."""
    if not actor.is_head:
        return
    listing = url_for("accounts.listing")

    def without(count: int) -> Task:
        said = russian.plural(count, "участник", "участника", "участников")
        return Task("доступ", f"{said} без доступа", listing, icon="key", count=count)

    def gone(count: int) -> Task:
        said = russian.plural(count, "вышел", "вышли", "вышли")
        return Task("доступ", f"{said} из состава с доступом", listing, icon="key", count=count)

    def invited() -> Iterable[Task]:
        for person_id, name in _named(_WITHOUT_ACCESS, today):
            url = url_for("accounts.invite", person_id=person_id)
            invite = Deed("Пригласить", url, opens=True, is_main=True)
            yield Task("доступ", f"{name}: нет доступа", listing, icon="key", deeds=(invite,))

    def stopped() -> Iterable[Task]:
        names = dict(_named(_GONE_WITH_ACCESS, today))
        asked = select(Account.person_id, Account.id).where(Account.person_id.in_(names))
        accounts = dict(db.session.execute(asked).all())
        for person_id, name in names.items():
            url = url_for("accounts.edit", account_id=accounts[person_id])
            stop = Deed("Приостановить", url, opens=True, is_main=True)
            words = f"{name}: не в составе, а доступ остался"
            yield Task("доступ", words, url, icon="key", deeds=(stop,))

    yield Kind(_HOW_MANY[_WITHOUT_ACCESS], without, invited)
    yield Kind(_HOW_MANY[_GONE_WITH_ACCESS], gone, stopped)


def _named(wanted: ColumnElement[bool], today: date) -> Iterable[tuple[int, str]]:
    return works.told_apart(db.session.execute(_NAMED[wanted]).all(), today).items()
