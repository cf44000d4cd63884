"""The private calendar: an address for a phone that can be revoked, and what it gives."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from icalendar import Calendar

from rmo_web.home.year import services as home
from rmo_web.kernel import years
from rmo_web.kernel.db import db, saving
from rmo_web.meetings import services
from rmo_web.meetings.agenda import services as agenda
from rmo_web.meetings.agenda.rules import Spoken
from rmo_web.meetings.models import Meeting
from rmo_web.meetings.rules import Step
from rmo_web.plan.editing import services as editing
from rmo_web.plan.history import services as history
from rmo_web.plan.models import Plan, PlanChange, Row
from rmo_web.plan.rules import RowState
from rmo_web.plan.services import lines_of


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


def told(make, url, as_):
    """What the phone has of the meeting: its event."""
    (one,) = [one for uid, one in events(as_().get(url)).items() if uid.startswith("meeting-")]
    return one


LATER = datetime(2031, 1, 9, 10, 30, tzinfo=UTC)
CHANGES = {
    "the words of a question": lambda meeting, question, **by: agenda.keep_question(
        meeting, question, agenda.NewQuestion("О чтении"), **by
    ),
    "the points of a question": lambda meeting, question, **by: agenda.keep_question(
        meeting, question, agenda.NewQuestion(f"{question.text}\n1. Пункт"), **by
    ),
    "a speaker": lambda meeting, question, **by: agenda.keep_question(
        meeting, question, agenda.NewQuestion(question.text, speakers=(Spoken("Совина А.А."),)),
        **by,
    ),
    "one question less": agenda.drop_question,
    "one question more": lambda meeting, question, **by: agenda.ask_question(
        meeting, agenda.NewQuestion("Ещё один"), **by
    ),
    "the order": lambda meeting, question, **by: agenda.step_question(
        meeting, question, is_up=False, **by
    ),
    "the hours": lambda meeting, question, **by: services.keep(
        meeting, services.NewMeeting(1, "Обмен опытом", place="Школа № 6", starts_at="11:00",
                                     held_on=date(2019, 10, 28)), today=date(2019, 9, 1), **by
    ),
    "the place": lambda meeting, question, **by: services.keep(
        meeting, services.NewMeeting(1, "Обмен опытом", place="Школа № 2",
                                     held_on=date(2019, 10, 28)), today=date(2019, 9, 1), **by
    ),
    "that it is off": lambda meeting, question, **by: services.go_on(
        meeting, Step.CANCEL, services.StepWords("карантин"), today=date(2019, 9, 1), **by
    ),
}  # fmt: skip


@pytest.mark.parametrize("change", CHANGES)
def test_whatever_changes_in_a_meeting_is_counted_and_dated(make, as_, member, change):
    meeting = make.meeting("Обмен опытом")
    url, actor = address(as_(member)), make.actor(member)
    before = told(make, url, as_)
    with saving():
        kept = db.session.get_one(Meeting, meeting.id)
        CHANGES[change](kept, make.questions(kept)[0], by=actor, at=LATER)
    after = told(make, url, as_)
    assert after["sequence"] == before["sequence"] + 1
    assert after.decoded("last-modified") == LATER == after.decoded("dtstamp")
    assert before.decoded("dtstamp") < LATER
    assert "Чайкина" in str(before["description"])


def test_what_the_calendar_does_not_say_is_not_counted(make, as_, member):
    meeting = make.meeting()
    url = address(as_(member))
    before = as_().get(url).data
    make.present(meeting, make.person())
    make.go_on(meeting, Step.INVITE)
    assert as_().get(url).data == before


def test_the_feed_is_the_same_to_the_letter_while_nothing_changes(make, as_, member):
    make.plan()
    make.meeting()
    url = address(as_(member))
    first = as_().get(url)
    again = as_().get(url)
    assert first.data == again.data
    assert first.headers["ETag"] == again.headers["ETag"]
    assert first.last_modified == again.last_modified
    assert as_().get(url, headers={"If-None-Match": first.headers["ETag"]}).status_code == 304
    since = {"If-Modified-Since": first.headers["Last-Modified"]}
    answer = as_().get(url, headers=since)
    assert (answer.status_code, answer.data) == (304, b"")
    with saving():
        services.call_meeting(
            services.NewMeeting(9, "Новое", held_on=date(2020, 3, 2)),
            year_id=db.session.query(Plan).one().year_id, by=make.actor(member),
            at=make.at + timedelta(minutes=1),
        )  # fmt: skip
    assert as_().get(url, headers=since).status_code == 200
    old = {"If-None-Match": first.headers["ETag"], **since}
    assert as_().get(url, headers=old).status_code == 200


def test_a_cancelled_and_a_postponed_meeting_say_so_in_the_title(make, as_, member):
    off = make.go_on(make.meeting("Чтение"), Step.CANCEL, reason="карантин")
    moved = make.go_on(make.meeting("Фонды"), Step.POSTPONE, reason="мороз", month=(2020, 2))
    found = events(as_().get(address(as_(member))))
    cancelled = found[f"meeting-{off.id}@127.0.0.1"]
    assert str(cancelled["summary"]) == "Отменено: Заседание №\xa01. Чтение"
    assert cancelled["status"] == "CANCELLED"
    postponed = found[f"meeting-{moved.id}@127.0.0.1"]
    assert str(postponed["summary"]) == "Перенесено: Заседание №\xa02. Фонды (день уточняется)"
    assert postponed["status"] == "TENTATIVE"


def dated_row():
    return db.session.query(Row).filter(Row.title.like("Обновление базы%")).one()


def test_a_row_of_the_plan_is_counted_too_and_comes_back_with_its_count(make, as_, member):
    plan = make.plan()
    url, actor = address(as_(member)), make.actor(member)
    row = dated_row()
    uid = f"row-{row.id}-0@127.0.0.1"
    before = events(as_().get(url))[uid]
    with saving():
        changed = editing.NewRow(row.text, "март 2020", row.place, ("Школьные библиотекари",))
        editing.keep_row(db.session.get_one(Row, row.id), changed, reason="", by=actor, at=LATER)
    after = events(as_().get(url))[uid]
    assert after["sequence"] == before["sequence"] + 1
    assert after.decoded("last-modified") == LATER
    with saving():
        editing.remove_row(db.session.get_one(Row, row.id), reason="", by=actor, at=LATER)
    gone = as_().get(url)
    assert uid not in events(gone)
    assert gone.last_modified == LATER.replace(microsecond=0)
    with saving():
        kept = db.session.get_one(Plan, plan.id)
        newest = db.session.scalars(PlanChange.newest(kept.id)).one()
        history.undo(kept, newest.id, by=actor, at=LATER)
    assert events(as_().get(url))[uid]["sequence"] > after["sequence"]


def test_a_dropped_row_says_that_it_is_off(make, as_, member):
    make.plan()
    row = dated_row()
    with saving():
        editing.keep_row(
            row, editing.NewRow(row.text, row.when_text, row.place, lines_of(row),
                              state=RowState.DROPPED, note="нет денег"),
            reason="", by=make.actor(member), at=LATER,
        )  # fmt: skip
    found = events(as_().get(address(as_(member))))
    assert str(found[f"row-{row.id}-0@127.0.0.1"]["summary"]).startswith("Отменено: Обновление")


def test_a_year_that_is_closed_leaves_the_feed_and_its_phones_hear(app, make, as_, member):
    make.meeting()
    url = address(as_(member))
    before = as_().get(url)
    with app.test_request_context(method="POST"), saving():
        (year,) = years.all_years()
        home.close_year(year, (), by=make.actor(member), at=LATER)
    after = as_().get(url, headers={"If-Modified-Since": before.headers["Last-Modified"]})
    assert after.status_code == 200
    assert events(after) == {}
