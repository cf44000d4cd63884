"""What a meeting may be, and what its parts share (domain reference, section 2).

What is done of a meeting in each state while it stays in it (`WORK`):

    planned   -> planned   keep, agenda, mark, answer
    postponed -> postponed keep, agenda, mark, answer
    invited   -> invited   keep, agenda, mark, answer
    held      -> held      keep, agenda, mark, minutes
    drafted   -> drafted   keep, agenda, mark, minutes
    signed    -> signed    minutes
    cancelled -> cancelled keep
"""

import re
from datetime import date
from enum import StrEnum

from rmo_web.kernel.errors import Refused
from rmo_web.kernel.states import Asks, Life, Move, staying, to

TEXT_MAX = 5000
HEARD_MAX = 20_000
LINE_MAX = 300
REASON_MAX = 500

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
    EXTENDED = "extended"  # by what other rooms want to be heard
    SHORTENED = "shortened"


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


class Work(StrEnum):
    """What is done of a meeting without a step."""

    KEEP = "keep"
    AGENDA = "agenda"
    MARK = "mark"
    MINUTES = "minutes"
    ANSWER = "answer"


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


class Whose(StrEnum):
    """Whose a step is."""

    OFFICE = "office"  # the head and the methodist
    WRITER = "writer"  # they, and the secretary of the year
    MINUTES = "minutes"  # what minutes do to their meeting: nobody presses it by itself


AHEAD = (MeetingState.PLANNED, MeetingState.POSTPONED, MeetingState.INVITED)
SETTLED = frozenset({MeetingState.SIGNED, MeetingState.CANCELLED})
OVER = frozenset({MeetingState.HELD, MeetingState.DRAFTED, MeetingState.SIGNED})
_WRITTEN_OF = (*AHEAD, MeetingState.HELD, MeetingState.DRAFTED)
_NOT_HELD = "Заседание ещё не проведено: протокол начинают после отметки о проведении."
_SIGNED = "Протокол подписан: чтобы изменить {}, исправьте протокол."
_TOO_LATE = "Заседание уже прошло или отменено: отвечать поздно."
LIFE = Life(
    MeetingState,
    [
        Move(Step.INVITE, to(MeetingState.INVITED, *AHEAD), Whose.OFFICE, "Пригласить"),
        Move(Step.HOLD, to(MeetingState.HELD, *AHEAD), Whose.OFFICE, "Заседание проведено",
             Asks.DAY),
        Move(Step.NOT_HELD, to(MeetingState.INVITED, MeetingState.HELD), Whose.OFFICE,
             "Отметка ошибочна"),
        Move(Step.DRAFT, to(MeetingState.DRAFTED, MeetingState.HELD), Whose.WRITER,
             "Начать протокол"),
        Move(Step.SIGN, to(MeetingState.SIGNED, MeetingState.DRAFTED), Whose.MINUTES),
        Move(Step.CORRECT, to(MeetingState.DRAFTED, MeetingState.SIGNED), Whose.MINUTES),
        Move(Step.POSTPONE, to(MeetingState.POSTPONED, *AHEAD), Whose.OFFICE, "Перенести",
             Asks.REASON),
        Move(Step.CANCEL, to(MeetingState.CANCELLED, *AHEAD), Whose.OFFICE, "Отменить заседание",
             Asks.REASON),
        Move(Step.RESTORE, to(MeetingState.PLANNED, MeetingState.CANCELLED), Whose.OFFICE,
             "Вернуть в план"),
    ],
    changed="Состояние заседания уже изменилось: обновите страницу.",
)  # fmt: skip
WORK = Life(
    MeetingState,
    [
        Move(Work.KEEP, staying(*_WRITTEN_OF, MeetingState.CANCELLED),
             otherwise={MeetingState.SIGNED: _SIGNED.format("заседание")}),
        Move(Work.AGENDA, staying(*_WRITTEN_OF), otherwise={
             MeetingState.SIGNED: _SIGNED.format("заседание"),
             MeetingState.CANCELLED: "Заседание отменено: верните его, чтобы менять повестку."}),
        Move(Work.MARK, staying(*_WRITTEN_OF), otherwise={
             MeetingState.SIGNED: _SIGNED.format("явку"),
             MeetingState.CANCELLED: "Заседание отменено: отмечать некого."}),
        Move(Work.MINUTES, staying(*OVER), otherwise=dict.fromkeys(AHEAD, _NOT_HELD) | {
             MeetingState.CANCELLED: "Заседание отменено: протокола у него не будет."}),
        Move(Work.ANSWER, staying(*AHEAD),
             otherwise=dict.fromkeys((*OVER, MeetingState.CANCELLED), _TOO_LATE)),
    ],
    changed="Состояние заседания уже изменилось: обновите страницу.",
)  # fmt: skip
WITH_REASON = frozenset(LIFE.asking(Asks.REASON))
# What a meeting with marks of attendance cannot do.
UNMARKED = WITH_REASON | {Step.NOT_HELD}
MISSED = (Presence.EXCUSED, Presence.ABSENT)
WAS_THERE = frozenset({Presence.PRESENT, Presence.REMOTE})


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


def check_held(held_on: date | None, today: date) -> None:
    """Refused for a meeting without a day, or one whose day is to come."""
    if held_on is None:
        raise Refused("Укажите день, когда прошло заседание.")
    if held_on > today:
        raise Refused("Заседание ещё впереди: отметить его можно в этот день или позже.")


def check_reason(reason: str) -> None:
    if not reason:
        raise Refused("Напишите причину одной строкой.")


def initials_of(name: str) -> str:
    """«Иванова М.П.» of a name however it was typed; other words stay as they are."""
    found = _INITIALS.match(" ".join(name.replace(".", ". ").split()))
    if not found:
        return name
    letters = "".join(f"{one}." for one in found.groups()[1:] if one)
    return f"{found[1]} {letters}"


def clock_of(text: str) -> str:
    """«9:05» becomes «09:05». Refused for what is no time of a day."""
    found = re.fullmatch(r"(\d{1,2})[:.\-](\d{2})", text.strip())
    if not text.strip():
        return ""
    if not found or int(found[1]) > 23 or int(found[2]) > 59:
        raise Refused("Время пишется так: 10:00.")
    return f"{int(found[1]):02}:{found[2]}"
