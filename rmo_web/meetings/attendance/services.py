"""Verbs of coming: who will, who was, and the guests; each mark keeps who she was that day."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import func, select

from rmo_web.kernel.access import Actor
from rmo_web.kernel.db import db
from rmo_web.kernel.errors import Refused
from rmo_web.kernel.events import emit
from rmo_web.meetings import events
from rmo_web.meetings.attendance import rules
from rmo_web.meetings.attendance.rules import Marks
from rmo_web.meetings.models import Attendance, Meeting
from rmo_web.meetings.rules import Presence
from rmo_web.meetings.services import year_must_be_open
from rmo_web.members import works
from rmo_web.members.models import Person


def mark(meeting: Meeting, marks: Marks, *, by: Actor, at: datetime, today: date) -> int:
    """Set who was there, by persons; None takes a mark back. How many marks have changed.

    Refused before the day of the meeting, and once its minutes are signed.
    """
    _must_take_marks(meeting, today)
    meeting.follows_plan = False
    rows = _rows_of(meeting, list(marks), meeting.held_on or today)
    changed = 0
    for person_id, presence in marks.items():
        row = rows.get(person_id)
        if row is None or row.presence is presence:
            continue
        row.presence, row.marked_at, row.marked_by = presence, at, by.account_id
        changed += 1
    if changed:
        emit(events.AttendanceMarked(by=by.account_id, at=at, about=meeting.id, marks=changed))
    return changed


def add_guest(
    meeting: Meeting, name: str, work: str, *, by: Actor, at: datetime, today: date
) -> Attendance:
    """Somebody who is not in the register, as she is typed; she was there."""
    _must_take_marks(meeting, today)
    guests = select(func.count()).select_from(Attendance).where(
        Attendance.meeting_id == meeting.id, Attendance.is_guest
    )  # fmt: skip
    if (db.session.scalar(guests) or 0) >= rules.GUESTS_MAX:
        raise Refused(f"Гостей уже {rules.GUESTS_MAX}.")
    meeting.follows_plan = False
    post, _, school = work.rpartition(",")
    guest = Attendance(
        meeting_id=meeting.id,
        name=name,
        post=post.strip(),
        school=school.strip(),
        is_guest=True,
        presence=Presence.PRESENT,
        marked_at=at,
        marked_by=by.account_id,
    )
    db.session.add(guest)
    db.session.flush()
    emit(events.AttendanceMarked(by=by.account_id, at=at, about=meeting.id, marks=1))
    return guest


def drop_guest(meeting: Meeting, guest_id: int, *, by: Actor, at: datetime, today: date) -> None:
    """The guest was typed by mistake. Refused for a member: members are marked."""
    _must_take_marks(meeting, today)
    guest = db.session.get(Attendance, guest_id)
    if guest is None or guest.meeting_id != meeting.id or not guest.is_guest:
        raise Refused("Этого гостя уже нет в списке.")
    db.session.delete(guest)
    emit(events.GuestDropped(by=by.account_id, at=at, about=meeting.id, name=guest.name))


def _must_take_marks(meeting: Meeting, today: date) -> None:
    year_must_be_open(meeting.year_id)
    rules.check_marks(meeting.state, meeting.held_on, today)


def _rows_of(meeting: Meeting, person_ids: Sequence[int], day: date) -> dict[int, Attendance]:
    """The rows of these people; one that is not there yet is made with who she is on that day."""
    rows = {
        one.person_id: one
        for one in db.session.scalars(select(Attendance).filter_by(meeting_id=meeting.id))
        if one.person_id is not None
    }
    lacking = [one for one in person_ids if one not in rows or not rows[one].name]
    people = db.session.scalars(select(Person).where(Person.id.in_(lacking))).all()
    at_work = works.places(day, lacking)
    for person in people:
        row = rows.get(person.id)
        if row is None:
            row = rows[person.id] = Attendance(meeting_id=meeting.id, person_id=person.id)
            db.session.add(row)
        row.name = person.name.full
        row.post, row.school = works.post_and_school(at_work[person.id])
    return rows
