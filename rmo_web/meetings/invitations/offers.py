"""An invitation is answered where its notice is read, and on the first page."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from flask import url_for
from sqlalchemy import bindparam, select

from rmo_web.household.notices import NoticeChoice, offers_choices
from rmo_web.kernel import russian, years
from rmo_web.kernel.access import Actor
from rmo_web.kernel.db import db
from rmo_web.kernel.offered.waiting import Deed, Kind, Task, Waits, offers_waiting
from rmo_web.kernel.years import Year
from rmo_web.meetings import wording
from rmo_web.meetings.invitations.queries import answer_choice
from rmo_web.meetings.models import Attendance, Meeting
from rmo_web.meetings.rules import Answer, MeetingState
from rmo_web.meetings.wording import meeting_title

_ADDRESS = re.compile(r"/meetings/([0-9]{1,9})")


@offers_choices
def invitations(actor: Actor, urls: Collection[str], today: date) -> Mapping[str, NoticeChoice]:
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
            Meeting.held_on >= today,
            Meeting.year_id.in_(years.OPEN),
        )
    )  # fmt: skip
    return {
        f"/meetings/{key}": answer_choice(key, answer, {}, url_for("notices.index"))
        for key, answer in found
    }


_UNANSWERED = (
    Meeting.state == MeetingState.INVITED,
    Meeting.year_id.in_(years.OPEN),
    Meeting.held_on >= bindparam("today"),
    ~select(Attendance.id)
    .where(
        Attendance.meeting_id == Meeting.id,
        Attendance.person_id == bindparam("me"),
        Attendance.answer.is_not(None),
    )
    .exists(),
)
_WAITS = Waits(
    "приглашение",
    select(Meeting).where(*_UNANSWERED).order_by(Meeting.held_on, Meeting.id),
    ("приглашение", "приглашения", "приглашений"), "на заседание", icon="meetings",
)  # fmt: skip


@offers_waiting
def waiting(actor: Actor, _: Year | None, today: date) -> Iterable[Kind]:
    """For everybody: meetings to which she is invited and has not answered."""

    def named(found: Sequence[Any]) -> Iterable[Task]:
        for (one,) in found:
            url = url_for("meetings.answer", meeting_id=one.id)
            hours = "–".join(filter(None, (one.starts_at, one.ends_at)))
            yield Task(
                "приглашение",
                f"{meeting_title(one.number)}, {russian.day_short(one.held_on)}",
                url_for("meetings.show_meeting", meeting_id=one.id),
                ", ".join(filter(None, (russian.weekday(one.held_on), hours, one.place))),
                day=one.held_on,
                deeds=tuple(
                    Deed(wording.ANSWERS[said], url, (("answer", said.value),)) for said in Answer
                ),
            )

    yield _WAITS.named(url_for("meetings.listing"), named, me=actor.person_id, today=today)
