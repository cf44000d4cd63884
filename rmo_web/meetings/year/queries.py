"""The meetings of a year as lists, the first page and calendars show them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from flask import g, url_for
from sqlalchemy import Select, bindparam, func, select

from rmo_web.kernel import russian
from rmo_web.kernel.db import db
from rmo_web.kernel.offered.calendar import YearEntry
from rmo_web.kernel.years import Year
from rmo_web.meetings import rules, wording
from rmo_web.meetings.agenda.queries import QuestionRow, questions_of
from rmo_web.meetings.attendance.queries import is_counted
from rmo_web.meetings.models import Attendance, Meeting, Minutes, Question
from rmo_web.meetings.rules import MeetingState
from rmo_web.members.models import Person

# Parts of a year's meetings that are counted, as the address of their list names them.
HELD, AHEAD, UNSIGNED = "held", "ahead", "unsigned"
PARTS = {
    HELD: (rules.OVER, "Только те, что уже прошли."),
    AHEAD: (rules.AHEAD, "Только те, что ещё не проведены."),
    UNSIGNED: (
        frozenset({MeetingState.HELD, MeetingState.DRAFTED}), "Только без подписанного протокола."
    ),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class MeetingCard:
    """A meeting as a list shows it."""

    id: int
    title: str
    theme: str
    when: str
    place: str
    forms: str
    questions: str
    state: str
    state_kind: str
    came: str
    url: str


@dataclass(frozen=True, slots=True)
class NextMeetingCard:
    title: str
    when: str
    place: str
    forms: str
    questions: str
    url: str
    is_over: bool


@lru_cache(maxsize=1)
def _asked() -> Select[Any]:
    """Every meeting of a year with its counts, in one statement."""
    questions = select(func.count()).where(Question.meeting_id == Meeting.id)
    came = select(func.count()).where(
        Attendance.meeting_id == Meeting.id,
        Attendance.presence.in_(rules.WAS_THERE),
        ~Attendance.is_guest,
    )
    expected = (
        select(func.count()).select_from(Person).where(is_counted(Meeting.id, Meeting.held_on))
    )
    marked = select(func.count()).where(
        Attendance.meeting_id == Meeting.id, Attendance.presence.is_not(None)
    )
    number = (
        select(Minutes.number)
        .where(Minutes.meeting_id == Meeting.id)
        .order_by(Minutes.edition.desc())
        .limit(1)
    )
    counts = [
        one.correlate(Meeting).scalar_subquery()
        for one in (questions, came, expected, marked, number)
    ]
    return (
        select(Meeting, *counts, Question.row_id)
        .outerjoin(Question, Question.meeting_id == Meeting.id)
        .where(Meeting.year_id == bindparam("year"))
    )


@dataclass(frozen=True, slots=True)
class CountedMeeting:
    """A meeting with what is counted of it."""

    meeting: Meeting
    questions: int
    came: int
    expected: int  # members of that day, and whoever else was marked
    marked: int
    minutes: int | None
    rows: list[int]  # of the plan, whose questions it has


def meetings_with_counts(year_id: int) -> list[CountedMeeting]:
    """Read once in a request: several things of a page are made of it."""
    known = g.setdefault("meetings", {})
    if year_id not in known:
        found: dict[int, CountedMeeting] = {}
        rows = db.session.execute(_asked(), {"year": year_id})
        for meeting, questions, came, expected, marked, number, row_id in rows:
            new = CountedMeeting(meeting, questions, came, expected, marked, number, [])
            found.setdefault(meeting.id, new).rows.extend([row_id] if row_id else [])
        known[year_id] = sorted(found.values(), key=lambda one: one.meeting.sort_key)
    of_year: list[CountedMeeting] = known[year_id]
    return of_year


def meetings(year: Year, part: str = "") -> list[MeetingCard]:
    """The meetings of the year, or of this part of them, by their days."""
    return [meeting_card(one) for one in counted(year.id, part)]


def counted(year_id: int, part: str) -> list[CountedMeeting]:
    """The meetings of this part of the year; of no part, all of them."""
    states = PARTS[part][0] if part else frozenset(MeetingState)
    return [one for one in meetings_with_counts(year_id) if one.meeting.state in states]


def meetings_ahead(year: Year) -> list[MeetingCard]:
    """The meetings that a question can still be put to."""
    return [
        meeting_card(one)
        for one in meetings_with_counts(year.id)
        if one.meeting.state in rules.AHEAD
    ]


def meeting_card(one: CountedMeeting) -> MeetingCard:
    """The meeting as lists show it."""
    meeting = one.meeting
    state, kind = wording.STATES[meeting.state]
    if meeting.state is MeetingState.SIGNED and one.minutes:
        state = f"Протокол №{russian.NBSP}{one.minutes} подписан"
    return MeetingCard(
        id=meeting.id,
        title=wording.meeting_title(meeting.number),
        theme=meeting.theme,
        when=wording.when(meeting.held_on, meeting.month, meeting.starts_at, meeting.ends_at),
        place=meeting.place,
        forms=", ".join(meeting.forms),
        questions=wording.questions(one.questions),
        state=state,
        state_kind=kind,
        came=f"{one.came} из {one.expected}" if one.came else "",
        url=url_for("meetings.show_meeting", meeting_id=meeting.id),
    )


def next_meeting(year: Year, today: date) -> NextMeetingCard | None:
    """The first meeting that is not over; in a year that is over, its last one."""
    found = [
        one
        for one in meetings_with_counts(year.id)
        if one.meeting.state is not MeetingState.CANCELLED
    ]
    ahead = [one for one in found if _is_ahead(one.meeting, today)]
    chosen = ahead[0] if ahead else found[-1] if found else None
    if chosen is None:
        return None
    card = meeting_card(chosen)
    title = f"{card.title}. {card.theme}" if card.theme else card.title
    return NextMeetingCard(
        title, card.when, card.place, card.forms, card.questions, card.url, not ahead
    )


def _is_ahead(meeting: Meeting, today: date) -> bool:
    if meeting.state not in rules.AHEAD:
        return False
    if meeting.held_on:
        return meeting.held_on >= today
    month = meeting.month
    return month is None or month >= (today.year, today.month)


def entry_of(meeting: Meeting, asked: Sequence[QuestionRow] | None = None) -> list[YearEntry]:
    """The meeting for a calendar; nothing while even its month is not known."""
    if meeting.held_on is None and meeting.month is None:
        return []
    return [calendar_entry(meeting, questions_of(meeting.id) if asked is None else asked)]


def calendar_entry(meeting: Meeting, asked: Sequence[QuestionRow]) -> YearEntry:
    """The meeting for a calendar; of one without a day, the first of its month."""
    day = meeting.held_on or date(*(meeting.month or (1, 1)), 1)
    title = ". ".join(filter(None, (wording.meeting_title(meeting.number), meeting.theme)))
    return YearEntry(
        key=f"meeting-{meeting.id}",
        title=title if meeting.held_on else f"{title} (день уточняется)",
        day=day,
        until=day,
        url=f"/meetings/{meeting.id}",  # told outside of requests too
        starts_at=meeting.starts_at if meeting.held_on else "",
        ends_at=meeting.ends_at,
        place=" ".join(filter(None, (meeting.place, meeting.link))),
        text="\n".join(_in_calendar(one) for one in asked),
        is_cancelled=meeting.state is MeetingState.CANCELLED,
        is_moved=meeting.state is MeetingState.POSTPONED,
        is_open=meeting.held_on is None,
    )


def _in_calendar(one: QuestionRow) -> str:
    """A question with its points and its speakers."""
    speakers = (speaker.in_words for speaker in one.speakers)
    return "\n".join((f"{one.number} {one.title}", *one.points, *speakers))
