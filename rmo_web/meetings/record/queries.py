"""Talks and attendance of a person, and all the talks of a year, each with what proves it."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from flask import url_for
from sqlalchemy import Date, Integer, Select, and_, bindparam, or_, select

from rmo_web.kernel import russian
from rmo_web.kernel.db import db
from rmo_web.kernel.listing import Selection, page_of
from rmo_web.kernel.offered.record import RecordAsked
from rmo_web.kernel.papers.sheet import ColumnKind, Sheet, SheetColumn, SheetLink
from rmo_web.kernel.years import Year
from rmo_web.meetings.attendance.queries import is_member
from rmo_web.meetings.attendance.wording import PRESENCES
from rmo_web.meetings.minutes.wording import minutes_in_words
from rmo_web.meetings.models import Attendance, Meeting, Minutes, Question, Speaker
from rmo_web.meetings.rules import AHEAD, OVER, WAS_THERE, MeetingState, Presence
from rmo_web.meetings.wording import meeting_title, when
from rmo_web.members import works
from rmo_web.members.models import Person

SHOWN = 5
COLUMNS = (
    SheetColumn("Докладчик"),
    SheetColumn("Школа", is_under=True),
    SheetColumn("О чём"),
    SheetColumn("Заседание"),
    SheetColumn("День", ColumnKind.DAY),
    SheetColumn("Чем подтверждено"),
)
_NOT_SIGNED = "отметка о явке, протокол ещё не подписан"
_PERSON = bindparam("person", type_=Integer)
_IN_PERIOD = Meeting.held_on.between(bindparam("since", type_=Date), bindparam("until", type_=Date))
_MARK = and_(Attendance.meeting_id == Meeting.id, Attendance.person_id == _PERSON)
# While a correction is written, the edition that was signed before it is in force.
_IN_FORCE = (
    select(Minutes.id)
    .where(Minutes.meeting_id == Meeting.id, Minutes.signed_at.is_not(None))
    .order_by(Minutes.edition.desc())
    .limit(1)
    .correlate(Meeting)
    .scalar_subquery()
)
_TALKS = (
    select(Speaker, Question.text, Meeting, Minutes.number, Minutes.dated_on)
    .join(Question, Question.id == Speaker.question_id)
    .join(Meeting, Meeting.id == Question.meeting_id)
    .outerjoin(Minutes, Minutes.id == _IN_FORCE)
    .where(
        Speaker.person_id == _PERSON,
        Meeting.state != MeetingState.CANCELLED,
        or_(and_(_IN_PERIOD, Speaker.is_given.is_(True)), Minutes.id.is_(None)),
    )
    .order_by(Meeting.held_on, Meeting.id, Speaker.id)
)
_IS_MARKED = Attendance.presence.is_not(None)
_IS_COUNTED = or_(_IS_MARKED, and_(Minutes.id.is_not(None), is_member(Meeting.held_on)))
_MEETINGS = (
    select(Meeting, Attendance.presence, Minutes.number, Minutes.dated_on)
    .select_from(Meeting)
    .join(Person, Person.id == _PERSON)
    .outerjoin(Minutes, Minutes.id == _IN_FORCE)
    .outerjoin(Attendance, _MARK)
    .where(
        Meeting.state.in_(OVER),
        _IN_PERIOD,
        or_(
            Attendance.presence.in_(WAS_THERE),
            and_(_IS_COUNTED, ~works.is_away(_PERSON, Meeting.held_on)),
        ),
    )
    .order_by(Meeting.held_on, Meeting.id)
)


class RecordTalk(NamedTuple):
    """A talk of hers; while no signed minutes prove it, its `source` is empty."""

    id: int
    words: str
    meeting: Meeting
    source: str


class RecordMeeting(NamedTuple):
    """A meeting at which she is counted, and whether she was there."""

    meeting: Meeting
    presence: Presence | None
    source: str

    @property
    def was_there(self) -> bool:
        return self.presence in WAS_THERE


class RecordMeetingRow(NamedTuple):
    """A meeting on her page, with what she spoke of there."""

    title: str
    when: str
    url: str
    talks: tuple[str, ...]
    presence: str
    was_there: bool


@dataclass(frozen=True, slots=True)
class MeetingsOfRecord:
    """Her meetings on her page, the newest first; `ahead` are her talks that are yet to be held."""

    summary: str
    shown: tuple[RecordMeetingRow, ...]
    rest: tuple[RecordMeetingRow, ...]
    rest_in_words: str
    ahead: tuple[RecordMeetingRow, ...]
    meetings_url: str


def talks(person_id: int, since: date, until: date) -> list[RecordTalk]:
    """Her talks that signed minutes prove, of these days, and all that are yet to be proved."""
    found = db.session.execute(_TALKS, {"person": person_id, "since": since, "until": until})
    return [
        RecordTalk(speaker.id, _words(speaker, text), meeting, _source(number, dated_on))
        for speaker, text, meeting, number, dated_on in found
    ]


def given(*wanted: Any) -> Select[Any]:
    """Of the talks that signed minutes prove what is wanted, by whomever; of whatever year."""
    return (
        select(*wanted)
        .select_from(Speaker)
        .join(Question, Question.id == Speaker.question_id)
        .join(Meeting, Meeting.id == Question.meeting_id)
        .join(Minutes, Minutes.id == _IN_FORCE)
        .where(Speaker.is_given.is_(True))
    )


def talks_of_year(asked: Selection, year: Year) -> tuple[Sheet, int]:
    """A page of the talks that a year has heard, and how many there are in all."""
    wanted = given(Speaker, Question.text, Meeting, Minutes.number, Minutes.dated_on)
    of_year = wanted.where(Meeting.year_id == year.id)
    rows, total = page_of(of_year.order_by(Meeting.held_on, Meeting.id, Speaker.id), asked)
    cells = [
        (
            speaker.name,
            speaker.school,
            _words(speaker, text),
            SheetLink(meeting_title(meeting.number), f"/meetings/{meeting.id}"),
            meeting.held_on,
            _source(number, dated_on),
        )
        for speaker, text, meeting, number, dated_on in rows
    ]
    return Sheet(f"Выступления на заседаниях, {year.title} учебный год", COLUMNS, cells), total


def _words(speaker: Speaker, text: str) -> str:
    said = (speaker.talk or text.partition("\n")[0]).strip().rstrip(".")
    return russian.quoted(f"{said[:1].upper()}{said[1:]}")


def _source(number: int | None, dated_on: date | None) -> str:
    return minutes_in_words(number, dated_on) if number and dated_on else ""


def meetings(person_id: int, since: date, until: date) -> list[RecordMeeting]:
    """The meetings of these days at which she is counted.

    Those at which she is marked, and as a member those with signed minutes; not the ones that
    she missed because she was away.
    """
    said = {"person": person_id, "since": since, "until": until}
    found = db.session.execute(_MEETINGS, said)
    return [
        RecordMeeting(meeting, presence, _source(number, dated_on))
        for meeting, presence, number, dated_on in found
    ]


def in_words(meeting: Meeting) -> str:
    """«Заседание № 2 «Обмен опытом»»."""
    theme = f" {russian.quoted(meeting.theme)}" if meeting.theme else ""
    return f"{meeting_title(meeting.number)}{theme}"


def attended_from(one: RecordMeeting) -> str:
    """What it is known from that she was there."""
    return one.source or _NOT_SIGNED


def panel(asked: RecordAsked) -> MeetingsOfRecord:
    """Her meetings and talks on her page."""
    period = asked.person_id, asked.since, asked.until
    every_talk, counted = talks(*period), meetings(*period)
    spoken: dict[int, list[str]] = defaultdict(list)
    for talk in every_talk:
        if talk.source:
            spoken[talk.meeting.id].append(talk.words)
    known = {one.meeting.id for one in counted}
    only_spoken = {
        talk.meeting.id: RecordMeeting(talk.meeting, None, talk.source)
        for talk in every_talk
        if talk.source and talk.meeting.id not in known
    }
    every = sorted([*counted, *only_spoken.values()], key=_newest_first)
    rows = tuple(_row(one, tuple(spoken[one.meeting.id])) for one in every)
    rest = rows[SHOWN:]
    return MeetingsOfRecord(
        summary=_summary(counted, sum(map(len, spoken.values())), is_own=asked.is_own),
        shown=rows[:SHOWN],
        rest=rest,
        rest_in_words=f"Ещё {russian.plural(len(rest), 'заседание', 'заседания', 'заседаний')}",
        ahead=tuple(_ahead(every_talk)) if asked.until >= asked.today else (),
        meetings_url=url_for("meetings.listing"),
    )


def _newest_first(one: RecordMeeting) -> tuple[int, int]:
    day = one.meeting.held_on or date.min
    return -day.toordinal(), -one.meeting.id


def _summary(counted: list[RecordMeeting], spoken: int, *, is_own: bool) -> str:
    said = []
    if counted:
        came, count = sum(one.was_there for one in counted), len(counted)
        words = russian.form(count, "заседания", "заседаний", "заседаний")
        of = f"{came} из {count}{russian.NBSP}{words}"
        said.append(f"Были на {of}" if is_own else f"Явка: {of}")
    if spoken:
        said.append(f"выступлений: {spoken}")
    words = ", ".join(said)
    return f"{words[:1].upper()}{words[1:]}"


def _row(one: RecordMeeting, spoken: tuple[str, ...], presence: str = "") -> RecordMeetingRow:
    meeting = one.meeting
    known = PRESENCES[one.presence] if one.presence else "не отмечено"
    return RecordMeetingRow(
        title=in_words(meeting),
        when=when(meeting.held_on, meeting.month, "", ""),
        url=url_for("meetings.show_meeting", meeting_id=meeting.id),
        talks=spoken,
        presence=presence or known,
        was_there=one.was_there,
    )


def _ahead(every: list[RecordTalk]) -> Iterable[RecordMeetingRow]:
    for talk in every:
        if not talk.source:
            is_ahead = talk.meeting.state in AHEAD
            stands = "в повестке" if is_ahead else "протокол ещё не подписан"
            yield _row(RecordMeeting(talk.meeting, None, ""), (talk.words,), stands)
