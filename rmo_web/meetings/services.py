"""Verbs of meetings: call one, keep what is said of it, go on; its materials, the list of forms."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import delete, func, select, update

from rmo_web.household import files
from rmo_web.kernel import years
from rmo_web.kernel.access import Actor
from rmo_web.kernel.db import db
from rmo_web.kernel.errors import Refused
from rmo_web.kernel.events import emit
from rmo_web.kernel.years import SchoolYear, must_be_open
from rmo_web.meetings import events, rules
from rmo_web.meetings.models import Attendance, FormOfMeeting, MaterialLink, Meeting, Question
from rmo_web.meetings.rules import Format, MeetingState, Step, Work

POSITION_GAP = 10_000  # positions are moved out of the way by this while they are put in order


@dataclass(frozen=True, slots=True)
class NewMeeting:
    """What somebody says of a meeting; `month` is all that is known while there is no day."""

    number: int | None
    theme: str
    forms: tuple[str, ...] = ()
    format: Format = Format.ONSITE
    link: str = ""
    place: str = ""
    month: tuple[int, int] | None = None
    held_on: date | None = None
    starts_at: str = ""
    ends_at: str = ""
    responsible: str = ""
    bring: str = ""


@dataclass(frozen=True, slots=True)
class StepWords:
    """What a step needs beside its name."""

    reason: str = ""
    held_on: date | None = None
    month: tuple[int, int] | None = None


def call_meeting(told: NewMeeting, *, year_id: int, by: Actor, at: datetime) -> Meeting:
    """A meeting that the plan does not name. Refused in a closed year."""
    years.hold_open(year_id)
    _must_be_only(told.number, year_id)
    meeting = Meeting(year_id=year_id)
    db.session.add(meeting)
    _set(meeting, told)
    db.session.flush()
    emit(_kept(meeting, by, at))
    return meeting


def keep(meeting: Meeting, told: NewMeeting, *, by: Actor, at: datetime, today: date) -> bool:
    """What is said of the meeting. Whether whoever was invited hears of another day.

    Refused once its minutes are signed, and for a day that a meeting which was held cannot have.
    """
    year_must_be_open(meeting.year_id)
    rules.WORK.after(meeting.state, Work.KEEP)
    _must_be_only(told.number, meeting.year_id, but=meeting.id)
    if meeting.state in rules.OVER:
        rules.check_held(told.held_on, today)
    if meeting.state is MeetingState.INVITED:
        rules.check_invitation(count_questions(meeting), told.held_on, told.place, told.link)
    is_moved = meeting.state is MeetingState.INVITED and told.held_on != meeting.held_on
    _set(meeting, told)
    if is_moved:
        _forget_answers(meeting)
        emit(events.DayChanged(by=by.account_id, at=at, about=meeting.id))
    emit(_kept(meeting, by, at))
    return is_moved


def _must_be_only(number: int | None, year_id: int, but: int = 0) -> None:
    taken = select(Meeting.id).where(
        Meeting.year_id == year_id, Meeting.number == number, Meeting.id != but
    )
    if number and db.session.scalar(taken.limit(1)):
        raise Refused(
            f"Заседание № {number} в этом году уже есть: возьмите другой номер.", "number"
        )


def _forget_answers(meeting: Meeting) -> None:
    """«Буду» was said of another day."""
    mine = update(Attendance).where(Attendance.meeting_id == meeting.id)
    db.session.execute(mine.values(answer=None))


def _set(meeting: Meeting, told: NewMeeting) -> None:
    meeting.number, meeting.theme, meeting.forms = told.number, told.theme, list(told.forms)
    meeting.format, meeting.link, meeting.place = told.format, told.link, told.place
    meeting.planned_year, meeting.planned_month = told.month or (None, None)
    meeting.held_on = told.held_on
    meeting.starts_at, meeting.ends_at = told.starts_at, told.ends_at
    meeting.responsible, meeting.bring = told.responsible, told.bring
    meeting.follows_plan = False
    if meeting.held_on and not told.month:
        meeting.planned_year, meeting.planned_month = meeting.held_on.year, meeting.held_on.month


def _kept(meeting: Meeting, by: Actor, at: datetime) -> events.MeetingKept:
    return events.MeetingKept(by=by.account_id, at=at, about=meeting.id, title=meeting.theme)


def go_on(
    meeting: Meeting, step: Step, told: StepWords, *, by: Actor, at: datetime, today: date
) -> None:
    """Take a step. Refused, in a sentence, for what the state or the day forbids."""
    year_must_be_open(meeting.year_id)
    state = rules.LIFE.after(meeting.state, step)
    _check_step(meeting, step, told, today)
    if step is Step.INVITE:
        meeting.invited_at = at
    if step is Step.NOT_HELD and meeting.invited_at is None:
        state = MeetingState.PLANNED
    if step is Step.HOLD:
        meeting.held_on = told.held_on or meeting.held_on
    if step is Step.POSTPONE:
        _move(meeting, told)
    meeting.reason = told.reason if step in rules.WITH_REASON else meeting.reason
    if step is Step.RESTORE:
        meeting.reason = ""
    meeting.state, meeting.follows_plan = state, False
    emit(
        events.MeetingWentOn(
            by=by.account_id, at=at, about=meeting.id, step=step, reason=told.reason
        )
    )


def _check_step(meeting: Meeting, step: Step, told: StepWords, today: date) -> None:
    if step is Step.INVITE:
        rules.check_invitation(
            count_questions(meeting), meeting.held_on, meeting.place, meeting.link
        )
    if step is Step.HOLD:
        rules.check_held(told.held_on or meeting.held_on, today)
    rules.check_unmarked(step, is_marked=_was_marked(meeting))
    if step in rules.WITH_REASON:
        rules.check_reason(told.reason)


def _move(meeting: Meeting, told: StepWords) -> None:
    """To another day, or to a month, or to none yet; whoever was coming is asked again."""
    meeting.held_on = told.held_on
    month = (told.held_on.year, told.held_on.month) if told.held_on else told.month
    if month:
        meeting.planned_year, meeting.planned_month = month
    meeting.invited_at = None  # nobody is invited to the new day yet
    _forget_answers(meeting)


def _was_marked(meeting: Meeting) -> bool:
    asked = select(Attendance.id).where(
        Attendance.meeting_id == meeting.id, Attendance.presence.is_not(None)
    )
    return db.session.scalar(asked.limit(1)) is not None


def year_must_be_open(year_id: int) -> None:
    """Refused when this year is closed."""
    must_be_open(db.session.get_one(SchoolYear, year_id))


def keep_forms(titles: Iterable[str], *, by: Actor, at: datetime) -> None:
    """The forms of meetings that the association uses, in this order."""
    db.session.execute(delete(FormOfMeeting))
    unique = dict.fromkeys(one.strip()[: rules.LINE_MAX] for one in titles if one.strip())
    db.session.add_all(FormOfMeeting(position=n, title=one) for n, one in enumerate(unique))
    emit(events.FormsKept(by=by.account_id, at=at))


def count_questions(meeting: Meeting) -> int:
    asked = select(func.count()).select_from(Question).filter_by(meeting_id=meeting.id)
    return db.session.scalar(asked) or 0


def add_material(meeting: Meeting, name: str, content: bytes, *, by: Actor, at: datetime) -> None:
    """A file for everybody. Refused for what the house does not take."""
    year_must_be_open(meeting.year_id)
    meeting.follows_plan = False
    files.attach("meeting", meeting.id, name, content, by=by.account_id, at=at)
    _materials_changed(meeting.id, name, by, at)


def drop_material(meeting: Meeting, attachment_id: int, *, by: Actor, at: datetime) -> None:
    """The file is not needed any more. Refused when it is not among these materials."""
    year_must_be_open(meeting.year_id)
    _material_dropped(meeting.id, files.drop_one("meeting", meeting.id, attachment_id), by, at)


def add_link(meeting: Meeting, title: str, url: str, *, by: Actor, at: datetime) -> None:
    """Something that lies elsewhere."""
    year_must_be_open(meeting.year_id)
    meeting.follows_plan = False
    db.session.add(MaterialLink(meeting_id=meeting.id, title=title, url=url))
    _materials_changed(meeting.id, title, by, at)


def drop_link(link: MaterialLink, *, by: Actor, at: datetime) -> None:
    """The link is not needed any more."""
    year_must_be_open(db.session.get_one(Meeting, link.meeting_id).year_id)
    _material_dropped(link.meeting_id, link.title, by, at)
    db.session.delete(link)


def _materials_changed(meeting_id: int, material: str, by: Actor, at: datetime) -> None:
    emit(
        events.MaterialsChanged(by=by.account_id, at=at, about=meeting_id, material=material[:100])
    )


def _material_dropped(meeting_id: int, material: str, by: Actor, at: datetime) -> None:
    emit(events.MaterialDropped(by=by.account_id, at=at, about=meeting_id, material=material[:100]))
