"""What somebody answers to an invitation."""

from datetime import datetime

from sqlalchemy import select

from rmo_web.kernel.access import Actor
from rmo_web.kernel.db import db
from rmo_web.kernel.events import emit
from rmo_web.meetings import events
from rmo_web.meetings.models import Attendance, Meeting
from rmo_web.meetings.rules import WORK, Answer, Work
from rmo_web.meetings.services import year_must_be_open


def answer(meeting: Meeting, said: Answer, *, by: Actor, at: datetime) -> None:
    """«Буду», «не буду», «дистанционно» of hers. Refused when the meeting is over."""
    year_must_be_open(meeting.year_id)
    WORK.after(meeting.state, Work.ANSWER)
    asked = select(Attendance).filter_by(meeting_id=meeting.id, person_id=by.person_id)
    row = db.session.scalar(asked)
    if row is None:
        row = Attendance(meeting_id=meeting.id, person_id=by.person_id)
        db.session.add(row)
    row.answer, meeting.follows_plan = said, False
    emit(events.InvitationAnswered(by=by.account_id, at=at, about=meeting.id))
