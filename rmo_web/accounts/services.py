"""Verbs of access: open, invite, join, prove, sign in and out, change, stop."""

import hashlib
import secrets
from datetime import datetime, timedelta

from sqlalchemy import select, update

from rmo_web.accounts import events, passwords, rules
from rmo_web.accounts.models import Account, OneTimeCode, SignIn
from rmo_web.household import throttle
from rmo_web.kernel.access import Role
from rmo_web.kernel.db import db, let_go, saving
from rmo_web.kernel.errors import Refused
from rmo_web.kernel.events import emit
from rmo_web.kernel.russian import fold

hashed = passwords.hashed
WRONG = "Неверный логин или пароль."


def digest(secret: str) -> str:
    """What the database keeps of a code or a token: it cannot be turned back."""
    return hashlib.sha256(secret.encode()).hexdigest()


def count_try(key: str, *, now: datetime) -> None:
    """Count a try at a secret. TooOften after too many."""
    throttle.count(key, most=rules.TRIES_OF_ADDRESS, within=rules.TRIES_WITHIN, now=now)


# Opening


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


# One-time codes


def issue_code(account: Account, *, by: int | None, at: datetime, lasts: timedelta) -> str:
    """A new code for this account; older ones die. Only its hash is kept."""
    _kill_codes(OneTimeCode.account_id == account.id, at)
    code = _new_code(account.id, "reset" if account.password_hash else "invite", at + lasts)
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
    _kill_codes(OneTimeCode.purpose == "setup", at)
    return _new_code(None, "setup", at + rules.SETUP_LASTS)


def check_setup_code(typed: str, *, now: datetime) -> None:
    """Refused when it is not the code that the terminal printed last."""
    if _live_code(typed, now, OneTimeCode.purpose == "setup") is None:
        raise Refused("Код не подошёл. Программа печатает новый при каждом запуске.")


def _new_code(account_id: int | None, purpose: str, expires_at: datetime) -> str:
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


def _kill_codes(which: object, at: datetime) -> None:
    db.session.execute(
        update(OneTimeCode)
        .where(which, OneTimeCode.used_at.is_(None))  # type: ignore[arg-type]
        .values(used_at=at)
    )


def _live_code(typed: str, now: datetime, which: object) -> OneTimeCode | None:
    bare = rules.bare_code(typed)
    return db.session.scalar(
        select(OneTimeCode).where(
            which,  # type: ignore[arg-type]
            OneTimeCode.code_hash == digest(bare),
            OneTimeCode.used_at.is_(None),
            OneTimeCode.expires_at > now,
        )
    )


def invited(typed: str, *, now: datetime) -> Account:
    """The account that this code belongs to. Refused, always in the same words, otherwise."""
    code = _live_code(typed, now, OneTimeCode.account_id.is_not(None))
    account = db.session.get(Account, code.account_id) if code else None
    if account is None or not account.is_active:
        raise Refused(rules.DEAD_CODE)
    return account


def join(typed: str, password_hash: str, *, at: datetime) -> Account:
    """Use the code up: the password is set, earlier sessions end. Refused for a dead code."""
    account = invited(typed, now=at)
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
    _end_all(account.id, at=at)
    emit(events.PasswordSet(by=account.id, at=at, about=account.id))
    return account


# Signing in and out


def prove(login: str, password: str, *, address: str, now: datetime) -> Account:
    """The account whose login and password these are.

    Counts the try before it looks; TooOften after five, Refused in the same words and after the
    same time for a wrong password, an unknown login and a stopped account.
    """
    key, place, within = f"login {fold(login)}", f"address {address}", rules.TRIES_WITHIN
    throttle.count(place, most=rules.TRIES_OF_ADDRESS, within=within, now=now)
    throttle.count(key, most=rules.TRIES_MAX, within=within, now=now)
    account = db.session.scalar(select(Account).filter_by(login_key=fold(login)))
    kept = account.password_hash if account else ""
    let_go()
    if not passwords.matches(password, kept) or account is None or not account.is_active:
        with saving():
            emit(events.FailedToSignIn(by=None, at=now, about=account.id if account else None))
        raise Refused(WRONG)
    throttle.forgive(key)
    throttle.take_back(place, within=within, now=now)  # a whole school may sit behind one address
    if passwords.wants_rehash(kept):
        _rehash(account.id, kept, password)
    return account


def _rehash(account_id: int, kept: str, password: str) -> None:
    let_go()
    stronger = passwords.hashed(password)
    same = Account.id == account_id, Account.password_hash == kept
    with saving():
        db.session.execute(update(Account).where(*same).values(password_hash=stronger))


def prove_again(account_id: int, password: str, *, now: datetime) -> None:
    """Refused when this is not the password of the person who is signed in already."""
    throttle.count(f"again {account_id}", most=rules.TRIES_MAX, within=rules.TRIES_WITHIN, now=now)
    kept = db.session.scalar(select(Account.password_hash).filter_by(id=account_id)) or ""
    let_go()
    if not passwords.matches(password, kept):
        raise Refused("Пароль не подошёл.")
    throttle.forgive(f"again {account_id}")


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
    _end(SignIn.token_hash == token_hash, at=at)


def sign_out(sign_in_id: int, account_id: int, *, at: datetime) -> None:
    """End this session: the cookie is worth nothing from now on."""
    _end(SignIn.id == sign_in_id, SignIn.account_id == account_id, at=at)
    emit(events.SignedOut(by=account_id, at=at, about=account_id))


def end_one(sign_in_id: int, *, by: int, at: datetime) -> None:
    """End one of my sessions. Refused when it is not mine or over already."""
    if not _end(SignIn.id == sign_in_id, SignIn.account_id == by, at=at):
        raise Refused("Этот вход уже завершён.")
    emit(events.SessionsEnded(by=by, at=at, about=by))


def end_sessions(account_id: int, *, by: int, at: datetime, but: int = 0) -> None:
    """End every session of the account, but for one."""
    _end_all(account_id, at=at, but=but)
    emit(events.SessionsEnded(by=by, at=at, about=account_id))


def _end_all(account_id: int, *, at: datetime, but: int = 0) -> None:
    _end(SignIn.account_id == account_id, SignIn.id != but, at=at)


def _end(*which: object, at: datetime) -> int:
    done = db.session.execute(
        update(SignIn).where(*which, SignIn.ended_at.is_(None)).values(ended_at=at)  # type: ignore[arg-type]
    )
    return int(done.rowcount)  # type: ignore[attr-defined]


# Changing


def change_password(account_id: int, password_hash: str, *, sign_in_id: int, at: datetime) -> None:
    """Set a new password; every other session ends."""
    db.session.get_one(Account, account_id).password_hash = password_hash
    _end_all(account_id, at=at, but=sign_in_id)
    emit(events.PasswordChanged(by=account_id, at=at, about=account_id))


def take_data(account_id: int, *, at: datetime) -> None:
    """Somebody took away everything that is held about her."""
    emit(events.DataTaken(by=account_id, at=at, about=account_id))


def change_role(account: Account, role: Role, *, by: int, at: datetime) -> None:
    """Give another role; counts from the next request. Refused for the last head."""
    if account.role is role:
        return
    if account.role is Role.HEAD:
        _must_not_be_last_head(account)
    emit(events.RoleChanged(by=by, at=at, about=account.id, before=account.role, after=role))
    account.role = role


def stop(account: Account, *, by: int, at: datetime) -> None:
    """Close the door: sessions and codes end. Refused for the last head."""
    if account.role is Role.HEAD:
        _must_not_be_last_head(account)
    account.is_active = False
    _end_all(account.id, at=at)
    _kill_codes(OneTimeCode.account_id == account.id, at)
    emit(events.AccessStopped(by=by, at=at, about=account.id))


def resume(account: Account, *, by: int, at: datetime) -> None:
    """Open the door again."""
    account.is_active = True
    emit(events.AccessResumed(by=by, at=at, about=account.id))


def _must_not_be_last_head(account: Account) -> None:
    # Locked, so that two heads who demote each other at once do not both succeed.
    heads = select(Account.id).where(Account.role == Role.HEAD, Account.is_active)
    if set(db.session.scalars(heads.order_by(Account.id).with_for_update())) <= {account.id}:
        raise Refused("Это единственный руководитель: сначала назначьте другого.")
