from datetime import date

import pytest

from rmo_web.kernel import years
from rmo_web.kernel.errors import Refused
from rmo_web.kernel.years import Year

NOW = Year(2, 2019, is_closed=False)
OLD = Year(1, 2018, is_closed=True)


@pytest.mark.parametrize(
    ("day", "first"),
    [(date(2019, 7, 31), 2018), (date(2019, 8, 1), 2019), (date(2020, 5, 31), 2019)],
)
def test_the_year_turns_on_the_first_of_august(day, first):
    assert years.starts_in(day) == first


def test_a_year_runs_from_august_to_july():
    months = list(NOW.months())
    assert (months[0], months[-1], len(months)) == ((2019, 8), (2020, 7), 12)
    assert NOW.title == "2019–2020"


def test_the_default_is_the_year_of_today_or_the_newest():
    assert years.default_of([NOW, OLD], date(2018, 9, 1)) == OLD
    assert years.default_of([NOW, OLD], date(2026, 9, 1)) == NOW
    assert years.default_of([], date(2026, 9, 1)) is None


def test_a_closed_year_is_only_read():
    with pytest.raises(Refused):
        years.must_be_open(OLD)
