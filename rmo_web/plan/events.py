"""What can happen to a plan."""

from dataclasses import dataclass
from typing import ClassVar

from rmo_web.kernel.events import Happened


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanImported(Happened):
    words: ClassVar[str] = "план загружен из файла Word"
    name: str
    rows: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanRemoved(Happened):
    words: ClassVar[str] = "прежний план убран, на его место загружен другой"
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanBegun(Happened):
    words: ClassVar[str] = "план начат с чистого листа"


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanCopied(Happened):
    words: ClassVar[str] = "план составлен по прошлогоднему"


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanChanged(Happened):
    words: ClassVar[str] = "план изменён"
    title: str
    change: str = ""  # of the rules' `Change`; nothing for one that was taken back


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanWentOn(Happened):
    words: ClassVar[str] = "состояние плана изменено"
    state: str
