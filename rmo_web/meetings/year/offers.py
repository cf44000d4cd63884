"""What meetings of a year tell the house: ribbon, calendars, facts of the plan, the year's end."""

from collections.abc import Iterable, Mapping
from datetime import date

from flask import url_for
from sqlalchemy import func, select

from rmo_web.kernel import russian
from rmo_web.kernel.db import db
from rmo_web.kernel.offered.calendar import YearEntry, offers_entries
from rmo_web.kernel.offered.facts import (
    YEAR,
    Counted,
    Fact,
    FactNumber,
    offers_fact,
    offers_facts_of_rows,
)
from rmo_web.kernel.offered.ribbon import Mark, MarkKind, offers_marks
from rmo_web.kernel.offered.rollover import Remains, offers_remains
from rmo_web.kernel.years import Year
from rmo_web.meetings import rules
from rmo_web.meetings.agenda.queries import questions_by_meeting
from rmo_web.meetings.attendance.queries import is_counted
from rmo_web.meetings.models import Attendance, Meeting
from rmo_web.meetings.record.queries import given
from rmo_web.meetings.rules import MeetingState
from rmo_web.meetings.wording import TALKS
from rmo_web.meetings.year.queries import (
    AHEAD,
    HELD,
    UNSIGNED,
    CountedMeeting,
    MeetingCard,
    calendar_entry,
    counted,
    meeting_card,
    meetings_with_counts,
)
from rmo_web.members.models import Person


@offers_marks
def marks(year: Year) -> Iterable[Mark]:
    """Meetings for the ribbon of the year."""
    for one in meetings_with_counts(year.id):
        meeting, card = one.meeting, meeting_card(one)
        month = (meeting.held_on.year, meeting.held_on.month) if meeting.held_on else meeting.month
        if month is None or meeting.state is MeetingState.CANCELLED:
            continue
        short = card.title.removeprefix("Заседание").strip() or card.title
        full = f"{card.title}: {card.theme}" if card.theme else card.title
        kind = MarkKind.MEETING if meeting.state in rules.OVER else MarkKind.MEETING_PLANNED
        yield Mark(*month, short, full, card.url, kind)


@offers_entries
def entries(year: Year) -> Iterable[YearEntry]:
    """Meetings for calendars; one whose day is not known yet lies on the first of its month."""
    # As they stand now: what a change of this request has read before is of before.
    asked = select(Meeting).filter_by(year_id=year.id).order_by(Meeting.id)
    dated = [one for one in db.session.scalars(asked) if one.held_on or one.month]
    questions = questions_by_meeting([one.id for one in dated])
    return (calendar_entry(one, questions[one.id]) for one in dated)


@offers_facts_of_rows
def facts_of_rows(year_id: int) -> Mapping[int, Fact]:
    """What became of every meeting that the plan names, and of its questions."""
    found: dict[int, Fact] = {}
    for one in meetings_with_counts(year_id):
        fact, card = _fact(one), meeting_card(one)
        if fact.state:
            heard = _at(card, card.state[0].lower() + card.state[1:], fact.state)
            found |= dict.fromkeys(one.rows, heard)
        if one.meeting.row_id:
            found[one.meeting.row_id] = fact
    return found


_OF_YEAR = Meeting.year_id == YEAR, Meeting.state.in_(rules.OVER)


@offers_fact(
    r"(проведени|организаци|подготовк|план)\w* (и проведени\w* )?заседани",
    Counted(
        select(func.count()).select_from(Meeting).where(*_OF_YEAR),
        "meetings.listing",
        {"which": HELD},
    ),
    select(func.count())
    .select_from(Meeting)
    .join(Person, is_counted(Meeting.id, Meeting.held_on))
    .where(*_OF_YEAR),
    select(func.count())
    .select_from(Attendance)
    .join(Meeting, Meeting.id == Attendance.meeting_id)
    .where(*_OF_YEAR, Attendance.presence.in_(rules.WAS_THERE), ~Attendance.is_guest),
    Counted(given(func.count()).where(*_OF_YEAR), "meetings.talks"),
)
def meetings_held(held: int, expected: int, came: int, spoke: int) -> str | tuple[str, ...]:
    """«3 заседания, явка 87 %, 9 выступлений»: the fact of a row about meetings at large."""
    if not held:
        return "заседаний ещё не было"
    return (
        russian.plural(held, "заседание", "заседания", "заседаний"),
        f"явка {round(100 * came / expected)}{russian.NBSP}%" if came else "",
        "",
        russian.plural(spoke, *TALKS) if spoke else "",
    )


# What becomes of the row of the plan.
_FOLLOWS = {
    MeetingState.HELD: "going",
    MeetingState.DRAFTED: "going",
    MeetingState.SIGNED: "done",
    MeetingState.POSTPONED: "moved",
    MeetingState.CANCELLED: "dropped",
}


def _fact(one: CountedMeeting) -> Fact:
    """«27 августа 2019 г., были 14 из 18, протокол № 1 подписан»."""
    meeting, card = one.meeting, meeting_card(one)
    said = []
    if meeting.held_on:
        said.append(russian.day_in_words(meeting.held_on))
    if card.came:
        said.append(f"были {card.came}")
    if meeting.state is not MeetingState.PLANNED:
        said.append(card.state[0].lower() + card.state[1:])
    return _at(card, ", ".join(said), _FOLLOWS.get(meeting.state, ""))


def _at(card: MeetingCard, words: str, state: str) -> Fact:
    return Fact((FactNumber(words, card.url),), state)


@offers_remains("meetings")
def not_held(year: Year, _: date) -> Remains:
    """Meetings that were planned and not held."""
    url = url_for("meetings.listing", year=year.starts_in, which=AHEAD)
    detail = "Останутся в закрытом году как есть: проведите, перенесите или отмените их"
    return Remains(len(counted(year.id, AHEAD)), "Заседания не проведены", detail, url)


@offers_remains("minutes")
def unsigned(year: Year, _: date) -> Remains:
    """Meetings that were held and have no signed minutes."""
    count, title = len(counted(year.id, UNSIGNED)), "Заседания без подписанного протокола"
    url = url_for("meetings.listing", year=year.starts_in, which=UNSIGNED)
    return Remains(count, title, "В закрытом году протокол уже не подписать", url, blocks=True)
