"""The rules of a request: its states, its deadlines; no database is asked."""

from datetime import date, timedelta
from itertools import product

import pytest

import rmo_web.help_requests as room
from rmo_web.help_requests import rules, wording
from rmo_web.help_requests.queue.rules import Tab
from rmo_web.help_requests.queue.wording import NOTHING, TABS
from rmo_web.help_requests.rules import Action, Party, Status
from rmo_web.help_requests.thread.rules import check_postponed, check_reopening
from rmo_web.kernel.errors import Refused

MONDAY = date(2019, 12, 9)


EVERY_PAIR = list(product(Status, Action))


@pytest.mark.parametrize(("status", "action"), EVERY_PAIR)
def test_only_listed_moves_are_allowed(status, action):
    if action in rules.LIFE.steps(status):
        assert rules.LIFE.after(status, action) in Status
    else:
        with pytest.raises(Refused):
            rules.LIFE.after(status, action)


def test_every_state_can_be_reached_and_left():
    reached = {Status.NEW, *(then for _, _, then in rules.LIFE.leads())}
    assert reached == set(Status)
    assert {status for status, _, _ in rules.LIFE.leads()} == set(Status)


def test_every_state_and_action_has_words():
    assert wording.STATUSES.keys() == wording.LOOKS.keys() == set(Status)
    assert wording.DEEDS.keys() == rules.LIFE.moves.keys() == set(Action)
    assert TABS.keys() == NOTHING.keys() == set(Tab)


def test_the_docstring_of_the_room_is_the_table():
    assert rules.LIFE.diagram() in room.__doc__


def test_thanks_do_not_wipe_out_the_date_of_postponement():
    assert rules.LIFE.after(Status.POSTPONED, Action.REPLY) is Status.POSTPONED


def test_an_answer_that_did_not_help_comes_back_to_work():
    assert rules.LIFE.after(Status.ANSWERED, Action.NOT_HELPED) is Status.IN_WORK


def test_an_answer_to_a_clarification_comes_back_to_work():
    assert rules.LIFE.after(Status.NEEDS_INFO, Action.REPLY) is Status.IN_WORK


def test_a_closed_request_takes_no_answer_and_no_reply():
    for status, action in product(rules.OVER, Action):
        assert (action in rules.LIFE.steps(status)) == (action is Action.REOPEN)


def test_buttons_are_those_of_the_party():
    assert Action.TAKE in rules.LIFE.steps(Status.NEW, frozenset({Party.OFFICE}))
    assert rules.LIFE.steps(Status.ANSWERED, frozenset({Party.AUTHOR})) == (
        Action.HELPED, Action.NOT_HELPED,
    )  # fmt: skip
    assert rules.LIFE.steps(Status.NEW, frozenset()) == ()


@pytest.mark.parametrize(
    ("since", "late"),
    [
        (date(2019, 12, 9), False),
        (date(2019, 12, 6), False),  # Friday: one working day
        (date(2019, 12, 5), False),
        (date(2019, 12, 4), True),
        (date(2019, 12, 7), False),  # Saturday
        (date(2019, 11, 1), True),
        (date(2019, 12, 20), False),  # a clock that went back
    ],
)
def test_three_working_days_are_too_long(since, late):
    assert rules.is_late(since, MONDAY) is late
    assert (since <= rules.late_day(MONDAY)) is late


@pytest.mark.parametrize(
    ("question", "title"),
    [
        ("Как списать учебники?", "Как списать учебники?"),
        ("Добрый день. Как списать учебники?", "Добрый день. Как списать учебники?"),
        ("Нужен образец акта сверки. Приехала проверка.", "Нужен образец акта сверки"),
        ("\n\n  Первая строка\nвторая", "Первая строка"),
        ("а" * 500, "а" * 119 + "…"),
        ("слово " * 60, ("слово " * 19).strip() + "…"),
    ],
)
def test_the_first_sentence_becomes_the_title(question, title):
    assert rules.title_of(question) == title
    assert len(title) <= rules.TITLE_MAX


def test_a_number_names_its_school_year():
    assert rules.number_of(12, 2019) == "12/2019-20"
    assert rules.number_of(1, 1999) == "1/1999-00"


@pytest.mark.parametrize("days", [-1, -400, 366])
def test_a_day_gone_or_absurd_is_refused_for_a_question(days):
    with pytest.raises(Refused):
        rules.check_wanted_by(MONDAY + timedelta(days=days), MONDAY)


@pytest.mark.parametrize("day", [None, MONDAY, MONDAY - timedelta(days=1), date(2030, 1, 1)])
def test_a_request_is_postponed_to_a_day_to_come_only(day):
    with pytest.raises(Refused):
        check_postponed(day, MONDAY)


@pytest.mark.parametrize(("days", "may"), [(0, True), (30, True), (31, False)])
def test_a_request_reopens_within_thirty_days(days, may):
    if may:
        check_reopening(MONDAY - timedelta(days=days), MONDAY)
    else:
        with pytest.raises(Refused):
            check_reopening(MONDAY - timedelta(days=days), MONDAY)
