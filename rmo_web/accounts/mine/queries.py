"""Where somebody is signed in."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from rmo_web.accounts import rules
from rmo_web.accounts.models import SignIn
from rmo_web.accounts.wording import browser_in_words
from rmo_web.kernel import clock, russian
from rmo_web.kernel.access import Actor
from rmo_web.kernel.db import db

LISTED = 50


@dataclass(frozen=True, slots=True)
class SignInRow:
    id: int
    when: str
    address: str
    browser: str
    is_this: bool


def my_sign_ins(actor: Actor, now: datetime) -> list[SignInRow]:
    """Where I am signed in."""
    found = db.session.scalars(
        select(SignIn)
        .where(
            SignIn.account_id == actor.account_id,
            SignIn.ended_at.is_(None),
            SignIn.at > now - rules.ABSOLUTE,
        )
        .order_by(SignIn.id.desc())
        .limit(LISTED)
    )
    return [
        SignInRow(
            one.id,
            russian.moment(clock.local(one.at)),
            one.address,
            browser_in_words(one.browser),
            one.id == actor.sign_in_id,
        )
        for one in found
    ]
