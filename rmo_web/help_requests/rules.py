"""States of a request, what may be done in each, deadlines and limits (domain reference, 5)."""

import re
from collections.abc import Sequence
from datetime import date, timedelta
from enum import StrEnum

from rmo_web.kernel.errors import Refused
from rmo_web.kernel.states import Life, Move, staying, to

QUESTION_MAX = 20_000
TITLE_MAX = 120
LINE_MAX = 300
FILES_MAX, FILES_SIZE_MAX = 5, 10 * 1024 * 1024
MINUTES_MAX = 600
OF_MESSAGE, UPLOADS = "help_message", "help_upload"  # whose the files are: sent, and waiting
WAITS_AT_MOST = 3  # working days, the target of section 5.2
POSTPONED_AT_MOST = timedelta(days=365)
ASKED_AT_MOST, ASKED_WITHIN = 20, timedelta(minutes=10)
_SENTENCE = re.compile(r"^.{15,}?[.?!…](?=\s|$)")


class Status(StrEnum):
    NEW = "new"
    IN_WORK = "in_work"
    NEEDS_INFO = "needs_info"
    POSTPONED = "postponed"
    ANSWERED = "answered"
    CLOSED = "closed"
    REDIRECTED = "redirected"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"


OPEN = frozenset({Status.NEW, Status.IN_WORK, Status.NEEDS_INFO, Status.POSTPONED, Status.ANSWERED})
OURS = frozenset({Status.NEW, Status.IN_WORK})  # the next word is the office's
THEIRS = frozenset({Status.NEEDS_INFO, Status.ANSWERED})  # the next word is the author's
OVER = frozenset(Status) - OPEN


class Action(StrEnum):
    TAKE = "take"
    ASSIGN = "assign"
    RELEASE = "release"
    ANSWER = "answer"
    ASK_BACK = "ask_back"
    POSTPONE = "postpone"
    RESUME = "resume"
    REDIRECT = "redirect"
    REJECT = "reject"
    CLOSE = "close"
    REPLY = "reply"
    HELPED = "helped"
    NOT_HELPED = "not_helped"
    WITHDRAW = "withdraw"
    REOPEN = "reopen"
    EXPIRE = "expire"


class Party(StrEnum):
    """Whose the action is."""

    AUTHOR = "author"
    OFFICE = "office"  # the consultant, the owner of the rubric, the head, the methodist
    LEADERS = "leaders"
    EITHER = "either"  # the author or the office
    CLOCK = "clock"


_NEW, _WORK, _INFO, _LATER, _DONE = (
    Status.NEW, Status.IN_WORK, Status.NEEDS_INFO, Status.POSTPONED, Status.ANSWERED,
)  # fmt: skip
_BEFORE = _NEW, _WORK, _INFO, _LATER  # an answer
_ENDED = Status.CLOSED, Status.REDIRECTED, Status.REJECTED

LIFE = Life(
    Status,
    [
        Move(Action.TAKE, to(_WORK, _NEW), Party.OFFICE),
        Move(Action.ASSIGN, to(_WORK, _NEW) | staying(_WORK, _INFO, _LATER), Party.LEADERS),
        Move(Action.RELEASE, to(_NEW, _WORK), Party.OFFICE),
        Move(Action.ANSWER, to(_DONE, *_BEFORE, _DONE), Party.OFFICE),
        Move(Action.ASK_BACK, to(_INFO, *_BEFORE), Party.OFFICE),
        Move(Action.POSTPONE, to(_LATER, *_BEFORE), Party.OFFICE),
        Move(Action.RESUME, to(_WORK, _LATER), Party.OFFICE),
        Move(Action.REDIRECT, to(Status.REDIRECTED, *_BEFORE), Party.OFFICE),
        Move(Action.REJECT, to(Status.REJECTED, *_BEFORE), Party.OFFICE),
        Move(Action.CLOSE, to(Status.CLOSED, _DONE), Party.OFFICE),
        # Her «спасибо» does not wipe out the day to which a request is postponed.
        Move(Action.REPLY, to(_WORK, _INFO) | staying(_NEW, _WORK, _LATER), Party.AUTHOR),
        Move(Action.HELPED, to(Status.CLOSED, _DONE), Party.AUTHOR),
        Move(Action.NOT_HELPED, to(_WORK, _DONE), Party.AUTHOR),
        Move(Action.WITHDRAW, to(Status.WITHDRAWN, *_BEFORE), Party.AUTHOR),
        Move(Action.REOPEN, to(_WORK, *_ENDED) | to(_NEW, Status.WITHDRAWN), Party.EITHER),
        Move(Action.EXPIRE, to(Status.CLOSED, _DONE), Party.CLOCK),
    ],
    changed="Состояние заявки уже изменилось: обновите страницу.",
)


class Channel(StrEnum):
    """Форма помощи (the columns of the journal, section 5)."""

    WRITING = "writing"
    PHONE = "phone"
    IN_PERSON = "in_person"
    VIDEO = "video"
    VISIT = "visit"
    GROUP = "group"


WISHED = (Channel.WRITING, Channel.PHONE, Channel.IN_PERSON, Channel.VIDEO, Channel.VISIT)


class MessageKind(StrEnum):
    QUESTION = "question"
    REPLY = "reply"
    ANSWER = "answer"
    ASK_BACK = "ask_back"
    NOTE = "note"
    MOVE = "move"


def check_wanted_by(day: date | None, today: date) -> None:
    """Refused for a day that is over or absurdly far."""
    if day is None:
        return
    if day < today:
        raise Refused("Этот день уже прошёл: укажите сегодняшний или будущий.")
    if day - today > POSTPONED_AT_MOST:
        raise Refused("Это больше чем через год: проверьте дату.")


def check_files(sizes: Sequence[int]) -> None:
    """Refused for more files, or more in them, than one message may have."""
    if len(sizes) > FILES_MAX:
        raise Refused(f"Файлов больше {FILES_MAX}: приложите самые нужные.")
    if sum(sizes) > FILES_SIZE_MAX:
        raise Refused("Все файлы вместе больше 10 МБ: отправьте этот отдельно.")


def title_of(question: str) -> str:
    """The first sentence of the question, for lists."""
    first = next((line.strip() for line in question.splitlines() if line.strip()), "")
    if found := _SENTENCE.match(first):
        first = found[0].removesuffix(".")
    if len(first) <= TITLE_MAX:
        return first
    return f"{first[: TITLE_MAX - 1].rsplit(' ', 1)[0].rstrip(' ,.;:–-')}…"[:TITLE_MAX]


def number_of(number: int, starts_in: int) -> str:
    """«12/2019-20»."""
    return f"{number}/{starts_in}-{(starts_in + 1) % 100:02}"


def working_days(since: date, today: date) -> int:
    """Working days that have passed since that day; Saturday and Sunday do not count."""
    days = max((today - since).days, 0)
    weeks, rest = divmod(days, 7)
    return weeks * 5 + sum(
        (since + timedelta(days=one)).weekday() < 5 for one in range(1, rest + 1)
    )


def is_late(since: date, today: date) -> bool:
    """Whether what has waited since that day waits longer than is promised."""
    return working_days(since, today) >= WAITS_AT_MOST


def late_day(today: date) -> date:
    """Whatever has waited since this day, or longer, is late."""
    day = today
    while working_days(day, today) < WAITS_AT_MOST:
        day -= timedelta(days=1)
    return day
