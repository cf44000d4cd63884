"""What the room hears: the plan of a year, and what changes in a meeting."""

from collections.abc import Sequence

from sqlalchemy import select

from rmo_web.household import feeds
from rmo_web.kernel.db import db
from rmo_web.kernel.events import Happened, on
from rmo_web.kernel.offered.plan_link import PlannedMeeting, follows_plan
from rmo_web.meetings import events
from rmo_web.meetings.agenda.services import drop_all, keep_as_planned
from rmo_web.meetings.models import Meeting


@on(events.MeetingKept)
@on(events.MeetingWentOn)
@on(events.AgendaChanged)
def of_a_meeting(fact: Happened) -> None:
    """Calendars hear of its day, its state, its agenda: what its entry says of them."""
    feeds.keep_up(db.session.get_one(Meeting, fact.about).year_id, fact.at)


@follows_plan
def follow(year_id: int, planned: Sequence[PlannedMeeting]) -> None:
    """Meetings that nobody has prepared yet are as the plan has them; others stay."""
    known = db.session.scalars(select(Meeting).filter_by(year_id=year_id)).all()
    by_row = {one.row_id: one for one in known if one.row_id}
    loose = {one.number: one for one in known if not one.row_id and one.number}
    told = set()
    for one in planned:
        meeting = by_row.get(one.row_id) or loose.pop(one.number or 0, None)
        if meeting is None:
            meeting = Meeting(year_id=year_id, follows_plan=True, number=one.number)
            db.session.add(meeting)
        meeting.row_id = one.row_id
        if meeting.follows_plan:
            _keep_as_planned(meeting, one)
        told.add(meeting.id)
    for gone in known:
        if gone.follows_plan and gone.id not in told:
            give_up(gone)


def _keep_as_planned(meeting: Meeting, one: PlannedMeeting) -> None:
    meeting.number, meeting.theme, meeting.place = one.number, one.theme, one.place
    meeting.forms, meeting.held_on = list(one.forms), one.day
    meeting.planned_year, meeting.planned_month = one.month or (None, None)
    db.session.flush()
    keep_as_planned(meeting, one.questions)


def give_up(meeting: Meeting) -> None:
    """The plan does not name the meeting any more, and nobody has prepared it."""
    drop_all(meeting)
    db.session.delete(meeting)
    db.session.flush()
