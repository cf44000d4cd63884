"""What the room holds of a person's coming."""

from sqlalchemy import select

from rmo_web.kernel.access import Actor
from rmo_web.kernel.db import db
from rmo_web.kernel.offered.mydata import Holding, holds
from rmo_web.meetings.attendance import wording
from rmo_web.meetings.models import Attendance, Meeting
from rmo_web.meetings.wording import ANSWERS, meeting_title


@holds("Заседания: явка и ответы")
def my_attendance(actor: Actor) -> list[Holding]:
    """Where the person was, and what she answered to invitations."""
    found = db.session.execute(
        select(Attendance, Meeting)
        .join(Meeting, Meeting.id == Attendance.meeting_id)
        .where(Attendance.person_id == actor.person_id)
        .order_by(Attendance.id)
    )
    return [
        {
            "Заседание": meeting_title(meeting.number),
            "День": meeting.held_on,
            "Ответ": ANSWERS[one.answer] if one.answer else "",
            "Явка": wording.PRESENCES[one.presence] if one.presence else "",
            "Должность": one.post,
            "Организация": one.school,
        }
        for one, meeting in found
    ]
