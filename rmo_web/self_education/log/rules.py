"""What a log of a topic takes: kinds of entries, in which states, and its ribbon in units.

While a topic stays in a state, its log (`LIFE`) is written:

    proposed    -> proposed    write
    agreed      -> agreed      write
    running     -> running     write
    reported    -> reported    write

A topic that was changed for another is proposed anew, and its log goes on; one that was returned
is to be mended first, and what has ended is evidence.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from rmo_web.kernel.errors import Refused
from rmo_web.kernel.states import Life, Move, staying
from rmo_web.self_education.rules import TopicState

OWNER = "topic"  # whose its entries are
WIDTH = 900.0


class LogKind(StrEnum):
    """What an entry of self-education is about."""

    READ = "read"
    COURSE = "course"
    WORKSHOP = "workshop"
    VISIT = "visit"
    LESSON = "lesson"
    MADE = "made"
    TALK = "talk"
    ARTICLE = "article"
    OTHER = "other"


class LogStep(StrEnum):
    WRITE = "write"


LIFE = Life(
    TopicState,
    [
        Move(LogStep.WRITE, staying(TopicState.PROPOSED, TopicState.AGREED, TopicState.RUNNING,
                                    TopicState.REPORTED),
             otherwise={TopicState.RETURNED: "Тема возвращена: сначала исправьте её и предложите "
                        "снова."}),
    ],
    changed="Тема уже не в работе: её журнал можно только читать.",
)  # fmt: skip
WRITABLE = frozenset(LIFE.moves[LogStep.WRITE].leads)


def check_log(state: TopicState, *, has_left: bool) -> None:
    """Refused for a topic that is not worked on."""
    if has_left:
        raise Refused("Автор темы вышел из состава: её журнал можно только читать.")
    LIFE.after(state, LogStep.WRITE)


@dataclass(frozen=True, slots=True)
class RibbonStage:
    """A stage of the ribbon: where it begins, how wide it is, and how much of it is filled."""

    number: int
    left: float
    width: float
    filled: float


@dataclass(frozen=True, slots=True)
class RibbonScale:
    """The ribbon in its units: stages, the lines of years, strokes of the log, and today."""

    stages: tuple[RibbonStage, ...]
    years: tuple[tuple[float, int], ...]
    strokes: tuple[float, ...]
    today: float | None


def ribbon(
    first_year: int, last_year: int, done_on: Sequence[date | None], days: Iterable[date],
    today: date,
) -> RibbonScale:  # fmt: skip
    """A topic on a true scale of time: a stage that is done ends on its day.

    How long the others will take nobody knows: they share what is left in equal parts.
    """
    begin, end = date(first_year, 9, 1), date(last_year + 1, 8, 31)

    def place(day: date) -> float:
        share = (min(max(day, begin), end) - begin) / (end - begin)
        return round(share * WIDTH, 1)

    ends = [day for day in done_on if day]
    ahead = len(done_on) - len(ends)
    now = min(max([today, begin, *ends]), end)
    ends += [now + (end - now) * (one + 1) // ahead for one in range(ahead)]
    stages, left = [], 0.0
    for number, day in enumerate(ends, start=1):
        right = max(place(day), left)
        filled = right if number <= len(done_on) - ahead else min(max(place(today), left), right)
        stages.append(RibbonStage(number, left, round(right - left, 1), round(filled - left, 1)))
        left = right
    marks = [(place(date(one, 9, 1)), one) for one in range(first_year, last_year + 1)]
    is_now = begin <= today <= end + timedelta(days=1)
    strokes = tuple(place(day) for day in days)
    return RibbonScale(tuple(stages), tuple(marks), strokes, place(today) if is_now else None)
