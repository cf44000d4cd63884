"""What can happen to a request; words of the thread are not repeated in the journal."""

from dataclasses import dataclass
from typing import ClassVar

from rmo_web.help_requests.rules import Action, MessageKind, Status
from rmo_web.kernel.events import Happened


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked(Happened):
    words: ClassVar[str] = "подана заявка на методическую помощь"


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded(Happened):
    words: ClassVar[str] = "записана консультация"


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved(Happened):
    words: ClassVar[str] = "изменено состояние заявки"
    action: Action
    before: Status
    after: Status
    consultant_before: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Noted(Happened):
    words: ClassVar[str] = "служебная заметка к заявке"
    kind: MessageKind = MessageKind.NOTE


@dataclass(frozen=True, slots=True, kw_only=True)
class RubricKept(Happened):
    words: ClassVar[str] = "рубрика заявок изменена"
    title: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class QuickReplyKept(Happened):
    words: ClassVar[str] = "заготовка ответа изменена"
    title: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class QuickReplyDropped(Happened):
    words: ClassVar[str] = "заготовка ответа убрана"
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleKept(Happened):
    words: ClassVar[str] = "ответ в базе изменён"
    is_published: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class JournalTaken(Happened):
    words: ClassVar[str] = "журнал консультаций выгружен"
    rows: int
