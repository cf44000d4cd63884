"""What can happen to a meeting."""

from dataclasses import dataclass
from typing import ClassVar

from rmo_web.kernel.events import Happened
from rmo_web.meetings.rules import Step


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingKept(Happened):
    words: ClassVar[str] = "заседание изменено"
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingWentOn(Happened):
    words: ClassVar[str] = "состояние заседания изменено"
    step: Step
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DayChanged(Happened):
    words: ClassVar[str] = "день заседания изменён"


@dataclass(frozen=True, slots=True, kw_only=True)
class AgendaChanged(Happened):
    words: ClassVar[str] = "повестка изменена"
    title: str
    change: str = ""  # of the rules' `AgendaChange`
    matters: int = 0  # that were put there, or taken off


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionProposed(Happened):
    words: ClassVar[str] = "предложен вопрос на заседание"


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposalDropped(Happened):
    words: ClassVar[str] = "предложенный вопрос снят"


@dataclass(frozen=True, slots=True, kw_only=True)
class InvitationAnswered(Happened):
    words: ClassVar[str] = "дан ответ на приглашение"


@dataclass(frozen=True, slots=True, kw_only=True)
class AttendanceMarked(Happened):
    words: ClassVar[str] = "отмечена явка"
    marks: int


@dataclass(frozen=True, slots=True, kw_only=True)
class GuestDropped(Happened):
    words: ClassVar[str] = "гость убран из явки"
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MinutesKept(Happened):
    words: ClassVar[str] = "протокол изменён"
    question: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AssignmentGiven(Happened):
    words: ClassVar[str] = "дано поручение"
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AssignmentKept(Happened):
    words: ClassVar[str] = "поручение изменено"


@dataclass(frozen=True, slots=True, kw_only=True)
class AssignmentMarked(Happened):
    words: ClassVar[str] = "отмечено поручение"
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MaterialsChanged(Happened):
    words: ClassVar[str] = "материалы заседания изменены"
    material: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MaterialDropped(Happened):
    words: ClassVar[str] = "материал заседания убран"
    material: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FormsKept(Happened):
    words: ClassVar[str] = "изменён список форм заседаний"


@dataclass(frozen=True, slots=True, kw_only=True)
class SecretaryChosen(Happened):
    words: ClassVar[str] = "назначен секретарь"
    year: int
