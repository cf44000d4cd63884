"""What an action needs, how long things last, and where drafts and files of a thread lie."""

from datetime import date, timedelta

from rmo_web.help_requests.rules import POSTPONED_AT_MOST, UPLOADS, Action
from rmo_web.kernel.errors import Refused

EXPIRES_AFTER = timedelta(days=14)
REOPENS_WITHIN = timedelta(days=30)
WRITING_LASTS = timedelta(minutes=2)
UNDONE_BY = {Action.TAKE: Action.RELEASE}  # where it was pressed by mistake
# What goes with a message to the other party, and so may bring files.
WITH_FILES = frozenset({Action.REPLY, Action.NOT_HELPED, Action.ANSWER, Action.ASK_BACK})
# What cannot be done without words, and the sentence for who tries.
NEEDS_WORDS = {
    Action.ANSWER: "Напишите ответ.",
    Action.ASK_BACK: "Напишите, что нужно уточнить.",
    Action.REPLY: "Напишите, что хотите добавить.",
    Action.NOT_HELPED: "Напишите, что осталось неясным.",
    Action.REJECT: "Напишите, почему заявка отклонена.",
    Action.REDIRECT: "Напишите, почему заявка переадресована.",
    Action.REOPEN: "Напишите, почему к заявке нужно вернуться.",
}


def check_reopening(ended: date, today: date) -> None:
    """Refused when it is too late to come back."""
    if today - ended > REOPENS_WITHIN:
        raise Refused(
            f"После закрытия прошло больше {REOPENS_WITHIN.days} дней: задайте новый вопрос."
        )


def check_postponed(day: date | None, today: date) -> None:
    """Refused for what is no day to come back on."""
    if day is None:
        raise Refused("Укажите, до какого дня отложить.")
    if day <= today:
        raise Refused("Отложить можно только до будущего дня.")
    if day - today > POSTPONED_AT_MOST:
        raise Refused("Отложить можно не больше чем на год.")


def reply_key(request_id: int) -> str:
    """The draft of the author's reply."""
    return f"help_requests.{request_id}.reply"


def answer_key(request_id: int) -> str:
    """The draft of the office's answer; a fresh one of a colleague says who is writing."""
    return f"help_requests.{request_id}.answer"


def uploads_of(request_id: int) -> str:
    """Where files wait with a reply to this request."""
    return f"{UPLOADS}:{request_id}"


def note_uploads_of(request_id: int) -> str:
    """Where files wait with a note about it: they must not go out with an answer."""
    return f"{uploads_of(request_id)}:note"
