"""An invitation is answered where its notice is read."""

import re
from collections.abc import Collection, Mapping

from flask import url_for
from sqlalchemy import select

from rmo_web.household.notices import NoticeChoice, offers_choices
from rmo_web.kernel import clock
from rmo_web.kernel.access import Actor
from rmo_web.kernel.db import db
from rmo_web.meetings.access import OPEN_YEARS
from rmo_web.meetings.invitations.queries import _choice
from rmo_web.meetings.models import Attendance, Meeting
from rmo_web.meetings.rules import MeetingState

_ADDRESS = re.compile(r"/meetings/([0-9]{1,9})")


@offers_choices
def invitations(actor: Actor, urls: Collection[str]) -> Mapping[str, NoticeChoice]:
    """An invitation is answered where it is read, until the meeting is over or cancelled."""
    ids = {int(one[1]) for one in map(_ADDRESS.fullmatch, urls) if one}
    found = db.session.execute(
        select(Meeting.id, Attendance.answer)
        .outerjoin(
            Attendance,
            (Attendance.meeting_id == Meeting.id) & (Attendance.person_id == actor.person_id),
        )
        .where(
            Meeting.id.in_(ids),
            Meeting.state == MeetingState.INVITED,
            Meeting.held_on >= clock.today(),
            Meeting.year_id.in_(OPEN_YEARS),
        )
    )  # fmt: skip
    return {
        f"/meetings/{key}": _choice(
            key, url_for("meetings.answer", meeting_id=key), answer, {}, url_for("notices.index")
        )
        for key, answer in found
    }
