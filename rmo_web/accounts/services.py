"""Verbs of access that several doors use: accounts, one-time codes, sessions."""

import hashlib
import secrets
from datetime import datetime, timedelta

from sqlalchemy import select, update

from rmo_web.accounts import events, passwords, rules
from rmo_web.accounts.models import Account, OneTimeCode, SignIn
from rmo_web.household import throttle
from rmo_web.kernel.access import Role
from rmo_web.kernel.db import db, end_reading
from rmo_web.kernel.errors import Refused
from rmo_web.kernel.events import emit
from rmo_web.kernel.russian import fold


def digest(secret: str) -> str:
    """What the database keeps of a code or a token: it cannot be turned back."""
    return hashlib.sha256(secret.encode()).hexdigest()


def count_try(key: str, *, at: datetime) -> None:
    """Count a try at a secret. TooOften after too many."""
    throttle.count(key, most=rules.TRIES_OF_ADDRESS, within=rules.TRIES_WITHIN, at=at)


def open_account(
    person_id: int,
    login: str,
    role: Role,
    *,
    by: int | None,
    at: datetime,
    password_hash: str = "",
) -> Account:
    """Give a person an account. Refused for a login that is taken, or a second account."""
    rules.check_login(login)
    taken = (Account.login_key == fold(login)) | (Account.person_id == person_id)
    if other := db.session.scalar(select(Account).where(taken)):
        words = (
            "Доступ у этого человека уже есть"
            if other.person_id == person_id
            else "Такой логин занят"
        )
        raise Refused(f"{words}.")
    account = Account(
        person_id=person_id,
        login=login,
        login_key=fold(login),
        role=role,
        password_hash=password_hash,
        created_at=at,
    )
    db.session.add(account)
    db.session.flush()
    emit(events.AccountOpened(by=by, at=at, about=account.id, role=role))
    return account


def create_head(person_id: int, login: str, password_hash: str, *, at: datetime) -> Account:
    """The first account of the association."""
    return open_account(person_id, login, Role.HEAD, by=None, at=at, password_hash=password_hash)


def issue_code(account: Account, *, by: int | None, at: datetime, lasts: timedelta) -> str:
    """A new code for this account; older ones die. Only its hash is kept."""
    kill_codes(OneTimeCode.account_id == account.id, at=at)
    code = _keep_new_code(account.id, "reset" if account.password_hash else "invite", at + lasts)
    emit(events.CodeIssued(by=by, at=at, about=account.id))
    return code


def reset_code_for_login(login: str, *, at: datetime) -> str:
    """A code from the server's own terminal. Refused for a login that is not there."""
    account = db.session.scalar(select(Account).filter_by(login_key=fold(login)))
    if account is None:
        raise Refused(f"Учётной записи «{login}» нет.")
    return issue_code(account, by=None, at=at, lasts=rules.INVITATION_LASTS)


def new_setup_code(*, at: datetime) -> str:
    """The code that lets the first visitor in; an older one dies."""
    kill_codes(OneTimeCode.purpose == "setup", at=at)
    return _keep_new_code(None, "setup", at + rules.SETUP_LASTS)


def check_setup_code(typed: str, *, at: datetime) -> None:
    """Refused when it is not the code that the terminal printed last."""
    if live_code(typed, OneTimeCode.purpose == "setup", at=at) is None:
        raise Refused("Код не подошёл. Программа печатает новый при каждом запуске.")


def _keep_new_code(account_id: int | None, purpose: str, expires_at: datetime) -> str:
    code = rules.new_code()
    db.session.add(
        OneTimeCode(
            account_id=account_id,
            purpose=purpose,
            code_hash=digest(rules.bare_code(code)),
            expires_at=expires_at,
        )
    )
    return code


def kill_codes(which: object, *, at: datetime) -> None:
    """None of these codes opens anything any more."""
    db.session.execute(
        update(OneTimeCode)
        .where(which, OneTimeCode.used_at.is_(None))  # type: ignore[arg-type]
        .values(used_at=at)
    )


def live_code(typed: str, which: object, *, at: datetime) -> OneTimeCode | None:
    """The code that was typed, if it is one of these and still good."""
    bare = rules.bare_code(typed)
    return db.session.scalar(
        select(OneTimeCode).where(
            which,  # type: ignore[arg-type]
            OneTimeCode.code_hash == digest(bare),
            OneTimeCode.used_at.is_(None),
            OneTimeCode.expires_at > at,
        )
    )


def prove_again(password: str, *, by: int, at: datetime) -> None:
    """Refused when this is not the password of the person who is signed in already."""
    throttle.count(f"again {by}", most=rules.TRIES_MAX, within=rules.TRIES_WITHIN, at=at)
    kept = db.session.scalar(select(Account.password_hash).filter_by(id=by)) or ""
    end_reading()
    if not passwords.matches(password, kept):
        raise Refused("Пароль не подошёл.")
    throttle.forgive(f"again {by}")


def sign_in(account: Account, *, address: str, browser: str, at: datetime) -> str:
    """Begin a session; the token for the cookie, of which only the hash is kept."""
    token = secrets.token_urlsafe(32)
    db.session.add(
        SignIn(
            account_id=account.id,
            token_hash=digest(token),
            at=at,
            address=address,
            browser=browser,
        )
    )
    emit(events.SignedIn(by=account.id, at=at, about=account.id))
    return token


def leave_behind(token_hash: str, *, at: datetime) -> None:
    """The session that this browser had before ends when another begins in it."""
    end_sign_ins(SignIn.token_hash == token_hash, at=at)


def end_sessions(account_id: int, *, by: int, at: datetime, but: int = 0) -> None:
    """End every session of the account, but for one."""
    end_sign_ins(SignIn.account_id == account_id, SignIn.id != but, at=at)
    emit(events.SessionsEnded(by=by, at=at, about=account_id))


def end_sign_ins(*which: object, at: datetime) -> int:
    """End the sessions that are meant; how many that were."""
    done = db.session.execute(
        update(SignIn).where(*which, SignIn.ended_at.is_(None)).values(ended_at=at)  # type: ignore[arg-type]
    )
    return int(done.rowcount)  # type: ignore[attr-defined]
