from datetime import date
from decimal import Decimal
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rmo_web.kernel.errors import Refused
from rmo_web.members import rules, wording
from rmo_web.members.rules import Category, Unfit

TODAY = date(2026, 11, 23)


def card(**told):
    names = {"surname": "Зябликова", "given": "Анна", "patronymic": ""}
    days = dict.fromkeys((*rules.PAST, "left_on"))
    return SimpleNamespace(**rules.PRIVATE | days | names | told)


@pytest.mark.parametrize(
    ("since", "marked", "young"),
    [
        (date(2023, 11, 24), False, True),
        (date(2023, 11, 23), False, False),
        (date(2001, 9, 1), True, True),
        (None, False, False),
        (None, True, True),
    ],
)
def test_young_is_under_three_years_in_a_school_library_or_marked(since, marked, young):
    assert rules.is_young(since, marked, TODAY) is young


@given(st.dates(date(1990, 1, 1), date(2026, 11, 23)), st.dates(date(2000, 1, 1), TODAY))
def test_the_register_counts_the_young_as_the_card_does(since, today):
    assert (since > rules.young_from(today)) == rules.is_young(since, False, today)


@given(st.integers(0, 60), st.integers(0, 11))
def test_a_told_experience_is_the_one_that_is_shown(years, months):
    year, month = divmod(TODAY.year * 12 + TODAY.month - 1 - years * 12 - months, 12)
    assert rules.full_time_since(date(year, month + 1, 1), TODAY) == (years, months)


@pytest.mark.parametrize(
    ("since", "words"),
    [
        (date(2025, 11, 23), "1 год"),
        (date(2024, 7, 23), "2 года 4 мес."),
        (date(2014, 11, 1), "12 лет"),
        (date(2026, 11, 1), "меньше месяца"),
    ],
)
def test_experience_in_words(since, words):
    assert wording.experience(since, TODAY).replace("\xa0", " ") == words


@pytest.mark.parametrize("name", ["Римский-Корсаков", "Д’Артаньян", "О.", "Ёлкина", "Кызы Алия"])
def test_names_of_people_are_names(name):
    rules.check_name("surname", name)


@pytest.mark.parametrize("name", ["<b>", "Анна1", "-Анна", "Анна-", "a" * 81, "=1+1"])
def test_other_signs_are_no_name(name):
    with pytest.raises(Unfit) as refusal:
        rules.check_name("given", name)
    assert refusal.value.field == "given"


def test_a_long_row_of_dashes_is_read_at_once():
    with pytest.raises(Unfit):
        rules.check_name("surname", "а-" * 40_000)


@pytest.mark.parametrize(
    ("field", "told"),
    [
        ("surname", {"surname": ""}),
        ("given", {"given": "А4"}),
        ("library_since", {"library_since": date(2026, 11, 24)}),
        ("joined_on", {"joined_on": date(1900, 1, 1)}),
        ("birth_year", {"birth_year": 2015, "consent_on": TODAY}),
        ("graduated_in", {"graduated_in": 2040, "consent_on": TODAY}),
        ("works_since", {"birth_year": 1990, "works_since": date(1995, 1, 1)}),
        ("teaches_since", {"works_since": date(2010, 1, 1), "teaches_since": date(2001, 1, 1)}),
        ("category_until", {"category_on": date(2020, 1, 1), "category_until": date(2019, 1, 1)}),
        ("consent_on", {"phone": "8 900 000-00-00"}),
        ("consent_on", {"category": Category.FIRST}),
    ],
)
def test_what_cannot_be_is_said_at_its_field(field, told):
    with pytest.raises(Unfit) as refusal:
        rules.check_card(card(**told), TODAY)
    assert refusal.value.field == field
    assert str(refusal.value).endswith((".", "года"))


def test_an_open_card_needs_no_consent():
    rules.check_card(card(library_since=date(2020, 9, 1)), TODAY)


@pytest.mark.parametrize(("said", "rate"), [("", None), ("0,5", "0.50"), ("1", "1.00")])
def test_rates_are_read_with_a_comma_too(said, rate):
    assert rules.read_rate(said) == (rate and Decimal(rate))


def test_a_rate_is_said_as_a_russian_says_it():
    assert [wording.rate_in_words(Decimal(one)) for one in ("0.5", "1", "1.25")] == [
        "0,5 ставки",
        "1 ставка",
        "1,25 ставки",
    ]
    assert wording.rate_in_words(None) == ""


@pytest.mark.parametrize("said", ["0", "3", "-1", "nan", "полставки", "1e3", "0.01"])
def test_no_rate_is_no_rate(said):
    with pytest.raises(Refused):
        rules.read_rate(said)
