"""Verbs of whoever keeps access: change a role, stop, resume."""

from datetime import datetime

from sqlalchemy import select

from rmo_web.accounts import events
from rmo_web.accounts.models import Account, OneTimeCode, SignIn
from rmo_web.accounts.services import end_sign_ins, kill_codes
from rmo_web.kernel.access import Role
from rmo_web.kernel.db import db
from rmo_web.kernel.errors import Refused
from rmo_web.kernel.events import emit


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
    end_sign_ins(SignIn.account_id == account.id, at=at)
    kill_codes(OneTimeCode.account_id == account.id, at=at)
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
