"""What an agenda may be, and how a line names a speaker (domain reference, section 2).

The life of a question that a member proposes (`PROPOSED`):

    open    -> taken   take
    open    -> dropped drop
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from rmo_web.kernel import russian
from rmo_web.kernel.errors import Refused
from rmo_web.kernel.states import Life, Move, to
from rmo_web.meetings.rules import MeetingState

SPEAKERS_MAX = 20
QUESTIONS_MAX = 40
MINUTES_MAX = 480
NAMED = 10  # open assignments that are named; of the rest it is said how many
OF_ASSIGNMENTS = "О выполнении решений предыдущего заседания"
_DASH = re.compile(r"\s[—–-]\s|:\s")
_LENGTH = re.compile(r"[,;(]?\s?([0-9]{1,3})\s?мин(?:ут[аы]?)?\.?\s?\)?$", re.IGNORECASE)


class ProposalState(StrEnum):
    OPEN = "open"
    TAKEN = "taken"
    DROPPED = "dropped"


class ProposalStep(StrEnum):
    TAKE = "take"
    DROP = "drop"


PROPOSED = Life(
    ProposalState,
    [
        Move(ProposalStep.TAKE, to(ProposalState.TAKEN, ProposalState.OPEN)),
        Move(ProposalStep.DROP, to(ProposalState.DROPPED, ProposalState.OPEN)),
    ],
    changed="Этот вопрос уже разобран.",
)


def proposal_state(meeting_id: int | None, *, is_dropped: bool) -> ProposalState:
    """What became of a proposal: it is on the agenda of a meeting, or dropped, or neither."""
    if is_dropped:
        return ProposalState.DROPPED
    return ProposalState.TAKEN if meeting_id else ProposalState.OPEN


def check_question_goes(state: MeetingState, questions: int, *, is_written: bool) -> None:
    """Refused for the last one that people are invited to, and for one that minutes tell of."""
    if state is MeetingState.INVITED and questions == 1:
        raise Refused("Приглашения разосланы: в повестке должен остаться хотя бы один вопрос.")
    if is_written:
        raise Refused("По этому вопросу уже есть запись в протоколе: убрать его нельзя.")


def check_speakers(count: int) -> None:
    """Refused for more than a question takes."""
    if count > SPEAKERS_MAX:
        raise Refused(f"Докладчиков больше {SPEAKERS_MAX}: разделите вопрос.", "speakers")


def check_of_assignments(open_ones: int, asked: Iterable[str]) -> None:
    """Refused when nothing is to be asked about, or it is asked about already."""
    if not open_ones:
        raise Refused("Открытых поручений нет: спрашивать не о чем.")
    if any(one.startswith(OF_ASSIGNMENTS) for one in asked):
        raise Refused("Такой вопрос в повестке уже есть.")


def of_assignments(found: Sequence[tuple[str, date | None]]) -> str:
    """«О выполнении решений» with the texts and the days of what is still to be done."""
    lines = [OF_ASSIGNMENTS]
    for number, (text, until) in enumerate(found[:NAMED], 1):
        day = f" (до {russian.day(until)})" if until else ""
        lines.append(f"{number}. {text.partition(chr(10))[0]}{day}")
    if len(found) > NAMED:
        lines.append(f"…и ещё {len(found) - NAMED}, всего открытых {len(found)}")
    return "\n".join(lines)


@dataclass(frozen=True, slots=True)
class Spoken:
    """A speaker as a line names her: «Чайкина Ю.Р., Школа № 3 — о квестах, 10 мин.»."""

    name: str
    school: str = ""
    talk: str = ""
    minutes: int = 0


def speaker_of(line: str) -> Spoken:
    """What a line says of a speaker: name, school, talk, length. Nothing of it is lost."""
    line = line.strip()
    length = _LENGTH.search(line)
    rest = line[: length.start()] if length else line
    who, _, talk = _parted(rest)
    name, _, school = who.partition(",")
    return Spoken(
        name.strip(), school.strip(), talk.strip(" ,;"), int(length[1]) if length else 0
    )  # fmt: skip


def lines_of_matters(
    matters: Sequence[tuple[int, str]], lines: Sequence[tuple[int | None, str]]
) -> list[int | None]:
    """Which line of the speakers is each matter's: hers with its words, else another of hers.

    Both are persons with the words that they speak of; without a line nobody speaks of it.
    """
    found: dict[int, int] = {}
    for is_said in (True, False):
        for number, (person, words) in enumerate(matters):
            for place, (who, talk) in enumerate(lines):
                is_hers = who == person and (talk == words or not is_said)
                if is_hers and number not in found and place not in found.values():
                    found[number] = place
    return [found.get(number) for number in range(len(matters))]


def _parted(text: str) -> tuple[str, str, str]:
    found = _DASH.search(text)
    return (text[: found.start()], found[0], text[found.end() :]) if found else (text, "", "")


def line_of(one: Spoken) -> str:
    """The line that `speaker_of` reads back."""
    who = ", ".join(filter(None, (one.name, one.school)))
    said = f"{who} — {one.talk}" if one.talk else who
    return f"{said}, {one.minutes} мин." if one.minutes else said
