"""Who was to come and who came: the page of attendance, and its counts."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select

from rmo_web.kernel import russian
from rmo_web.kernel.access import Actor
from rmo_web.kernel.db import db
from rmo_web.meetings.attendance import wording
from rmo_web.meetings.attendance.rules import Marks
from rmo_web.meetings.models import Attendance, Meeting
from rmo_web.meetings.rules import Presence
from rmo_web.meetings.wording import ANSWERS
from rmo_web.members import works
from rmo_web.members.models import Person
from rmo_web.members.rules import PersonName


@dataclass(frozen=True, slots=True)
class AttendanceRow:
    """A member on the page; `school` and `post` are those of the day of the meeting."""

    person_id: int
    name: str
    post: str
    school: str
    presence: str
    answer: str
    is_away: bool


@dataclass(frozen=True, slots=True)
class GuestRow:
    id: int
    name: str
    work: str


@dataclass(frozen=True, slots=True)
class AttendancePage:
    """Everybody of a meeting, the rows by schools; whoever joined `later` is not counted."""

    rows: tuple[AttendanceRow, ...]
    later: tuple[AttendanceRow, ...]
    guests: tuple[GuestRow, ...]
    presences: tuple[tuple[str, str], ...]
    counts: str
    drawn_at: str


def is_counted(meeting_id: Any, day: Any) -> ColumnElement[bool]:
    """Who is counted at a meeting: the members of its day, and whoever else was marked."""
    marked = (
        select(Attendance.id)
        .where(
            Attendance.meeting_id == meeting_id,
            Attendance.person_id == Person.id,
            Attendance.presence.is_not(None),
        )
        .correlate(Meeting, Person)
    )
    return or_(is_member(day), marked.exists())


def is_member(day: Any) -> ColumnElement[bool]:
    """Who belonged to the association on that day."""
    stays = Person.left_on.is_(None) | (Person.left_on >= day)
    return and_(~Person.is_guest, Person.joined_on <= day, stays)


def attendance_page(
    meeting: Meeting, actor: Actor, at: datetime, today: date
) -> AttendancePage:  # fmt: skip
    """Every member of that day by schools: three statements, however many people.

    Who was away that day stands among them, said to be so to who may know it.
    """
    day = meeting.held_on or today
    known = _marks(meeting)
    marks = {one.person_id: one for one in known if one.person_id}
    guests = [one for one in known if one.is_guest]
    later = ~Person.is_guest & (Person.joined_on > day) & Person.left_on.is_(None)
    people = db.session.execute(
        select(Person.id, Person.joined_on, Person.name, works.is_away(Person.id, day))
        .where(or_(is_counted(meeting.id, day), later))
        .order_by(Person.sort_key)
    ).all()
    at_work = works.places(day)
    every = [
        (
            joined_on > day,
            _row(key, name, marks.get(key), at_work[key], is_away=actor.leads and away),
        )
        for key, joined_on, name, away in people
    ]
    rows = sorted((row for is_later, row in every if not is_later or row.presence), key=_by_school)
    return AttendancePage(
        rows=tuple(rows),
        later=tuple(row for is_later, row in every if is_later and not row.presence),
        guests=tuple(_guest(one) for one in guests),
        presences=tuple((one.value, words) for one, words in wording.SHORT_PRESENCES.items()),
        counts=_counts((one.presence for one in rows), len(guests)),
        drawn_at=at.isoformat(),
    )


def _by_school(one: AttendanceRow) -> tuple[bool, str]:
    return not one.school, russian.sort_key(one.school)


def _marks(meeting: Meeting) -> list[Attendance]:
    asked = select(Attendance).filter_by(meeting_id=meeting.id).order_by(Attendance.id)
    return list(db.session.scalars(asked))


def _row(
    person_id: int, name: PersonName, mark: Attendance | None, places: Sequence[works.Place], *,
    is_away: bool,
) -> AttendanceRow:  # fmt: skip
    is_marked = mark is not None and mark.presence is not None
    post, school = (mark.post, mark.school) if mark and is_marked else works.post_and_school(places)
    whole = mark.name if mark and is_marked else name.full
    return AttendanceRow(
        person_id=person_id,
        name=whole,
        post=post,
        school=school,
        presence=mark.presence.value if mark and mark.presence else "",
        answer=ANSWERS[mark.answer].lower() if mark and mark.answer else "",
        is_away=is_away,
    )


def _guest(one: Attendance) -> GuestRow:
    return GuestRow(one.id, one.name, ", ".join(filter(None, (one.post, one.school))))


def _counts(presences: Iterable[str], guests: int) -> str:
    """«Были 14 из 18, не отмечены 2»."""
    counted = Counter(presences)
    total = sum(counted.values())
    came = counted[Presence.PRESENT] + counted[Presence.REMOTE]
    said = [f"Были {came} из {total}"]
    if counted[Presence.REMOTE]:
        said.append(f"из них дистанционно {counted[Presence.REMOTE]}")
    if counted[""]:
        said.append(f"не отмечены {counted['']}")
    if guests:
        said.append(russian.plural(guests, "гость", "гостя", "гостей"))
    return ", ".join(said)


@dataclass(frozen=True, slots=True)
class AttendanceCounts:
    """Who was there and who was not, as minutes say it."""

    present: int
    remote: int
    excused: int
    absent: int
    unmarked: int
    guests: tuple[str, ...]

    @property
    def there(self) -> int:
        """Who came, also by wire; guests are not counted."""
        return self.present + self.remote


def attendance_counts(meeting: Meeting) -> AttendanceCounts:
    """The counts of the minutes; guests are named."""
    rows = _marks(meeting)
    counted = Counter(one.presence for one in rows if not one.is_guest)
    return AttendanceCounts(
        present=counted[Presence.PRESENT],
        remote=counted[Presence.REMOTE],
        excused=counted[Presence.EXCUSED],
        absent=counted[Presence.ABSENT],
        unmarked=_expected(meeting) - sum(counted[one] for one in Presence),
        guests=tuple(
            ", ".join(filter(None, (_name(one.name), one.post, one.school)))
            for one in rows
            if one.is_guest
        ),
    )


def _expected(meeting: Meeting) -> int:
    asked = select(func.count()).select_from(Person)
    return db.session.scalar(asked.where(is_counted(meeting.id, meeting.held_on))) or 0


def _name(whole: str) -> str:
    words = whole.split(" ")
    return russian.initials(*words) if len(words) == 3 else whole


def changed_by_others(
    meeting: Meeting, marks: Marks, *, since: datetime, actor: Actor
) -> list[tuple[str, Presence | None]]:
    """Marks that somebody else has set otherwise since the page was drawn."""
    found = db.session.scalars(
        select(Attendance).where(
            Attendance.meeting_id == meeting.id,
            Attendance.marked_at > since,
            Attendance.marked_by != actor.account_id,
        )
    )
    return [
        (one.name, one.presence)
        for one in found
        if one.person_id is not None
        and one.person_id in marks
        and marks[one.person_id] is not one.presence
    ]


def marked_by_others(
    meeting: Meeting, marks: Marks, seen: Marks, *, actor: Actor
) -> dict[int, Presence | None]:
    """The marks of somebody else that whoever ticks now has not seen, by persons.

    A tick that waited for the network does not undo what was ticked since.
    """
    found = db.session.scalars(select(Attendance).filter_by(meeting_id=meeting.id))
    return {
        one.person_id: one.presence
        for one in found
        if one.person_id is not None
        and one.person_id in seen
        and one.presence not in {seen[one.person_id], marks.get(one.person_id)}
        and one.marked_by not in {None, actor.account_id}
    }
