"""Срок is understood whole or not at all, and always kept as written."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rmo_web.plan_reader.when import When, understand_when

WORDS = (
    "сентябрь",
    "октября",
    "май",
    "-",
    "до",
    "с",
    "по",
    "15",
    "2019",
    "2020 г.",
    "15.10",
    ",",
    "в течение года",
    "I квартал",
    "3-я неделя",
    "конец",
    "и",
    "(",
    "по графику",
    "99.99",
)


def months(text, first_year=2019):
    return understand_when(text, first_year).months


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Сентябрь", [(2019, 9)]),
        ("Август 2019", [(2019, 8)]),
        ("Февраль\n2020", [(2020, 2)]),
        ("апрель  2020", [(2020, 4)]),
        ("сент.", [(2019, 9)]),
        ("мая", [(2020, 5)]),
        ("сентябрь–октябрь", [(2019, 9), (2019, 10)]),
        ("октябрь, март", [(2019, 10), (2020, 3)]),
        ("август\nсентябрь", [(2019, 8), (2019, 9)]),
        ("3-я неделя октября", [(2019, 10)]),
        ("начало октября", [(2019, 10)]),
        ("ноябрь 2019 – январь 2020", [(2019, 11), (2019, 12), (2020, 1)]),
        ("ноябрь – январь", [(2019, 11), (2019, 12), (2020, 1)]),
        ("с апреля по июнь", [(2020, 4), (2020, 5), (2020, 6)]),
        ("июль-август", [(2020, 7), (2020, 8)]),
        ("I квартал", [(2020, 1), (2020, 2), (2020, 3)]),
        ("IV квартал", [(2019, 10), (2019, 11), (2019, 12)]),
        ("1 полугодие", [(2019, 9), (2019, 10), (2019, 11), (2019, 12)]),
        ("II четверть", [(2019, 11), (2019, 12)]),
        ("август-сентябрь 2020", [(2020, 8), (2020, 9)]),
    ],
)
def test_months_are_placed_in_the_school_year(text, expected):
    assert list(months(text)) == expected


@pytest.mark.parametrize(
    "text",
    [
        "В течение года",
        "в теч. года",
        "В течение учебного года",
        "в течение 2019-2020 уч. года",
        "постоянно",
        "ежемесячно",
        "ежеквартально",
        "1 раз в четверть",
        "2 раза в год",
        "по мере необходимости",
        "весь период",
        "2019-2020 учебный год",
    ],
)
def test_some_words_mean_the_whole_year(text):
    found = understand_when(text, 2019)

    assert found.all_year
    assert found.understood
    assert not found.months


@pytest.mark.parametrize(
    ("text", "day", "until"),
    [
        ("15.10.2019", date(2019, 10, 15), None),
        ("27.08.19 г.", date(2019, 8, 27), None),
        ("15 октября 2019 г. в 10.00", date(2019, 10, 15), None),
        ("5 мая", date(2020, 5, 5), None),
        ("с 1 по 10 октября", date(2019, 10, 1), date(2019, 10, 10)),
        ("25 декабря – 15 января", date(2019, 12, 25), date(2020, 1, 15)),
        ("до 15.10", None, date(2019, 10, 15)),
        ("до 15 октября", None, date(2019, 10, 15)),
        ("не позднее 1 марта 2020 года", None, date(2020, 3, 1)),
    ],
)
def test_days_are_understood(text, day, until):
    found = understand_when(text, 2019)

    assert (found.day, found.until) == (day, until)
    assert found.understood


@pytest.mark.parametrize(
    "text",
    [
        "по графику",
        "31.02.2020",
        "45.13",
        "конец года",
        "до октября",
        "с октября",
        "октябрь (каникулы)",
        "март 2020 - октябрь 2019",
        "зимние каникулы",
        "15",
        "-",
        "2019",
        "до 20 числа",
        "октябрь " * 100,
    ],
)
def test_what_is_not_certain_is_kept_as_written(text):
    assert understand_when(text, 2019) == When(text.strip())


def test_an_empty_срок_is_blank():
    assert understand_when(" \n", 2019).is_blank


@pytest.mark.parametrize(
    ("text", "foreign"),
    [
        ("Октябрь 2018", True),
        ("сентябрь 2020", True),
        ("2018-2019 учебный год", True),
        ("Август 2020", False),
        ("Май 2020", False),
        ("Август", False),
    ],
)
def test_another_school_year_is_understood_and_marked(text, foreign):
    found = understand_when(text, 2019)

    assert found.understood
    assert found.foreign is foreign


def test_without_a_school_year_only_dated_months_are_certain():
    assert months("Октябрь 2019", None) == ((2019, 10),)
    assert not understand_when("Октябрь", None).understood


@given(st.lists(st.sampled_from(WORDS)).map(" ".join) | st.text(max_size=60))
def test_any_words_give_a_срок_with_sound_months(text):
    found = understand_when(text, 2019)

    assert found.verbatim == text.strip()
    assert list(found.months) == sorted(set(found.months))
    assert all(1 <= month <= 12 for _, month in found.months)
