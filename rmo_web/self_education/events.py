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


# Steps that only a report or minutes take are told by whoever brings them.
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
}


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
