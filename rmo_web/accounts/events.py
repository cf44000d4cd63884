"""What can happen to access; each fact goes into the journal."""

from dataclasses import dataclass
from typing import ClassVar

from rmo_web.kernel.access import Role
from rmo_web.kernel.events import Happened


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedIn(Happened):
    words: ClassVar[str] = "вошёл(ла)"


@dataclass(frozen=True, slots=True, kw_only=True)
class FailedToSignIn(Happened):
    words: ClassVar[str] = "не вошёл(ла): неверный логин или пароль"


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedOut(Happened):
    words: ClassVar[str] = "вышел(ла)"


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountOpened(Happened):
    words: ClassVar[str] = "открыт доступ"
    role: Role


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeIssued(Happened):
    words: ClassVar[str] = "выдан одноразовый код"


@dataclass(frozen=True, slots=True, kw_only=True)
class PasswordSet(Happened):
    words: ClassVar[str] = "пароль задан по одноразовому коду"


@dataclass(frozen=True, slots=True, kw_only=True)
class PasswordChanged(Happened):
    words: ClassVar[str] = "пароль изменён"


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleChanged(Happened):
    words: ClassVar[str] = "роль изменена"
    before: Role
    after: Role


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessStopped(Happened):
    words: ClassVar[str] = "доступ приостановлен"


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessResumed(Happened):
    words: ClassVar[str] = "доступ возобновлён"


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionsEnded(Happened):
    words: ClassVar[str] = "входы завершены"


@dataclass(frozen=True, slots=True, kw_only=True)
class DataTaken(Happened):
    words: ClassVar[str] = "скачаны «Мои данные»"
