"""How the time of an entry is understood, and what is refused, without web or database."""

from datetime import date

import pytest

from rmo_web.household.entries import rules
from rmo_web.kernel.errors import Refused

UNDERSTOOD = {
    "1,5": 90, "1.5": 90, "0,5": 30, "1:30": 90, "01:05": 65, "24:00": 1440, "10,5": 630,
    "1 ч 30 мин": 90, "1ч30м": 90, "1 час 30 минут": 90, "1 ч 30": 90, "1,5 часа": 90,
    "90 мин": 90, "90мин.": 90, "1 минута": 1, "2 ч": 120, "2 часа": 120, "2": 120, "9": 540,
    "10": 10, "45": 45, "120": 120, " 2  Ч. ": 120, "1,33 ч": 80, "полтора часа": 90, "24 ч": 1440,
    "полчаса": 30, "1440": 1440,
}  # fmt: skip
REFUSED = {
    "-1": "меньше нуля", "−30 мин": "меньше нуля", "0": "оставьте поле пустым",
    "0 мин": "оставьте поле пустым", "0:00": "оставьте поле пустым", "0,001": "оставьте",
    "NaN": "не понято", "inf": "не понято", "1e3": "не понято", "долго": "не понято",
    "1:75": "не понято", "1 2 3": "не понято", "1,5,5": "не понято", "١": "не понято",
    "²": "не понято", "99999": "не понято", "ч": "не понято", "25 ч": "24 часа",
    "24:01": "24 часа", "1441": "24 часа", "23 ч 61 мин": "24 часа",
}  # fmt: skip


@pytest.mark.parametrize(("typed", "minutes"), UNDERSTOOD.items())
def test_time_is_understood_as_people_write_it(typed, minutes):
    assert rules.minutes_said(typed) == minutes


@pytest.mark.parametrize(("typed", "why"), REFUSED.items())
def test_what_is_no_time_of_a_day_is_refused_in_a_sentence(typed, why):
    with pytest.raises(Refused, match=why):
        rules.minutes_said(typed)


@pytest.mark.parametrize("minutes", [1, 45, 60, 90, 1110, 1440])
def test_what_the_page_says_of_a_time_is_understood_as_the_same(minutes):
    assert rules.minutes_said(rules.in_words(minutes)) == minutes


def test_sums_are_said_in_words():
    assert rules.sums_in_words(12, 1110).replace("\xa0", " ") == "12 записей, 18 ч 30 мин"
    assert rules.sums_in_words(1, 0).replace("\xa0", " ") == "1 запись"
    assert rules.in_words(0) == ""


def test_a_day_to_come_is_refused_and_a_past_one_is_not():
    today = date(2019, 12, 9)
    rules.check_day(today, today)
    rules.check_day(date(2011, 9, 1), today)
    with pytest.raises(Refused, match="ещё не наступил"):
        rules.check_day(date(2019, 12, 10), today)


def test_a_sixth_file_and_too_much_in_five_are_refused():
    rules.check_files([1] * 5)
    with pytest.raises(Refused, match="пять файлов"):
        rules.check_files([1] * 6)
    with pytest.raises(Refused, match="10 МБ"):
        rules.check_files([6 * 1024 * 1024] * 2)
