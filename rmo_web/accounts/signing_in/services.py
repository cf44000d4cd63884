"""Verbs of the door: prove, join, sign out."""

from datetime import datetime

from sqlalchemy import select, update

from rmo_web.accounts import events, passwords, rules
from rmo_web.accounts.models import Account, OneTimeCode, SignIn
from rmo_web.accounts.services import digest, end_sign_ins, live_code
from rmo_web.household import throttle
from rmo_web.kernel.db import db, end_reading, saving
from rmo_web.kernel.errors import Refused
from rmo_web.kernel.events import emit
from rmo_web.kernel.russian import fold

WRONG = "Неверный логин или пароль."


def invited(typed: str, *, at: datetime) -> Account:
    """The account that this code belongs to. Refused, always in the same words, otherwise."""
    code = live_code(typed, OneTimeCode.account_id.is_not(None), at=at)
    account = db.session.get(Account, code.account_id) if code else None
    if account is None or not account.is_active:
        raise Refused(rules.DEAD_CODE)
    return account


def join(typed: str, password_hash: str, *, at: datetime) -> Account:
    """Use the code up: the password is set, earlier sessions end. Refused for a dead code."""
    account = invited(typed, at=at)
    used = db.session.execute(
        update(OneTimeCode)
        .where(
            OneTimeCode.code_hash == digest(rules.bare_code(typed)), OneTimeCode.used_at.is_(None)
        )
        .values(used_at=at)
    )
    if used.rowcount != 1:  # type: ignore[attr-defined]
        raise Refused(rules.DEAD_CODE)
    account.password_hash = password_hash
    end_sign_ins(SignIn.account_id == account.id, at=at)
    emit(events.PasswordSet(by=account.id, at=at, about=account.id))
    return account


def prove(login: str, password: str, *, address: str, at: datetime) -> Account:
    """The account whose login and password these are.

    Counts the try before it looks; TooOften after five, Refused in the same words and after the
    same time for a wrong password, an unknown login and a stopped account.
    """
    key, place, within = f"login {fold(login)}", f"address {address}", rules.TRIES_WITHIN
    throttle.count(place, most=rules.TRIES_OF_ADDRESS, within=within, at=at)
    throttle.count(key, most=rules.TRIES_MAX, within=within, at=at)
    account = db.session.scalar(select(Account).filter_by(login_key=fold(login)))
    kept = account.password_hash if account else ""
    end_reading()
    if not passwords.matches(password, kept) or account is None or not account.is_active:
        with saving():
            emit(events.FailedToSignIn(by=None, at=at, about=account.id if account else None))
        raise Refused(WRONG)
    throttle.forgive(key)
    throttle.take_back(place, within=within, at=at)  # a whole school may sit behind one address
    if passwords.wants_rehash(kept):
        _rehash(account.id, kept, password)
    return account


def _rehash(account_id: int, kept: str, password: str) -> None:
    end_reading()
    stronger = passwords.hashed(password)
    same = Account.id == account_id, Account.password_hash == kept
    with saving():
        db.session.execute(update(Account).where(*same).values(password_hash=stronger))


def sign_out(sign_in_id: int, *, by: int, at: datetime) -> None:
    """End this session: the cookie is worth nothing from now on."""
    end_sign_ins(SignIn.id == sign_in_id, SignIn.account_id == by, at=at)
    emit(events.SignedOut(by=by, at=at, about=by))
