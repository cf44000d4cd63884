"""What a meeting, its minutes and its assignments may be (domain reference, section 2)."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from rmo_web.kernel.errors import Refused

TEXT_MAX = 5000
HEARD_MAX = 20_000
LINE_MAX = 300
REASON_MAX = 500
SPEAKERS_MAX = 20
QUESTIONS_MAX = 40
MINUTES_MAX = 480
GUESTS_MAX = 60
OF_ASSIGNMENTS = "О выполнении решений предыдущего заседания"
WRITES_FOR = 5  # minutes for which somebody who saved the minutes counts as writing

_DASH = re.compile(r"\s[—–-]\s|:\s")
_LENGTH = re.compile(r"[,;(]?\s?([0-9]{1,3})\s?мин(?:ут[аы]?)?\.?\s?\)?$", re.IGNORECASE)
_INITIALS = re.compile(r"^([А-ЯЁ][\w-]+)\s+([А-ЯЁ])\w*\.?\s*(?:([А-ЯЁ])\w*\.?)?$")


class MeetingState(StrEnum):
    PLANNED = "planned"
    POSTPONED = "postponed"
    INVITED = "invited"
    HELD = "held"
    DRAFTED = "drafted"
    SIGNED = "signed"
    CANCELLED = "cancelled"


class AgendaChange(StrEnum):
    """What can become of a question of the agenda."""

    ADDED = "added"
    CHANGED = "changed"
    MOVED = "moved"
    REMOVED = "removed"


class Step(StrEnum):
    INVITE = "invite"
    HOLD = "hold"
    NOT_HELD = "not_held"
    DRAFT = "draft"
    SIGN = "sign"
    CORRECT = "correct"
    POSTPONE = "postpone"
    CANCEL = "cancel"
    RESTORE = "restore"


class Format(StrEnum):
    ONSITE = "onsite"
    REMOTE = "remote"
    MIXED = "mixed"


class Presence(StrEnum):
    PRESENT = "present"
    REMOTE = "remote"
    EXCUSED = "excused"  # why is not asked: it may be about health (section 13)
    ABSENT = "absent"


class Answer(StrEnum):
    WILL = "will"
    REMOTE = "remote"
    WONT = "wont"


class Outcome(StrEnum):
    """What somebody says of an assignment; the rest follows from its marks."""

    FAILED = "failed"
    DROPPED = "dropped"


class Duty(StrEnum):
    """How far an assignment is (section 2.4)."""

    GIVEN = "given"
    GOING = "going"
    EXTENDED = "extended"
    DONE = "done"
    LATE = "late"
    FAILED = "failed"
    DROPPED = "dropped"


_AHEAD = {
    Step.INVITE: MeetingState.INVITED,
    Step.HOLD: MeetingState.HELD,
    Step.POSTPONE: MeetingState.POSTPONED,
    Step.CANCEL: MeetingState.CANCELLED,
}
TRANSITIONS = {
    MeetingState.PLANNED: _AHEAD,
    MeetingState.POSTPONED: _AHEAD,
    MeetingState.INVITED: _AHEAD,
    MeetingState.HELD: {Step.NOT_HELD: MeetingState.INVITED, Step.DRAFT: MeetingState.DRAFTED},
    MeetingState.DRAFTED: {Step.SIGN: MeetingState.SIGNED},
    MeetingState.SIGNED: {Step.CORRECT: MeetingState.DRAFTED},
    MeetingState.CANCELLED: {Step.RESTORE: MeetingState.PLANNED},
}
# What minutes do to their meeting; nobody presses these by themselves.
OF_MINUTES = frozenset({Step.SIGN, Step.CORRECT})
# What asks for a reason, and what a meeting with marks of attendance cannot do.
WITH_REASON = frozenset({Step.POSTPONE, Step.CANCEL})
UNMARKED = WITH_REASON | {Step.NOT_HELD}
AHEAD = frozenset({MeetingState.PLANNED, MeetingState.POSTPONED, MeetingState.INVITED})
OVER = frozenset({MeetingState.HELD, MeetingState.DRAFTED, MeetingState.SIGNED})
WAS_THERE = frozenset({Presence.PRESENT, Presence.REMOTE})


def after(state: MeetingState, step: Step) -> MeetingState:
    """The state that follows. Refused for a step that the state does not know."""
    if step not in TRANSITIONS[state]:
        raise Refused("Состояние заседания уже изменилось: обновите страницу.")
    return TRANSITIONS[state][step]


def check_invitation(questions: int, held_on: date | None, place: str, link: str) -> None:
    """Refused, saying what is lacking, for a meeting that nobody could come to."""
    if not questions:
        raise Refused("В повестке нет вопросов: приглашать не на что. Добавьте хотя бы один.")
    if held_on is None:
        raise Refused("Нет дня заседания: назначьте его, потом приглашайте.")
    if not place and not link:
        raise Refused("Не сказано, где заседание: укажите место или ссылку.")


def check_unmarked(step: Step, *, is_marked: bool) -> None:
    """Refused for a step back, or away, of a meeting that people are marked at."""
    if step in UNMARKED and is_marked:
        raise Refused("Явка уже отмечена: сначала снимите отметки.")


def check_agenda(state: MeetingState) -> None:
    """Refused once the agenda is what it was."""
    if state is MeetingState.SIGNED:
        raise Refused("Протокол подписан: чтобы изменить заседание, исправьте протокол.")
    if state is MeetingState.CANCELLED:
        raise Refused("Заседание отменено: верните его, чтобы менять повестку.")


def check_question_goes(state: MeetingState, questions: int, *, is_written: bool) -> None:
    """Refused for the last one that people are invited to, and for one that minutes tell of."""
    if state is MeetingState.INVITED and questions == 1:
        raise Refused("Приглашения разосланы: в повестке должен остаться хотя бы один вопрос.")
    if is_written:
        raise Refused("По этому вопросу уже есть запись в протоколе: убрать его нельзя.")


def check_of_assignments(open_ones: int, asked: Iterable[str]) -> None:
    """Refused when nothing is to be asked about, or it is asked about already."""
    if not open_ones:
        raise Refused("Открытых поручений нет: спрашивать не о чем.")
    if any(one.startswith(OF_ASSIGNMENTS) for one in asked):
        raise Refused("Такой вопрос в повестке уже есть.")


def check_marks(state: MeetingState, held_on: date | None, today: date) -> None:
    """Refused before the day of the meeting, and once its minutes are signed."""
    if state is MeetingState.SIGNED:
        raise Refused("Протокол подписан: чтобы изменить явку, исправьте протокол.")
    if state is MeetingState.CANCELLED:
        raise Refused("Заседание отменено: отмечать некого.")
    if held_on is None:
        raise Refused("У заседания нет дня: назначьте его, потом отмечайте.")
    if held_on > today:
        raise Refused("Заседание ещё впереди: отмечать рано.")


def check_signing(
    present: int, votes: Iterable[Sequence[int | None]], decided: int, chair: str, secretary: str
) -> None:
    """Refused without any decision, without chair or secretary, while nobody is marked.

    And when more voted than were there.
    """
    if not present:
        raise Refused("Не отмечено, кто был: без явки протокол не подписать.")
    for one in votes:
        check_votes(one, present)
    if not decided:
        raise Refused("В протоколе нет ни одного решения.")
    if not chair or not secretary:
        raise Refused("Укажите председателя и секретаря.")


def check_held(held_on: date | None, today: date) -> None:
    """Refused for a meeting without a day, or one whose day is to come."""
    if held_on is None:
        raise Refused("Укажите день, когда прошло заседание.")
    if held_on > today:
        raise Refused("Заседание ещё впереди: отметить его можно в этот день или позже.")


def check_reason(reason: str) -> None:
    if not reason:
        raise Refused("Напишите причину одной строкой.")


def check_votes(votes: Sequence[int | None], present: int) -> None:
    """Refused for more votes than people."""
    if sum(one or 0 for one in votes) > present:
        raise Refused(f"Голосов больше, чем присутствовало: было {present}.")


def vote_in_words(votes: Sequence[int | None]) -> str:
    """«единогласно», or the three counts; nothing where nobody voted."""
    given = [one or 0 for one in votes]
    if not any(given):
        return ""
    if not given[1] and not given[2]:
        return f"«за» — {given[0]}, единогласно"
    return f"«за» — {given[0]}, «против» — {given[1]}, «воздержались» — {given[2]}"


def decisions(text: str, question: int) -> list[tuple[str, str]]:
    """The decisions of a question, a line for each, numbered «1.1», «1.2»."""
    lines = [re.sub(r"^\d+(?:\.\d+)*[.)]\s*", "", one.strip()) for one in text.splitlines()]
    return [(f"{question}.{number}", one) for number, one in enumerate(filter(None, lines), 1)]


def point_of(point: str, words: str, decided: Sequence[tuple[str, str]]) -> str:
    """The number of the decision that was once `point`: its words tell it when numbers move."""
    if not words or (point, words) in decided:
        return point
    return next((number for number, text in decided if text == words), point)


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


def _parted(text: str) -> tuple[str, str, str]:
    found = _DASH.search(text)
    return (text[: found.start()], found[0], text[found.end() :]) if found else (text, "", "")


def line_of(one: Spoken) -> str:
    """The line that `speaker_of` reads back."""
    who = ", ".join(filter(None, (one.name, one.school)))
    said = f"{who} — {one.talk}" if one.talk else who
    return f"{said}, {one.minutes} мин." if one.minutes else said


def initials_of(name: str) -> str:
    """«Иванова М.П.» of a name however it was typed; other words stay as they are."""
    found = _INITIALS.match(" ".join(name.replace(".", ". ").split()))
    if not found:
        return name
    letters = "".join(f"{one}." for one in found.groups()[1:] if one)
    return f"{found[1]} {letters}"


def duty_of(
    outcome: Outcome | None, due_on: date | None, extended_to: date | None,
    taken: Iterable[date | None], done: Sequence[date | None],
) -> Duty:  # fmt: skip
    """How far an assignment is, by what its people have marked."""
    if outcome is not None:
        return Duty(outcome.value)
    if done and all(done):
        last, until = max(one for one in done if one), extended_to or due_on
        return Duty.LATE if until and last > until else Duty.DONE
    if extended_to is not None:
        return Duty.EXTENDED
    return Duty.GOING if any(taken) or any(done) else Duty.GIVEN


def is_overdue(duty: Duty, due_on: date | None, extended_to: date | None, today: date) -> bool:
    """Whether its day has passed and it is still not done."""
    until = extended_to or due_on
    return duty in {Duty.GIVEN, Duty.GOING, Duty.EXTENDED} and until is not None and until < today


def clock_of(text: str) -> str:
    """«9:05» becomes «09:05». Refused for what is no time of a day."""
    found = re.fullmatch(r"(\d{1,2})[:.\-](\d{2})", text.strip())
    if not text.strip():
        return ""
    if not found or int(found[1]) > 23 or int(found[2]) > 59:
        raise Refused("Время пишется так: 10:00.")
    return f"{int(found[1]):02}:{found[2]}"
