"""Verbs of one's own account: end a session, change the password, take the data away."""

from datetime import datetime

from rmo_web.accounts import events
from rmo_web.accounts.models import Account, SignIn
from rmo_web.accounts.services import end_sign_ins
from rmo_web.kernel.db import db
from rmo_web.kernel.errors import Refused
from rmo_web.kernel.events import emit


def end_one(sign_in_id: int, *, by: int, at: datetime) -> None:
    """End one of my sessions. Refused when it is not mine or over already."""
    if not end_sign_ins(SignIn.id == sign_in_id, SignIn.account_id == by, at=at):
        raise Refused("Этот вход уже завершён.")
    emit(events.SessionsEnded(by=by, at=at, about=by))


def change_password(password_hash: str, *, sign_in_id: int, by: int, at: datetime) -> None:
    """Set a new password; every session but this one ends."""
    db.session.get_one(Account, by).password_hash = password_hash
    end_sign_ins(SignIn.account_id == by, SignIn.id != sign_in_id, at=at)
    emit(events.PasswordChanged(by=by, at=at, about=by))


def take_data(*, by: int, at: datetime) -> None:
    """Somebody took away everything that is held about her."""
    emit(events.DataTaken(by=by, at=at, about=by))
