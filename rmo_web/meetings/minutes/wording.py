"""Words of minutes for the screen and for papers."""

from datetime import date

from rmo_web.kernel import russian
from rmo_web.kernel.offered.backlog import Hearing

_ORDINALS = (
    "первому", "второму", "третьему", "четвёртому", "пятому", "шестому", "седьмому", "восьмому",
    "девятому", "десятому",
)  # fmt: skip


DECISIONS = (
    "Принять информацию к сведению.",
    "Одобрить представленный опыт и рекомендовать его библиотекарям.",
    "Принять план работы на учебный год.",
)
# What was done with matters of other rooms, and how a decision on them begins by itself.
HEARINGS = {Hearing.TALK: "Выступили по повестке:", Hearing.CONSENT: "Согласовано:"}
DECIDED = {Hearing.TALK: "Принять к сведению", Hearing.CONSENT: "Согласовать"}
MISSED = "в явке: отсутствовал(а)"


def minutes_in_words(number: int, dated_on: date) -> str:
    """«протокол № 1 от 27.08.2019»."""
    return f"протокол № {number} от {russian.day(dated_on)}"


def by_question(number: int) -> str:
    """«По первому вопросу»; beyond the tenth by its number."""
    if number <= len(_ORDINALS):
        return f"По {_ORDINALS[number - 1]} вопросу"
    return f"По вопросу №{russian.NBSP}{number}"
