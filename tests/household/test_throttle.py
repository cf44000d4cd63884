"""A limit holds for the whole of its window, and what is over is thrown away."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from flask_migrate import downgrade
from sqlalchemy import func, select, text

from rmo_web.accounts import rules as accounts
from rmo_web.help_requests import rules as help_requests
from rmo_web.household import periodic, throttle
from rmo_web.household.throttle import Tries
from rmo_web.kernel.db import db, saving
from rmo_web.kernel.errors import TooOften
from tests.test_reliability import migrate

MIDNIGHT = datetime(2026, 11, 23, tzinfo=UTC)  # every length that divides a day begins here
LENGTHS = [
    periodic.EVERY,
    help_requests.ASKED_WITHIN,
    accounts.TRIES_WITHIN,
    accounts.RESETS_WITHIN,
    timedelta(days=1),
]


def count(now, within, key="key"):
    throttle.count(key, most=1, within=within, at=now)


def tidy(now):
    with saving():
        throttle.forget_old(now)


def kept():
    return db.session.scalar(select(func.count()).select_from(Tries))


@pytest.mark.parametrize("within", LENGTHS, ids=str)
def test_a_limit_holds_to_the_end_of_its_window_through_every_tidying(app, within):
    count(MIDNIGHT, within)
    for share in (0, 0.25, 0.5, 0.75, 1):
        now = MIDNIGHT + (within - timedelta(seconds=1)) * share
        tidy(now)
        with pytest.raises(TooOften):
            count(now, within)
    assert kept() == 1


@pytest.mark.parametrize("within", LENGTHS, ids=str)
def test_a_window_that_is_over_is_thrown_away_at_once(app, within):
    count(MIDNIGHT, within)
    tidy(MIDNIGHT + within)
    assert kept() == 0
    count(MIDNIGHT + within, within)


def test_windows_of_all_lengths_are_thrown_away_each_at_its_own_time(app):
    for number, within in enumerate(LENGTHS):
        count(MIDNIGHT, within, f"key {number}")
    left = []
    for within in LENGTHS:
        tidy(MIDNIGHT + within)
        left.append(kept())
    assert left == [4, 3, 2, 1, 0]


def test_who_tried_too_often_is_told_when_the_window_ends(app):
    count(MIDNIGHT, timedelta(days=1))
    with pytest.raises(TooOften, match=r"через 60\sминут") as refused:
        count(MIDNIGHT + timedelta(hours=23), timedelta(days=1))
    assert refused.value.seconds == 3600


def test_fifty_tries_at_once_are_fifty_counted(app):
    def one(_):
        with app.app_context():
            throttle.count("key", most=50, within=timedelta(days=1), at=MIDNIGHT)

    with ThreadPoolExecutor(10) as pool:
        list(pool.map(one, range(50)))
    with pytest.raises(TooOften):
        throttle.count("key", most=50, within=timedelta(days=1), at=MIDNIGHT)
    assert db.session.scalar(select(Tries.tries)) == 51


def test_tries_counted_before_the_upgrade_still_count_after_it(new_house):
    app = new_house()
    now = datetime.now(UTC)
    with app.app_context():
        migrate(app)
        count(now, timedelta(hours=1))
        downgrade(app.config["MIGRATIONS"], "0009")
        assert db.session.scalar(text("SELECT tries FROM tries")) == 1
        db.session.rollback()
        migrate(app)
        tidy(now)
        with pytest.raises(TooOften):
            count(now, timedelta(hours=1))
        tidy(now + timedelta(days=2))
        assert kept() == 0
