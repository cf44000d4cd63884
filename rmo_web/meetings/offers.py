"""What the journal says of meetings."""

from collections.abc import Iterable, Sequence

from flask import url_for
from sqlalchemy import select

from rmo_web.household.audit import AuditRow, Thing, offers_words
from rmo_web.kernel import russian, years
from rmo_web.kernel.db import db
from rmo_web.meetings import events, wording
from rmo_web.meetings.models import Meeting
from rmo_web.meetings.rules import AgendaChange, Step


@offers_words(
    events.MeetingKept, events.MeetingWentOn, events.DayChanged, events.AgendaChanged,
    events.InvitationAnswered, events.AttendanceMarked, events.GuestDropped,
    events.MinutesKept, events.MaterialsChanged, events.MaterialDropped,
)  # fmt: skip
def of_meetings(rows: Sequence[AuditRow]) -> Iterable[Thing]:
    """Which meeting it is, and what was done with it."""
    ids = {row.about for row in rows}
    found = {one.id: one for one in db.session.scalars(select(Meeting).where(Meeting.id.in_(ids)))}
    for row in rows:
        meeting = found.get(row.about or 0)
        if meeting is None:  # one that the plan gave up
            yield Thing(
                russian.quoted(row.particulars["title"]) if row.particulars.get("title") else ""
            )
            continue
        words = ", ".join(filter(None, (_named(meeting), _deed(row))))
        yield Thing(words, url_for("meetings.show_meeting", meeting_id=meeting.id))


@offers_words(events.FormsKept)
def of_forms(rows: Sequence[AuditRow]) -> Iterable[Thing]:
    """There is one list of forms, and the fact names it."""
    return [Thing("")] * len(rows)


def _named(meeting: Meeting) -> str:
    """«№ 2 «Обмен опытом», 2019–2020»."""
    number = f"№{russian.NBSP}{meeting.number}" if meeting.number else "внеочередное"
    theme = f" {russian.quoted(meeting.theme)}" if meeting.theme else ""
    return f"{number}{theme}, {years.title(years.starts_of(meeting.year_id))}"


def _deed(row: AuditRow) -> str:
    told = row.particulars
    if "step" in told:
        reason = f" ({told['reason']})" if told.get("reason") else ""
        return wording.STEPS_TAKEN[Step(told["step"])] + reason
    if told.get("material"):
        return russian.quoted(told["material"])
    if row.fact.endswith(".GuestDropped"):
        return str(told["name"])
    if "marks" in told:
        return russian.plural(told["marks"], "отметка", "отметки", "отметок")
    if row.fact.endswith(".AgendaChanged") and told["title"]:
        change = told.get("change")
        words = wording.AGENDA_CHANGES[AgendaChange(change)] if change else "вопрос"
        many = f" ({told['matters']})" if told.get("matters") else ""
        return f"{words} {russian.quoted(told['title'])}{many}"
    return ""
