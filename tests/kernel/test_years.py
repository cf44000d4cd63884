from datetime import date

import pytest

from rmo_web.kernel import years
from rmo_web.kernel.db import db, saving
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
    assert NOW.days == (date(2019, 8, 1), date(2020, 7, 31))


def test_the_default_is_the_year_of_today_or_the_newest():
    assert years.default_of([NOW, OLD], date(2018, 9, 1)) == OLD
    assert years.default_of([NOW, OLD], date(2026, 9, 1)) == NOW
    assert years.default_of([], date(2026, 9, 1)) is None


def test_a_closed_year_is_only_read():
    with pytest.raises(Refused):
        years.must_be_open(OLD)


@pytest.mark.parametrize("of", [years.shown, years.of_day])
def test_before_anything_is_founded_there_is_no_year_to_work_in(app, of):
    with app.test_request_context("/"), pytest.raises(Refused, match="Сначала создайте"):
        of(date(2019, 9, 1))


def test_only_open_years_are_asked_for_what_is_still_to_be_done(app):
    with saving():
        open_one, closed = years.opened(2019), years.opened(2018)
        closed.is_closed = True
    assert list(db.session.scalars(years.OPEN)) == [open_one.id]
