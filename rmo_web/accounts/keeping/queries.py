"""Who has access, as its keeper sees it."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask import url_for
from sqlalchemy import func, select

from rmo_web.accounts.models import Account, SignIn
from rmo_web.accounts.wording import ROLES
from rmo_web.kernel import clock, russian
from rmo_web.kernel.db import db
from rmo_web.kernel.offered.waiting import Deed
from rmo_web.kernel.papers.sheet import Sheet, SheetBadge, SheetColumn, SheetLink
from rmo_web.members import works
from rmo_web.members.models import Person

COLUMNS = (
    SheetColumn("Участник"),
    SheetColumn("Логин"),
    SheetColumn("Роль"),
    SheetColumn("Состояние", label="Доступ"),
    SheetColumn("Последний вход", is_quiet=True),
)


@dataclass(frozen=True, slots=True)
class AccountCard:
    id: int
    name: str
    login: str
    role: str
    is_active: bool
    has_joined: bool
    sessions: int


def listing(today: date) -> Sheet:
    """Everybody in the association, with the state of her access."""
    last = (
        select(SignIn.account_id, func.max(SignIn.at).label("at"))
        .group_by(SignIn.account_id)
        .subquery()
    )
    found = db.session.execute(
        select(Person, Account, last.c.at)
        .outerjoin(Account, Account.person_id == Person.id)
        .outerjoin(last, last.c.account_id == Account.id)
        .where((Person.left_on.is_(None) & ~Person.is_guest) | Account.id.is_not(None))
        .order_by(Person.sort_key, Person.id)
    ).all()
    people = (one[0] for one in found)
    shown = works.told_apart(((one.id, one.initials) for one in people), today)
    rows = [_row(person, account, at, shown[person.id]) for person, account, at in found]
    return Sheet("Доступ", COLUMNS, rows)


def _row(
    person: Person, account: Account | None, last: datetime | None, name: str
) -> tuple[Any, ...]:  # fmt: skip
    if account is None:
        url = url_for("accounts.invite", person_id=person.id)
        return SheetLink(name, url), "", "", Deed("Пригласить", url, opens=True), ""
    return (
        SheetLink(name, url_for("accounts.edit", account_id=account.id)),
        account.login,
        ROLES[account.role],
        _state(account),
        russian.moment(clock.local(last)) if last else "",
    )


def _state(account: Account) -> SheetBadge:
    if not account.is_active:
        return SheetBadge("приостановлен", "late")
    return (
        SheetBadge("работает", "work")
        if account.password_hash
        else SheetBadge("приглашён(а)", "new")
    )


def card(account: Account) -> AccountCard:
    """One account for its page."""
    person = db.session.get_one(Person, account.person_id)
    live = select(func.count()).where(SignIn.account_id == account.id, SignIn.ended_at.is_(None))
    return AccountCard(
        id=account.id,
        name=person.initials,
        login=account.login,
        role=ROLES[account.role],
        is_active=account.is_active,
        has_joined=bool(account.password_hash),
        sessions=db.session.scalar(live) or 0,
    )
