"""What can happen to a school year."""

from dataclasses import dataclass
from typing import ClassVar

from rmo_web.kernel.events import Happened


@dataclass(frozen=True, slots=True, kw_only=True)
class YearClosed(Happened):
    words: ClassVar[str] = "учебный год закрыт"
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class YearOpenedAgain(Happened):
    words: ClassVar[str] = "закрытый учебный год открыт снова"
    title: str
