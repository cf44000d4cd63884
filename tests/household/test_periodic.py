"""What time does: each duty stands for itself, and the minutes go on whatever happens."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier, Event
from time import sleep

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError

from rmo_web.help_requests.thread import listens
from rmo_web.household import drafts, files, outbox, periodic, throttle
from rmo_web.household.audit import AuditEntry
from rmo_web.household.drafts import Draft
from rmo_web.household.notices import Notice
from rmo_web.household.throttle import Tries
from rmo_web.kernel import clock
from rmo_web.kernel.db import SentForm, db, saving
from rmo_web.kernel.errors import Repeated
from rmo_web.kernel.events import emit
from rmo_web.members.events import PersonAdded
from tests.makers import Maker

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


@pytest.fixture
def given(monkeypatch):
    """`given({title: do})`: the rooms have these duties and no others."""
    return lambda named: monkeypatch.setattr(periodic, "_duties", named)


@pytest.fixture
def heard(caplog):
    """What was logged with its traceback."""
    return lambda: [one.getMessage() for one in caplog.records if one.exc_info]


def fall(*args, **kwargs):
    raise RuntimeError("a fault")


def held(*args, **kwargs):
    raise OperationalError("UPDATE", {}, Exception("database is locked"))


def counted(table):
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(table))


@pytest.mark.parametrize("fault", [fall, held])
def test_a_duty_that_fails_stops_no_other_and_no_letter(app, monkeypatch, given, heard, fault):
    monkeypatch.setitem(app.config, "MAIL", "file")
    with saving():
        outbox.post("a@school5.local", "Тема", "Текст", cause="reset-1", at=NOON)
    done = []
    given({"первое": done.append, "второе": fault, "третье": done.append})
    assert periodic.do_all(NOON) == periodic.Done(letters=1, failed=("второе",))
    assert done == [NOON, NOON]
    assert heard() == [f"the duty failed: {fault.__module__}.{fault.__name__}"]


def test_every_duty_that_fails_is_named(app, monkeypatch, given, heard):
    given({"первое": fall, "второе": fall})
    monkeypatch.setattr(outbox, "_doubt_the_abandoned", fall)
    assert periodic.do_all(NOON) == periodic.Done(0, ("первое", "второе", periodic.MAIL))
    named = [f"{fall.__module__}.fall"] * 2 + ["rmo_web.household.outbox.send_due"]
    assert heard() == [f"the duty failed: {one}" for one in named]


def test_nothing_of_a_duty_that_fails_gets_into_the_next(app, make, given):
    account = make.librarian()
    told = counted(AuditEntry)

    def begin_and_fall(now):
        db.session.add(Notice(account_id=account.id, at=now, text="Начато"))
        emit(PersonAdded(by=None, at=now, about=account.person_id))
        fall()

    def save(now):
        with saving():
            db.session.add(Notice(account_id=account.id, at=now, text="Сделано"))

    given({"первое": begin_and_fall, "второе": save})
    periodic.do_all(NOON)
    db.session.rollback()
    assert db.session.scalars(select(Notice.text)).all() == ["Сделано"]
    assert counted(AuditEntry) == told


def test_a_duty_that_forgets_to_commit_holds_nothing_during_the_next(app, given):
    def read(now):
        db.session.scalar(select(func.count()).select_from(Draft))

    given(
        {"первое": read, "второе": lambda now: seen.append(db.session.registry().in_transaction())}
    )
    seen = []
    periodic.do_all(NOON)
    assert seen == [periodic.dialect() == "postgresql"]  # there the lock has begun one


def test_the_house_tidies_each_kind_by_itself(app, make, monkeypatch, heard):
    account = make.librarian()
    with saving():
        old = NOON - drafts.KEPT - timedelta(days=1)
        db.session.add(Draft(account_id=account.id, key="k", text="Слово", at=old))
    throttle.count("key", most=1, within=timedelta(minutes=1), at=NOON - timedelta(hours=1))
    monkeypatch.setattr(files, "_drop", fall)
    assert len(periodic.do_all(NOON).failed) == 1
    assert heard() == ["the duty failed: rmo_web.household.files.forget_old"]
    assert (counted(Draft), counted(Tries)) == (0, 0)


def test_accepted_forms_are_remembered_for_a_month(app):
    with saving():
        for age in (29, 31, 400):
            db.session.add(SentForm(nonce=f"n{age}", at=NOON - timedelta(days=age)))
    periodic.do_all(NOON)
    db.session.rollback()
    assert db.session.scalars(select(SentForm.nonce)).all() == ["n29"]


def test_a_form_of_today_is_not_accepted_twice_after_the_tidying(app):
    with saving("nonce") as saved:
        saved.url = "/plan/"
    periodic.do_all(datetime.now(UTC))
    with pytest.raises(Repeated) as twin, saving("nonce"):
        pass
    assert twin.value.url == "/plan/"


def test_a_process_killed_within_a_duty_leaves_nothing_half_done(app, make, given):
    account = make.librarian()

    def tell(now, *, is_killed=False):
        with saving():
            db.session.add(Notice(account_id=account.id, at=now, text="Сделано"))
            db.session.flush()
            if is_killed:
                raise KeyboardInterrupt

    given({"дело": lambda now: tell(now, is_killed=True)})
    with pytest.raises(KeyboardInterrupt):
        periodic.do_all(NOON)
    assert counted(Notice) == 0
    given({"дело": tell})
    periodic.do_all(NOON + periodic.EVERY)
    assert counted(Notice) == 1


class Pause:
    """Minutes that pass at once, three of them."""

    def __init__(self):
        self.minutes = iter([False, False, False, True])

    def wait(self, seconds):
        return next(self.minutes)


def test_the_minutes_go_on_though_the_database_is_held(app, monkeypatch, heard):
    done, real = [], throttle.count
    answers = iter([held, fall, real])
    monkeypatch.setattr(periodic.threading, "Event", Pause)
    monkeypatch.setattr(throttle, "count", lambda *args, **more: next(answers)(*args, **more))
    monkeypatch.setattr(periodic, "do_all", done.append)
    periodic._minute_by_minute(app)
    assert len(done) == 1
    assert len(heard()) == 2


def test_of_several_processes_one_does_the_duties_of_a_minute(app, monkeypatch):
    done = []
    monkeypatch.setattr(periodic, "do_all", done.append)
    for now in (NOON, NOON, NOON + periodic.EVERY):
        periodic._once(now)
    assert done == [NOON, NOON + periodic.EVERY]


def test_a_duty_that_outlasts_its_minute_is_not_done_twice_at_once(new_house, monkeypatch):
    """Another process begins the next minute while this one is still at it."""
    app = new_house(with_tables=True)
    with app.app_context():
        make = Maker()
        head = make.head().id
        make.ask(make.librarian(), at=clock.now() - timedelta(days=30))
        with saving():
            db.session.query(Notice).delete()
        db.session.remove()
    start, slow = Barrier(2), listens.remind

    def slowly(*whom, **why):
        sleep(0.3)
        return slow(*whom, **why)

    monkeypatch.setattr(listens, "remind", slowly)

    def work(_):
        with app.app_context():
            start.wait()
            return periodic.do_all(clock.now()).failed

    with ThreadPoolExecutor(2) as processes:
        assert list(processes.map(work, range(2))) == [(), ()]
    with app.app_context():
        told = db.session.scalars(select(Notice.account_id)).all()
    assert told == [head]


def test_a_duty_that_takes_long_keeps_no_other_process_from_the_next(new_house, given):
    app = new_house(with_tables=True)
    begun, over, done = Event(), Event(), []

    def long(now):
        if not begun.is_set():
            begun.set()
            over.wait(60)

    def work():
        with app.app_context():
            return periodic.do_all(clock.now()).failed

    given({"первое": long, "второе": done.append})
    with ThreadPoolExecutor(1) as another:
        first = another.submit(work)
        assert begun.wait(60)
        assert work() == ()
        there = len(done)
        over.set()
        assert first.result() == ()
    assert (there, len(done)) == (1, 2)


def test_tick_says_what_failed_and_ends_with_one(app, given):
    done = []
    given({"напоминание": fall, "уборка": done.append})
    said = app.test_cli_runner().invoke(args=["tick"])
    assert said.exit_code == 1
    assert "Писем отправлено: 0\n" in said.output
    assert "Не удалось: напоминание." in said.output
    assert len(done) == 1


def test_tick_ends_with_nought_when_all_is_done(app, given):
    given({})
    said = app.test_cli_runner().invoke(args=["tick"])
    assert said.exit_code == 0
    assert said.output.endswith("\nПисем отправлено: 0\n")


def test_every_duty_of_the_rooms_is_titled_in_russian(app):
    titles = [*periodic._OWN, *dict(periodic._duties.items()), periodic.MAIL]
    assert len(titles) == len(set(titles)) == 8
    assert all(one[0].islower() and "а" <= one[0] <= "я" for one in titles)
