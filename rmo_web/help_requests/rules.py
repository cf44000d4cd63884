"""States of a request, what may be done in each, deadlines and limits (domain reference, 5)."""

import re
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from enum import StrEnum

from rmo_web.kernel.errors import Refused

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


PARTIES = {
    Action.TAKE: Party.OFFICE,
    Action.ASSIGN: Party.LEADERS,
    Action.RELEASE: Party.OFFICE,
    Action.ANSWER: Party.OFFICE,
    Action.ASK_BACK: Party.OFFICE,
    Action.POSTPONE: Party.OFFICE,
    Action.RESUME: Party.OFFICE,
    Action.REDIRECT: Party.OFFICE,
    Action.REJECT: Party.OFFICE,
    Action.CLOSE: Party.OFFICE,
    Action.REPLY: Party.AUTHOR,
    Action.HELPED: Party.AUTHOR,
    Action.NOT_HELPED: Party.AUTHOR,
    Action.WITHDRAW: Party.AUTHOR,
    Action.REOPEN: Party.EITHER,
    Action.EXPIRE: Party.CLOCK,
}
_NEW, _WORK, _INFO, _LATER, _DONE = (
    Status.NEW, Status.IN_WORK, Status.NEEDS_INFO, Status.POSTPONED, Status.ANSWERED,
)  # fmt: skip
# The documentation, the guard, the source of the buttons and of the test.
TRANSITIONS: dict[tuple[Status, Action], Status] = {
    (_NEW, Action.TAKE): _WORK,
    (_NEW, Action.ASSIGN): _WORK,
    (_NEW, Action.ANSWER): _DONE,
    (_NEW, Action.ASK_BACK): _INFO,
    (_NEW, Action.POSTPONE): _LATER,
    (_NEW, Action.REDIRECT): Status.REDIRECTED,
    (_NEW, Action.REJECT): Status.REJECTED,
    (_NEW, Action.REPLY): _NEW,
    (_NEW, Action.WITHDRAW): Status.WITHDRAWN,
    (_WORK, Action.ASSIGN): _WORK,
    (_WORK, Action.RELEASE): _NEW,
    (_WORK, Action.ANSWER): _DONE,
    (_WORK, Action.ASK_BACK): _INFO,
    (_WORK, Action.POSTPONE): _LATER,
    (_WORK, Action.REDIRECT): Status.REDIRECTED,
    (_WORK, Action.REJECT): Status.REJECTED,
    (_WORK, Action.REPLY): _WORK,
    (_WORK, Action.WITHDRAW): Status.WITHDRAWN,
    (_INFO, Action.ASSIGN): _INFO,
    (_INFO, Action.ANSWER): _DONE,
    (_INFO, Action.ASK_BACK): _INFO,
    (_INFO, Action.POSTPONE): _LATER,
    (_INFO, Action.REDIRECT): Status.REDIRECTED,
    (_INFO, Action.REJECT): Status.REJECTED,
    (_INFO, Action.REPLY): _WORK,
    (_INFO, Action.WITHDRAW): Status.WITHDRAWN,
    (_LATER, Action.ASSIGN): _LATER,
    (_LATER, Action.RESUME): _WORK,
    (_LATER, Action.ANSWER): _DONE,
    (_LATER, Action.ASK_BACK): _INFO,
    (_LATER, Action.POSTPONE): _LATER,
    (_LATER, Action.REDIRECT): Status.REDIRECTED,
    (_LATER, Action.REJECT): Status.REJECTED,
    (_LATER, Action.REPLY): _LATER,  # her «спасибо» does not wipe out the date
    (_LATER, Action.WITHDRAW): Status.WITHDRAWN,
    (_DONE, Action.ANSWER): _DONE,
    (_DONE, Action.HELPED): Status.CLOSED,
    (_DONE, Action.NOT_HELPED): _WORK,
    (_DONE, Action.CLOSE): Status.CLOSED,
    (_DONE, Action.EXPIRE): Status.CLOSED,
    (Status.CLOSED, Action.REOPEN): _WORK,
    (Status.REDIRECTED, Action.REOPEN): _WORK,
    (Status.REJECTED, Action.REOPEN): _WORK,
    (Status.WITHDRAWN, Action.REOPEN): _NEW,
}


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


def after(status: Status, action: Action) -> Status:
    """The state that the action leads to. Refused when it leads nowhere from here."""
    try:
        return TRANSITIONS[status, action]
    except KeyError:
        raise Refused("Состояние заявки уже изменилось: обновите страницу.") from None


def actions_from(status: Status, parties: frozenset[Party]) -> tuple[Action, ...]:
    """What these parties may do in this state."""
    return tuple(
        action for action in Action
        if (status, action) in TRANSITIONS and PARTIES[action] in parties
    )  # fmt: skip


def diagram() -> str:
    """The table as text, a line for each state."""
    return "\n".join(_lines())


def _lines() -> Iterator[str]:
    for status in Status:
        moves: dict[Status, list[str]] = {}
        for (before, action), then in TRANSITIONS.items():
            if before is status:
                moves.setdefault(then, []).append(action.value)
        for then, actions in moves.items():
            yield f"    {status.value:<11} -> {then.value:<11} {', '.join(actions)}"


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
