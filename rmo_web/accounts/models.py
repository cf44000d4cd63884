"""Tables of access. An account belongs to a person of the register."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from rmo_web.accounts.rules import LOGIN_MAX
from rmo_web.kernel.access import Role
from rmo_web.kernel.db import Key, Model, Words

BROWSER_MAX = 200


class Account(Model):
    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), unique=True)
    login: Mapped[str] = mapped_column(String(LOGIN_MAX))
    login_key: Mapped[str] = mapped_column(Key(LOGIN_MAX), unique=True)
    password_hash: Mapped[str] = mapped_column(default="")  # empty until the invitation is used
    role: Mapped[Role] = mapped_column(Words(Role, "role"))
    is_active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime]
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}


class SignIn(Model):
    """One signing in: the browser holds a random token, the row says whether it still counts."""

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    at: Mapped[datetime]
    address: Mapped[str] = mapped_column(String(64))
    browser: Mapped[str] = mapped_column(String(BROWSER_MAX))
    ended_at: Mapped[datetime | None]


class OneTimeCode(Model):
    """An invitation or a reset: only the hash is kept, it serves once and not for long."""

    __table_args__ = (CheckConstraint("purpose IN ('invite', 'reset', 'setup')", name="purpose"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), index=True)
    purpose: Mapped[str] = mapped_column(String(10))
    code_hash: Mapped[str] = mapped_column(String(64), unique=True)
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
