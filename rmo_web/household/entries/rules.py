"""What may stand in an entry: how the time that was typed is understood, which day, which files."""

import re
from collections.abc import Sequence
from datetime import date

from rmo_web.kernel import russian
from rmo_web.kernel.errors import Refused

TEXT_MAX, TIME_MAX, KIND_MAX = 2_000, 40, 40
OWNER_MAX = 16  # with its number it names a place where files wait
MINUTES_MOST = 24 * 60
MINUTES_FROM = 10  # a bare number: hours below it, minutes from it on
FILES_MOST, FILES_SIZE_MOST = 5, 10 * 1024 * 1024
COUNTED = "запись", "записи", "записей"

_NUMBER = r"([0-9]{1,4}(?:[.,][0-9]{1,3})?)"
_HOURS = r"\s*(?:ч|час|часа|часов)\.?"
_MINUTES = r"\s*(?:м|мин|минута|минуты|минут)\.?"
_CLOCK = re.compile(r"([0-9]{1,2}):([0-5][0-9])")
_BARE = re.compile(_NUMBER)
_WORDS = re.compile(f"(?:{_NUMBER}{_HOURS})?\\s*(?:([0-9]{{1,4}})(?:{_MINUTES})?)?")
_SAID = {"полчаса": 30, "час": 60, "полтора часа": 90}


def minutes_said(typed: str) -> int:
    """The minutes that these words say: «1,5», «1:30», «1 ч 30 мин», «90 мин», «2 ч», «45».

    A bare whole number below ten is hours, from ten on minutes. Refused for what is no time, for
    none, and for more than a day has.
    """
    said = " ".join(typed.split()).casefold()
    if said.startswith(("-", "−", "–")):
        raise Refused("Время не бывает меньше нуля.", "time")
    minutes = _read(said)
    if minutes is None:
        raise Refused("Время не понято: напишите, например, 1,5 ч или 45 мин.", "time")
    if not minutes:
        raise Refused("Если время не считали, оставьте поле пустым.", "time")
    if minutes > MINUTES_MOST:
        raise Refused("В сутках 24 часа: проверьте время.", "time")
    return minutes


def _read(said: str) -> int | None:
    if said in _SAID:
        return _SAID[said]
    if clock := _CLOCK.fullmatch(said):
        return int(clock[1]) * 60 + int(clock[2])
    if _BARE.fullmatch(said):
        is_minutes = said.isdigit() and int(said) >= MINUTES_FROM
        return int(said) if is_minutes else _in_minutes(said)
    words = _WORDS.fullmatch(said)
    if not words or not any(words.groups()):
        return None
    return (_in_minutes(words[1]) if words[1] else 0) + int(words[2] or 0)


def _in_minutes(hours: str) -> int:
    return round(float(hours.replace(",", ".")) * 60)


def in_words(minutes: int) -> str:
    """«1 ч 30 мин»; nothing for none."""
    hours, rest = divmod(minutes, 60)
    said = (f"{russian.number(hours)}{russian.NBSP}ч" if hours else "",
            f"{rest}{russian.NBSP}мин" if rest else "")  # fmt: skip
    return " ".join(filter(None, said))


def sums_in_words(count: int, minutes: int) -> str:
    """«12 записей, 18 ч 30 мин»."""
    said = russian.plural(count, *COUNTED)
    return f"{said}, {in_words(minutes)}" if minutes else said


def check_day(day: date, today: date) -> None:
    """Refused for a day that is still to come."""
    if day > today:
        raise Refused("Этот день ещё не наступил.", "day")


def check_files(sizes: Sequence[int]) -> None:
    """Refused for more files, or more in them, than one entry may have."""
    if len(sizes) > FILES_MOST:
        raise Refused("В записи уже пять файлов: уберите лишний или сделайте ещё одну запись.")
    if sum(sizes) > FILES_SIZE_MOST:
        raise Refused("Файлы одной записи вместе больше 10 МБ.")
