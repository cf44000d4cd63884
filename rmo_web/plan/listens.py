"""The plan tells the meetings that it names, and calendars, whenever it has changed."""

from collections import defaultdict
from datetime import date

from sqlalchemy import select

from rmo_web.household import feeds
from rmo_web.kernel.db import db
from rmo_web.kernel.events import Happened, on
from rmo_web.kernel.offered import plan_link
from rmo_web.kernel.offered.plan_link import (
    PlannedMeeting,
    PlannedQuestion,
)
from rmo_web.plan import events
from rmo_web.plan.models import Plan, Responsible, Row, Section
from rmo_web.plan.rules import PersonKind, RowKind


@on(events.PlanImported)
@on(events.PlanCopied)
@on(events.PlanChanged)
def tell_of_the_change(fact: Happened) -> None:
    """Whatever has changed, the meetings of the plan's year are told anew, and calendars hear."""
    plan = db.session.get(Plan, fact.about) if fact.about else None
    if plan is not None:
        plan_link.tell_meetings(plan.year_id, planned_meetings(plan))
        feeds.keep_up(plan.year_id, fact.at)


def planned_meetings(plan: Plan) -> list[PlannedMeeting]:
    """The meetings of the plan in its order, each with its questions."""
    found = db.session.scalars(
        select(Row)
        .join(Section, Section.id == Row.section_id)
        .where(
            Section.plan_id == plan.id,
            (Row.kind == RowKind.MEETING) | Row.meeting_id.is_not(None),
        )
        .order_by(Section.position, Row.position)
    ).all()
    who = _speakers([row.id for row in found])
    questions: dict[int, list[Row]] = defaultdict(list)
    for row in found:
        if row.meeting_id is not None:
            questions[row.meeting_id].append(row)
    return [_told(row, questions[row.id], who) for row in found if row.kind is RowKind.MEETING]


def _told(meeting: Row, questions: list[Row], who: dict[int, list[str]]) -> PlannedMeeting:
    everything = [meeting, *questions]
    dated = next((one for one in everything if one.when.get("months")), meeting)
    months = dated.when.get("months") or [None]
    return PlannedMeeting(
        row_id=meeting.id,
        number=meeting.meeting_number,
        theme=meeting.title,
        forms=tuple(dict.fromkeys(one.form for one in everything if one.form)),
        month=tuple(months[0]) if months[0] else None,
        day=date.fromisoformat(dated.when["day"]) if dated.when.get("day") else None,
        place=next((one.place for one in everything if one.place), ""),
        questions=tuple(
            PlannedQuestion(one.id, one.title, one.form, tuple(who[one.id])) for one in questions
        ),
    )


def _speakers(row_ids: list[int]) -> dict[int, list[str]]:
    """«Чайкина Ю.Р., Школа № 3» for every person of these rows."""
    named: dict[int, list[str]] = defaultdict(list)
    asked = select(Responsible).where(Responsible.row_id.in_(row_ids))
    for one in db.session.scalars(asked.order_by(Responsible.row_id, Responsible.position)):
        if one.kind in {PersonKind.PERSON, PersonKind.GROUP}:
            named[one.row_id].append(", ".join(filter(None, (one.name, one.organisation))))
    return named
