"""Telling people: a notice inside, and a letter where mail is on and the person has an address."""

import hashlib
import logging
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, or_, select

from rmo_web.accounts.models import Account
from rmo_web.household import notices, outbox
from rmo_web.kernel import clock
from rmo_web.kernel.access import Role
from rmo_web.kernel.db import db
from rmo_web.kernel.events import Happened, name_of
from rmo_web.members import works
from rmo_web.members.models import Person

log = logging.getLogger("rmo_web")

# Whom to tell: a condition of accounts and of their persons.
Whom = ColumnElement[bool]
HEADS: Whom = Account.role == Role.HEAD
LEADERS: Whom = Account.role.in_([Role.HEAD, Role.METHODIST])
MEMBERS: Whom = Person.left_on.is_(None)


class _Reader(NamedTuple):
    account_id: int
    email: str
    knows: bool  # she has heard of this cause
    is_away: bool


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


@contextmanager
def apart() -> Iterator[None]:
    """Whatever fails within is logged and undone by itself: the deed that is told of stands."""
    db.session.flush()  # what fails of the deed is no matter of its notices
    try:
        with db.session.begin_nested():
            yield
    except Exception:
        log.exception("people were not told")


def tell(
    whom: Whom, text: str, url: str, *,
    cause: str, at: datetime, but: int | None = None, otherwise: Whom | None = None,
) -> None:  # fmt: skip
    """Tell these people, each once of one cause; committed with the deed that caused it.

    Only who may sign in is told. Where that is none of them, those of `otherwise` are, who see
    to it instead: also where all of them are away, and of these somebody is not. The account
    `but` is passed over. A letter says no more than the notice, and where to read on.
    """
    told = _reached(whom, cause, at)
    if otherwise is not None and all(one.is_away for one in told):
        others = _reached(otherwise, cause, at)
        told = [one for one in others if not one.is_away] or told or others
    _put_before(told, text, url, cause=cause, at=at, but=but)


def remind(
    whom: Whom, text: str, url: str, *, cause: str, at: datetime, otherwise: Whom
) -> bool:  # fmt: skip
    """Remind these people as `tell` tells them, but nobody who is away: whether anybody was.

    Where none of them may sign in and is at work, those of `otherwise` are reminded.
    """
    at_work = [one for one in _reached(whom, cause, at) if not one.is_away]
    if not at_work:
        at_work = [one for one in _reached(otherwise, cause, at) if not one.is_away]
    _put_before(at_work, text, url, cause=cause, at=at)
    return bool(at_work)


def _put_before(
    told: Iterable[_Reader], text: str, url: str, *,
    cause: str, at: datetime, but: int | None = None,
) -> None:  # fmt: skip
    for one in told:
        if one.knows or one.account_id == but:
            continue
        notices.tell(one.account_id, text, at=at, url=url, cause=cause)
        body = outbox.telling(text, url)
        outbox.post(one.email, text, body, cause=f"{cause}.{one.account_id}", at=at)


def _reached(whom: Whom, cause: str, at: datetime) -> list[_Reader]:
    today = clock.local(at).date()
    found = db.session.execute(
        select(
            Account.id,
            Person.email,
            notices.was_told(Account.id, cause),
            works.is_away(Person.id, today),
        )
        .join(Person, Person.id == Account.person_id)
        .where(Account.is_active, whom)
        .order_by(Account.id)
    )
    return [_Reader(*one) for one in found]
