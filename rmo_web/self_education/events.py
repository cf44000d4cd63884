"""What can happen to a topic; what is written in it is not repeated in the journal."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from rmo_web.kernel.events import Happened
from rmo_web.self_education.rules import TopicStep


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicProposed(Happened):
    words: ClassVar[str] = "предложена тема самообразования"


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicEntered(Happened):
    words: ClassVar[str] = "тема самообразования внесена за участника"


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicBrought(Happened):
    words: ClassVar[str] = "тема самообразования внесена из таблицы"


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicMoved(Happened):
    """A step of its life; the journal has words of its own for each."""

    step: TopicStep


class TopicAgreed(TopicMoved):
    words: ClassVar[str] = "согласована тема самообразования"


class TopicReturned(TopicMoved):
    words: ClassVar[str] = "возвращена тема самообразования"


class TopicProposedAgain(TopicMoved):
    words: ClassVar[str] = "тема самообразования предложена снова"


class TopicBegun(TopicMoved):
    words: ClassVar[str] = "начата работа над темой самообразования"


class StagePassed(TopicMoved):
    words: ClassVar[str] = "пройден этап темы самообразования"


class StageReopened(TopicMoved):
    words: ClassVar[str] = "этап темы самообразования начат снова"


class TopicCorrected(TopicMoved):
    words: ClassVar[str] = "исправлены тема и годы самообразования"


class TopicDescribed(TopicMoved):
    words: ClassVar[str] = "заполнен план самообразования"


class TopicExtended(TopicMoved):
    words: ClassVar[str] = "продлена тема самообразования"


class TopicChanged(TopicMoved):
    words: ClassVar[str] = "сменена тема самообразования"


class TopicWithdrawn(TopicMoved):
    words: ClassVar[str] = "снята тема самообразования"


class TalkOffered(TopicMoved):
    words: ClassVar[str] = "предложено выступление по теме самообразования"


class TalkDeclined(TopicMoved):
    words: ClassVar[str] = "снято предложение выступить по теме самообразования"


class ProductChanged(TopicMoved):
    words: ClassVar[str] = "изменён продукт темы самообразования"


class ReportWritten(TopicMoved):
    words: ClassVar[str] = "написан отчёт по теме самообразования"


class YearReported(TopicMoved):
    words: ClassVar[str] = "представлен отчёт за год по теме самообразования"


class YearReportRecalled(TopicMoved):
    words: ClassVar[str] = "отозван отчёт за год по теме самообразования"


class TopicReported(TopicMoved):
    words: ClassVar[str] = "представлен отчёт по теме самообразования"


class ReportRecalled(TopicMoved):
    words: ClassVar[str] = "отозван отчёт по теме самообразования"


class TopicFinished(TopicMoved):
    words: ClassVar[str] = "завершена тема самообразования"


class ProofLost(TopicMoved):
    words: ClassVar[str] = "отчёт по теме самообразования больше ничем не подтверждён"


class ProofRegained(TopicMoved):
    words: ClassVar[str] = "отчёт по теме самообразования снова подтверждён"


class TalkWithdrawn(TopicMoved):
    words: ClassVar[str] = "тема самообразования снова в работе: протокол исправлен"


class TopicConsentLost(TopicMoved):
    words: ClassVar[str] = "тема самообразования снова не согласована: протокол исправлен"


MOVED = {
    TopicStep.AGREE: TopicAgreed,
    TopicStep.SEND_BACK: TopicReturned,
    TopicStep.PROPOSE: TopicProposedAgain,
    TopicStep.BEGIN: TopicBegun,
    TopicStep.ADVANCE: StagePassed,
    TopicStep.GO_BACK: StageReopened,
    TopicStep.CORRECT: TopicCorrected,
    TopicStep.DESCRIBE: TopicDescribed,
    TopicStep.EXTEND: TopicExtended,
    TopicStep.CHANGE: TopicChanged,
    TopicStep.WITHDRAW: TopicWithdrawn,
    TopicStep.WISH: TalkOffered,
    TopicStep.UNWISH: TalkDeclined,
    TopicStep.BRING: ProductChanged,
    TopicStep.WRITE: ReportWritten,
    TopicStep.SUBMIT: YearReported,
    TopicStep.TAKE_BACK: YearReportRecalled,
    TopicStep.REPORT: TopicReported,
    TopicStep.RECALL: ReportRecalled,
    TopicStep.FINISH: TopicFinished,
    TopicStep.LOSE: ProofLost,
    TopicStep.REGAIN: ProofRegained,
    TopicStep.LOSE_TALK: TalkWithdrawn,
    TopicStep.LOSE_CONSENT: TopicConsentLost,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class TalkHeard(Happened):
    """A talk in a year with which the topic does not end: it stays as it is."""

    words: ClassVar[str] = "заслушан отчёт по теме самообразования"

    minutes: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TalkLeftAgenda(Happened):
    """A talk that is not to be held any more was taken off an agenda by itself."""

    words: ClassVar[str] = "выступление по теме самообразования снято с повестки"

    meeting: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SaidNoMore(Happened):
    """The minutes were corrected, and say of the topic no more; others may."""

    minutes: str
    title: str
    elsewhere: str = ""


class TalkLost(SaidNoMore):
    words: ClassVar[str] = "протокол исправлен: отчёт по теме самообразования не заслушан"


class ConsentLost(SaidNoMore):
    words: ClassVar[str] = "протокол исправлен: согласия на тему самообразования в нём нет"


@dataclass(frozen=True, slots=True, kw_only=True)
class SaidInVain(Happened):
    """What the minutes of a meeting say changes nothing of the topic as it is now.

    They name what it was called before it was changed, or it waits for no talk, for no consent.
    """

    minutes: str
    title: str
    meeting_id: int


class FormerHeard(SaidInVain):
    words: ClassVar[str] = "заслушан отчёт по прежней теме самообразования"


class FormerAgreed(SaidInVain):
    words: ClassVar[str] = "заседание согласовало прежнюю тему самообразования"


class IdleHeard(SaidInVain):
    words: ClassVar[str] = "заслушан отчёт по теме самообразования, которая не в работе"


class NeedlesslyAgreed(SaidInVain):
    words: ClassVar[str] = "заседание согласовало тему самообразования, которая согласия не ждёт"


@dataclass(frozen=True, slots=True, kw_only=True)
class StagesChanged(Happened):
    words: ClassVar[str] = "изменены этапы темы самообразования"


@dataclass(frozen=True, slots=True, kw_only=True)
class BroughtTogether(Happened):
    words: ClassVar[str] = "предложено работать вместе над близкими темами"

    other_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Reminded(Happened):
    words: ClassVar[str] = "отправлено напоминание о темах самообразования"

    people: tuple[int, ...]
    text: str
    day: date


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogueKept(Happened):
    words: ClassVar[str] = "изменён список примерных тем"

    title: str
