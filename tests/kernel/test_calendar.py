"""The private calendar: an address for a phone that can be revoked, and what it gives."""

import re
from datetime import date

import pytest
from icalendar import Calendar

from rmo_web.kernel.db import saving
from rmo_web.meetings.rules import Step


@pytest.fixture
def member(make):
    return make.librarian()


def address(client):
    page = client.post("/calendar/renew").text
    return re.search(r"/calendar/[\w-]+\.ics", page)[0]


def events(answer):
    assert answer.status_code == 200
    calendar = Calendar.from_ical(answer.data)
    return {str(one["uid"]): one for one in calendar.walk("VEVENT")}


def test_the_feed_has_the_whole_plan_without_signing_in(make, as_, member):
    make.plan()
    found = events(as_().get(address(as_(member))))
    meetings = [one for uid, one in found.items() if uid.startswith("meeting-")]
    assert len(meetings) == 4
    assert "день уточняется" in str(meetings[0]["summary"])
    assert any("Месячник школьных библиотек" in str(one["summary"]) for one in found.values())


def test_a_meeting_that_moves_moves_in_the_feed(make, as_, member):
    meeting = make.meeting(starts_at="10:00")
    url = address(as_(member))
    before = events(as_().get(url))[f"meeting-{meeting.id}@127.0.0.1"]
    make.go_on(meeting, Step.POSTPONE, reason="карантин", held_on=date(2019, 11, 11))
    after = events(as_().get(url))[f"meeting-{meeting.id}@127.0.0.1"]
    assert before.decoded("dtstart").date() == date(2019, 10, 28)
    assert after.decoded("dtstart").date() == date(2019, 11, 11)
    assert after["sequence"] > before["sequence"]


def test_the_address_is_shown_once_and_a_new_one_ends_it(as_, member):
    client = as_(member)
    first = address(client)
    assert first not in client.get("/calendar/").text
    second = address(client)
    assert as_().get(first).status_code == 404
    assert as_().get(second).status_code == 200
    client.post("/calendar/revoke")
    assert as_().get(second).status_code == 404


def test_a_stopped_account_has_no_calendar(as_, member):
    url = address(as_(member))
    with saving():
        member.is_active = False
    assert as_().get(url).status_code == 404


def test_an_invented_address_is_404(make, as_):
    make.association()
    assert as_().get("/calendar/whatever.ics").status_code == 404
