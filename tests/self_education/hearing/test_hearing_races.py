"""Two at once at a topic that meetings are to hear: whoever is second meets what the first did."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from time import monotonic, sleep

import pytest
from sqlalchemy import select, text

from rmo_web.household.notices import Notice
from rmo_web.kernel.db import db, dialect, of_id, saving
from rmo_web.kernel.offered import backlog
from rmo_web.meetings import services as meetings
from rmo_web.meetings.minutes import services as minutes
from rmo_web.meetings.minutes.queries import versions_read
from rmo_web.meetings.minutes.rules import NewItem
from rmo_web.meetings.models import AgendaMatter, Meeting, Minutes, Speaker
from rmo_web.meetings.rules import Step
from rmo_web.self_education.hearing.wording import TALKS
from rmo_web.self_education.models import Topic, TopicHearing
from rmo_web.self_education.rules import TopicState, TopicStep
from rmo_web.self_education.topic.services import withdraw
from tests.at_once import at_once, browser, house
from tests.makers import TODAY, Maker
from tests.self_education.hands import running

__all__ = ["house"]
pytestmark = pytest.mark.trouble
AUTUMN = date(2019, 10, 1)


def talk(make, head, author):
    return running(make, author, by=head, today=AUTUMN, first=2019, last=2019)


def put(make, head, meeting, topic):
    with saving():
        backlog.put(meeting.id, TALKS, [topic.id], by=make.actor(head), at=make.at)


def test_a_topic_that_two_put_on_two_agendas_stands_on_one(house):
    with house.app_context():
        make = Maker()
        meetings = [make.meeting(questions=()) for _ in range(2)]
        head, author = make.head(), make.librarian()
        topic = talk(make, head, author)
        sessions = [make.signed_in(make.methodist()) for _ in meetings]
        told = [{"meeting_id": str(one.id), "topic_ids": [str(topic.id)]} for one in meetings]
        db.session.remove()
    answers = at_once(house, sessions, "/self-education/reporting?year=2019", told)
    assert {one.status_code for one in answers} <= {303, 422}  # offered no more to the second
    with house.app_context():
        (kept,) = db.session.scalars(select(AgendaMatter)).all()
        assert kept.record_id == topic.id
        assert len(db.session.scalars(select(Speaker)).all()) == 1


def test_a_topic_withdrawn_while_it_is_moved_stands_on_no_agenda(house):
    with house.app_context():
        make = Maker()
        meetings = [make.meeting(questions=()) for _ in range(2)]
        head, author = make.head(), make.librarian()
        topic = talk(make, head, author)
        put(make, head, meetings[0], topic)
        sessions = [make.signed_in(make.methodist()) for _ in meetings]
        urls = ["/meetings/proposals/put?year=2019", f"/self-education/{topic.id}/withdraw"]
        told = [
            {"meeting_id": str(meetings[1].id), "matters": f"{TALKS.name}:{topic.id}"},
            {"remark": "Сменила место работы.", "version": str(make.again(topic).version)},
        ]
        db.session.remove()
    moved, withdrawn = at_once(house, sessions, urls, told)
    assert (moved.status_code in {303, 422}, withdrawn.status_code) == (True, 303)
    with house.app_context():
        assert db.session.scalars(select(AgendaMatter)).all() == []


def waits(seconds=10):
    """Whether somebody waits by now for what another one holds."""
    asked = text("SELECT count(*) FROM pg_locks WHERE NOT granted")
    until = monotonic() + seconds
    while monotonic() < until:
        with db.engine.connect() as connection:
            if connection.scalar(asked):
                return True
        sleep(0.05)
    return False


def test_a_talk_stays_on_the_agenda_of_a_meeting_that_is_held_in_that_moment(house):
    with house.app_context():
        make = Maker()
        meeting, head, author = make.meeting(questions=()), make.head(), make.librarian()
        topic = talk(make, head, author)
        put(make, head, meeting, topic)
        session, url = make.signed_in(make.methodist()), f"/self-education/{topic.id}/withdraw"
        told = {"remark": "Сменила место работы.", "version": str(make.again(topic).version)}
        only_where_rows_are_held()
        with ThreadPoolExecutor(1) as people:
            with saving():
                meetings.go_on(of_id(Meeting, meeting.id), Step.HOLD, meetings.StepWords(),
                               by=make.actor(head), at=make.at, today=TODAY)  # fmt: skip
                db.session.flush()
                answer = people.submit(browser(house, session).post, url, data=told)
                assert waits()
            assert answer.result().status_code == 303
        kept = db.session.scalars(select(AgendaMatter.record_id)).all()
        assert kept == [topic.id]


def test_a_topic_withdrawn_in_that_moment_is_not_put_on_an_agenda(house):
    with house.app_context():
        make = Maker()
        meeting, head, author = make.meeting(questions=()), make.head(), make.librarian()
        topic = talk(make, head, author)
        session, url = make.signed_in(make.methodist()), "/self-education/reporting?year=2019"
        told = {"meeting_id": str(meeting.id), "topic_ids": [str(topic.id)]}
        only_where_rows_are_held()
        with ThreadPoolExecutor(1) as people:
            with saving():
                withdraw(of_id(Topic, topic.id), "Сменила место работы.", by=make.actor(author),
                         at=make.at, today=AUTUMN)  # fmt: skip
                answer = people.submit(browser(house, session).post, url, data=told)
                assert waits()
            assert answer.result().status_code == 422
        assert db.session.scalars(select(AgendaMatter)).all() == []


def only_where_rows_are_held():
    db.session.rollback()
    if dialect() != "postgresql":
        pytest.skip("SQLite has one writer at a time: nobody comes in between")


def test_a_topic_is_not_ended_by_a_talk_that_a_correction_takes_back_at_once(house):
    with house.app_context():
        make = Maker()
        meeting, head, author = make.meeting(questions=()), make.head(), make.librarian()
        topic = talk(make, head, author)
        put(make, head, meeting, topic)
        make.present(meeting, make.person())
        make.sign(make.minutes(meeting))
        topic = make.again(topic)
        assert topic.state is TopicState.REPORTED
        record = corrected(make, head, meeting)
        sessions = [make.signed_in(make.methodist()) for _ in range(2)]
        urls = [f"/meetings/{meeting.id}/minutes/sign", f"/self-education/{topic.id}/move"]
        told = [
            versions_read(record),
            {"step": TopicStep.FINISH.value, "version": str(make.again(topic).version)},
        ]
        db.session.remove()
    signed, ended = at_once(house, sessions, urls, told)
    assert (signed.status_code, ended.status_code in {303, 409}) == (303, True)
    with house.app_context():
        is_ended = ended.status_code == 303
        left = db.session.scalars(select(Topic.state)).all()
        assert left == [TopicState.UNCONFIRMED if is_ended else TopicState.RUNNING]
        assert db.session.scalars(select(TopicHearing)).all() == []
        said = "не подтверждён" if is_ended else "снова в работе"
        assert any(said in one for one in db.session.scalars(select(Notice.text)))


def corrected(make, head, meeting):
    """The next edition, in which nobody has spoken, still to be signed."""
    by, at = make.actor(head), make.at
    (first,) = db.session.scalars(select(Minutes)).all()
    with saving():
        new = minutes.correct(first, make.again(meeting), "опечатка", by=by, at=at, today=AUTUMN)
    (item,) = make.items(new)
    told = NewItem(item.heard, "", "Отчёт перенести.", (None, None, None), confirmed=())
    with saving():
        minutes.write(make.again(item), make.again(new), told, by=by, at=at)
    return make.again(new)
