"""What the journal says of the deeds of this room."""

from collections.abc import Iterable, Sequence

from flask import url_for
from sqlalchemy import select

from rmo_web.household.audit import AuditRow, Thing, offers_words
from rmo_web.kernel import russian, years
from rmo_web.kernel.db import db
from rmo_web.meetings import events, wording
from rmo_web.meetings.models import Assignment, Meeting, Proposal
from rmo_web.meetings.rules import AgendaChange, Step
from rmo_web.members import queries as members


@offers_words(
    events.MeetingKept, events.MeetingWentOn, events.DayChanged, events.AgendaChanged,
    events.AttendanceMarked, events.MinutesKept,
)  # fmt: skip
def of_meetings(rows: Sequence[AuditRow]) -> Iterable[Thing]:
    """Which meeting it is, and what was done with it."""
    ids = {row.about for row in rows}
    found = {one.id: one for one in db.session.scalars(select(Meeting).where(Meeting.id.in_(ids)))}
    for row in rows:
        meeting = found.get(row.about or 0)
        if meeting is None:  # one that the plan gave up
            yield Thing(russian.quoted(row.told["title"]) if row.told.get("title") else "")
            continue
        words = ", ".join(filter(None, (_named(meeting), _deed(row))))
        yield Thing(words, url_for("meetings.show_meeting", meeting_id=meeting.id))


def _named(meeting: Meeting) -> str:
    """«№ 2 «Обмен опытом», 2019–2020»."""
    number = f"№{russian.NBSP}{meeting.number}" if meeting.number else "внеочередное"
    theme = f" {russian.quoted(meeting.theme)}" if meeting.theme else ""
    return f"{number}{theme}, {years.title(years.starts_of(meeting.year_id))}"


def _deed(row: AuditRow) -> str:
    told = row.told
    if "step" in told:
        reason = f" ({told['reason']})" if told.get("reason") else ""
        return wording.STEPS_TAKEN[Step(told["step"])] + reason
    if "marks" in told:
        return russian.plural(told["marks"], "отметка", "отметки", "отметок")
    if row.fact.endswith(".AgendaChanged") and told["title"]:
        change = told.get("change")
        words = wording.AGENDA_CHANGES[AgendaChange(change)] if change else "вопрос"
        return f"{words} {russian.quoted(told['title'])}"
    return ""


@offers_words(
    events.AssignmentGiven, events.AssignmentKept, events.AssignmentMarked
)  # fmt: skip
def of_assignments(rows: Sequence[AuditRow]) -> Iterable[Thing]:
    """What was assigned; of a mark, whose it is."""
    asked = select(Assignment.id, Assignment.text)
    found = db.session.execute(asked.where(Assignment.id.in_({row.about for row in rows})))
    texts = dict(found.all())
    for row in rows:
        text, title = texts.get(row.about or 0, ""), row.told.get("title", "")
        whose = title if title and not text.startswith(title) else ""
        said = (russian.quoted(_first(text)) if text else "", whose)
        url = url_for("meetings.assignment", assignment_id=row.about) if text else ""
        yield Thing(", ".join(filter(None, said)), url)


@offers_words(events.QuestionProposed)
def of_proposals(rows: Sequence[AuditRow]) -> Iterable[Thing]:
    """What was proposed, and for which year."""
    asked = select(Proposal).where(Proposal.id.in_({row.about for row in rows}))
    found = {one.id: one for one in db.session.scalars(asked)}
    for row in rows:
        one = found[row.about or 0]
        url = url_for("meetings.proposals", year=years.starts_of(one.year_id))
        yield Thing(russian.quoted(_first(one.text)), url)


@offers_words(events.SecretaryChosen)
def of_secretaries(rows: Sequence[AuditRow]) -> Iterable[Thing]:
    """Who, and of which year."""
    names = members.names({row.about for row in rows if row.about})
    for row in rows:
        year = row.told["year"]
        name = names.get(row.about or 0, "никто")
        yield Thing(f"{name}, {years.title(year)}", url_for("meetings.listing", year=year))


def _first(text: str) -> str:
    """The first line, as long as a line of the journal takes it."""
    line = text.partition("\n")[0]
    return russian.shortened(line, 100) if len(line) > 100 else line
