"""Two at once: on both databases one after the other, and nobody meets a bug."""

import pytest
from sqlalchemy import select

from rmo_web.kernel.db import db, saving
from rmo_web.meetings.agenda import services as agenda
from rmo_web.meetings.minutes.queries import versions_read
from rmo_web.meetings.models import AgendaMatter, Attendance, Item, Minutes, Question, Speaker
from rmo_web.meetings.rules import Step
from rmo_web.plan.models import Row, Section
from tests.at_once import at_once, house
from tests.makers import Maker
from tests.meetings.invented import REPORTS, Invented

__all__ = ["house"]
pytestmark = pytest.mark.trouble


def test_four_who_mark_the_same_person_make_one_mark(house):
    with house.app_context():
        make = Maker()
        meeting, person = make.meeting(), make.person()
        sessions = [make.signed_in(make.methodist()) for _ in range(4)]
        url, typed = f"/meetings/{meeting.id}/attendance/marks", {f"mark-{person.id}": "present"}
        db.session.remove()
    answers = at_once(house, sessions, url, [typed] * 4)
    assert {one.status_code for one in answers} == {200}
    with house.app_context():
        assert len(db.session.scalars(select(Attendance)).all()) == 1


def test_four_who_begin_minutes_make_one(house):
    with house.app_context():
        make = Maker()
        meeting = make.go_on(make.meeting(), Step.HOLD)
        sessions = [make.signed_in(make.methodist()) for _ in range(4)]
        url = f"/meetings/{meeting.id}/minutes"
        db.session.remove()
    told = [
        {"number": "1", "dated_on": "2019-10-28", "decided_label": "РЕШИЛИ", "nonce": f"n{number}"}
        for number in range(4)
    ]
    codes = [one.status_code for one in at_once(house, sessions, url, told)]
    assert 303 in codes
    assert set(codes) <= {200, 303, 409, 422}
    with house.app_context():
        assert len(db.session.scalars(select(Minutes)).all()) == 1


def test_four_who_take_one_proposal_put_it_to_one_meeting(house):
    with house.app_context():
        make = Maker()
        meetings = [make.meeting() for _ in range(4)]
        head = make.head()
        with saving():
            proposal = agenda.propose(
                "О квестах", year_id=meetings[0].year_id, by=make.actor(head), at=make.at
            )
        sessions = [make.signed_in(make.methodist()) for _ in range(4)]
        url = f"/meetings/proposals/{proposal.id}/take"
        told = [{"meeting_id": str(one.id)} for one in meetings]
        db.session.remove()
    codes = sorted(one.status_code for one in at_once(house, sessions, url, told))
    assert codes == [303, 409, 409, 409]
    with house.app_context():
        asked = db.session.scalars(select(Question).where(Question.text == "О квестах")).all()
        assert len(asked) == 1


def test_four_who_put_one_talk_put_it_to_one_meeting(house, monkeypatch):
    with house.app_context():
        make = Maker()
        room = Invented(make, monkeypatch)
        meetings = [make.meeting(questions=()) for _ in range(4)]
        (key,) = room.wants(REPORTS, Чайкина="О квестах")
        sessions = [make.signed_in(make.methodist()) for _ in range(4)]
        ticked = {"matters": f"{REPORTS.name}:{key}"}
        told = [ticked | {"meeting_id": str(one.id)} for one in meetings]
        db.session.remove()
    answers = at_once(house, sessions, "/meetings/proposals/put", told)
    assert {one.status_code for one in answers} == {303}
    with house.app_context():
        (kept,) = db.session.scalars(select(AgendaMatter)).all()
        assert [one.id for one in db.session.scalars(select(Question))] == [kept.question_id]
        assert [one.talk for one in db.session.scalars(select(Speaker))] == ["О квестах"]


def test_two_who_put_one_talk_to_one_meeting_put_it_once(house, monkeypatch):
    with house.app_context():
        make = Maker()
        room = Invented(make, monkeypatch)
        meeting = make.meeting(questions=())
        (key,) = room.wants(REPORTS, Чайкина="О квестах")
        sessions = [make.signed_in(make.methodist()) for _ in range(2)]
        told = {"matters": f"{REPORTS.name}:{key}", "meeting_id": str(meeting.id)}
        db.session.remove()
    answers = at_once(house, sessions, "/meetings/proposals/put", [told] * 2)
    assert {one.status_code for one in answers} == {303}
    with house.app_context():
        assert len(db.session.scalars(select(AgendaMatter)).all()) == 1
        assert len(db.session.scalars(select(Speaker)).all()) == 1


def test_four_meetings_that_take_one_number_get_it_once(house):
    with house.app_context():
        make = Maker()
        meetings = [make.go_on(make.meeting(), Step.HOLD) for _ in range(4)]
        sessions = [make.signed_in(make.methodist()) for _ in range(4)]
        urls = [f"/meetings/{one.id}/minutes" for one in meetings]
        db.session.remove()
    told = {"number": "1", "dated_on": "2019-10-28", "decided_label": "РЕШИЛИ"}
    codes = sorted(one.status_code for one in at_once(house, sessions, urls, [told] * 4))
    assert codes == [303, 422, 422, 422]


def test_nothing_lands_in_minutes_after_they_were_signed(house):
    with house.app_context():
        make = Maker()
        meeting, late = make.meeting(), make.person()
        make.present(meeting, make.person())
        record = make.minutes(meeting)
        item = make.items(record)[0]
        make.decide(item)
        sessions = [make.signed_in(make.methodist()) for _ in range(3)]
        seen = versions_read(make.again(record))
        version = str(make.again(item).version)
        urls = [
            f"/meetings/{meeting.id}/minutes/sign",
            f"/meetings/minutes/items/{item.id}",
            f"/meetings/{meeting.id}/attendance/marks",
        ]
        told = [
            seen,
            {"decided": "Решить иначе.", "version": version},
            {f"mark-{late.id}": "present"},
        ]
        db.session.remove()
    signed, _, _ = at_once(house, sessions, urls, told)
    with house.app_context():
        if signed.status_code == 303:
            kept = db.session.scalars(select(Minutes)).one()
            stored = db.session.scalars(select(Item).filter_by(id=item.id)).one()
            assert kept.paper["items"][0]["decided"] == [["1.1", stored.decided]]
            came = db.session.scalars(select(Attendance).where(Attendance.presence == "present"))
            assert kept.paper["present"].startswith(str(len(came.all())))


def test_four_who_add_a_row_at_once_add_four(house):
    with house.app_context():
        make = Maker()
        plan = make.plan()
        section = db.session.scalars(select(Section).filter_by(plan_id=plan.id)).first()
        sessions = [make.signed_in(make.methodist()) for _ in range(4)]
        url = f"/plan/sections/{section.id}/new"
        db.session.remove()
    told = [{"text": f"Пункт {number}", "nonce": f"n{number}"} for number in range(4)]
    codes = {one.status_code for one in at_once(house, sessions, url, told)}
    assert codes == {303}
    with house.app_context():
        rows = db.session.scalars(
            select(Row.position).filter_by(section_id=section.id).order_by(Row.position)
        ).all()
        assert rows == list(range(1, len(rows) + 1))
        assert len(rows) == 5
