"""Telling people: a notice inside, and a letter where mail is on and the person has an address."""

import hashlib
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, or_, select

from rmo_web.accounts.models import Account
from rmo_web.household import notices, outbox
from rmo_web.kernel.access import Role
from rmo_web.kernel.db import db
from rmo_web.kernel.events import Happened, name_of
from rmo_web.members.models import Person

# Whom to tell: a condition of accounts and of their persons.
Whom = ColumnElement[bool]
HEADS: Whom = Account.role == Role.HEAD
LEADERS: Whom = Account.role.in_([Role.HEAD, Role.METHODIST])
MEMBERS: Whom = Person.left_on.is_(None)


def persons(*whom: int | Select[Any] | None) -> Whom:
    """Those of these persons who have an account; a statement stands for whom it finds."""
    ids = [one for one in whom if isinstance(one, int)]
    found = (Account.person_id.in_(one) for one in whom if isinstance(one, Select))
    return or_(Account.person_id.in_(ids), *found)


def tell_of(
    fact: Happened, whom: Whom, text: str, url: str, *, otherwise: Whom | None = None
) -> None:
    """Tell what happened to whom it concerns, but for whoever did it; `otherwise` as in `tell`."""
    digest = hashlib.sha256(repr(fact).encode()).hexdigest()[:16]
    cause = f"{name_of(type(fact))}.{fact.about}.{digest}"
    tell(whom, text, url, cause=cause, at=fact.at, but=fact.by, otherwise=otherwise)


def tell(
    whom: Whom, text: str, url: str, *,
    cause: str, at: datetime, but: int | None = None, otherwise: Whom | None = None,
) -> None:  # fmt: skip
    """Tell these people, each once of one cause; committed with the deed that caused it.

    Only who may sign in is told. Where that is none of them, those of `otherwise` are; the
    account `but` is passed over. A letter says no more than the notice, and where to read on.
    """
    told = _reached(whom, cause)
    if not told and otherwise is not None:
        told = _reached(otherwise, cause)
    for account_id, email, knows in told:
        if knows or account_id == but:
            continue
        notices.tell(account_id, text, at=at, url=url, cause=cause)
        body = outbox.telling(text, url)
        outbox.post(email, text, body, cause=f"{cause}.{account_id}", at=at)


def _reached(whom: Whom, cause: str) -> list[tuple[int, str, bool]]:
    """The accounts, their addresses, and whether they have heard of this cause."""
    found = db.session.execute(
        select(Account.id, Person.email, notices.was_told(Account.id, cause))
        .join(Person, Person.id == Account.person_id)
        .where(Account.is_active, whom)
        .order_by(Account.id)
    )
    return [(account_id, email, knows) for account_id, email, knows in found]
