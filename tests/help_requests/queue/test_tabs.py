"""Which tabs show a request."""

from datetime import date, timedelta

import pytest

from rmo_web.help_requests import rules
from rmo_web.help_requests.queue.rules import Tab
from rmo_web.help_requests.rules import Status
from tests.help_requests.queue.tabs import Standing, tabs_of

MONDAY = date(2019, 12, 9)


UNTIL = [MONDAY + timedelta(days=shift) for shift in (-30, -1, 0, 1, 200)]


PAST = [MONDAY - timedelta(days=days) for days in (0, 1, 3, 4, 60)]


STANDINGS = [
    Standing(status, until, since, moved)
    for status in Status
    for until in (UNTIL if status is Status.POSTPONED else [None])
    for since in PAST
    for moved in PAST
]


@pytest.mark.parametrize("one", STANDINGS)
def test_no_open_request_is_absent_from_the_tabs(one):
    tabs = tabs_of(one, MONDAY)
    places = tabs & {Tab.NEW, Tab.WORK, Tab.AUTHOR, Tab.POSTPONED}
    assert Tab.ALL in tabs
    assert len(places) == (one.status in rules.OPEN)


def test_a_postponed_date_that_has_come_is_work_again():
    due = Standing(Status.POSTPONED, MONDAY, MONDAY, MONDAY - timedelta(days=9))
    assert tabs_of(due, MONDAY) == {Tab.WORK, Tab.STUCK, Tab.ALL}
