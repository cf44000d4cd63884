"""Two at once: on both databases one after the other, and nobody meets a bug."""

from sqlalchemy import select

from rmo_web.kernel.db import db
from rmo_web.meetings.models import Attendance, Minutes
from rmo_web.meetings.rules import Step
from tests.help_requests.test_races import at_once, house
from tests.makers import Maker

__all__ = ["house"]


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
