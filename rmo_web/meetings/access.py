"""Who may read meetings, prepare them, write their minutes, mark assignments."""

from datetime import date
from enum import StrEnum
from typing import NamedTuple

from sqlalchemy import select

from rmo_web.household.files import owned, passing
from rmo_web.kernel import years
from rmo_web.kernel.access import Actor, anyone, grant, guard, leads, present
from rmo_web.kernel.db import db, locked, of_id
from rmo_web.kernel.years import Year
from rmo_web.meetings.models import (
    Assignment,
    Item,
    MaterialLink,
    Meeting,
    Minutes,
    Proposal,
    Question,
    Secretary,
    Target,
)
from rmo_web.members import works


class Permission(StrEnum):
    SEE = "meetings.see"
    PROPOSE = "meetings.propose"
    PREPARE = "meetings.prepare"
    WRITE = "meetings.write"
    GIVE = "meetings.give"
    MARK = "meetings.mark"


class TargetOn(NamedTuple):
    """The mark of somebody under an assignment, and the day on which it would be set."""

    target: Target
    day: date


def writes(actor: Actor, thing: Year | Meeting | Assignment | None) -> bool:
    """The office, and the secretary of this year; without a thing, of some year."""
    if actor.leads:
        return True
    chosen = select(Secretary.person_id).filter_by(person_id=actor.person_id)
    if thing is not None:
        chosen = chosen.filter_by(year_id=thing.id if isinstance(thing, Year) else thing.year_id)
    return db.session.scalar(chosen.limit(1)) is not None


def marks(actor: Actor, mark: TargetOn | None) -> bool:
    """Who keeps assignments, the person herself, or whoever works in the school on this day."""
    if mark is None:
        return False
    target, day = mark
    if target.person_id == actor.person_id:
        return True
    mine = db.session.scalars(works.organisations_of(actor.person_id, day))
    of_mine = target.organisation_id is not None and target.organisation_id in set(mine)
    return of_mine or writes(actor, db.session.get(Assignment, target.assignment_id))


grant(
    {
        Permission.SEE: anyone,
        Permission.PROPOSE: anyone,
        Permission.PREPARE: leads,
        Permission.WRITE: writes,
        Permission.GIVE: writes,
        Permission.MARK: marks,
    }
)


def year_of(record: Meeting | Assignment) -> Year:
    """The year that the record stays in."""
    return years.of_id(record.year_id)


def meeting_for(actor: Actor, meeting_id: int, needed: Permission = Permission.SEE) -> Meeting:
    """404 when there is none, 403 for who may only read it.

    While something of it is being changed it is held: what is written of one meeting stands in
    one order, and nothing comes after its minutes were signed.
    """
    return guard(of_id(Meeting, meeting_id), actor, needed)


def question_for(actor: Actor, question_id: int) -> tuple[Question, Meeting]:
    """A question of the agenda with its meeting, which is held first, for who prepares them."""
    meeting_id = db.session.scalar(select(Question.meeting_id).filter_by(id=question_id))
    meeting = meeting_for(actor, meeting_id or 0, Permission.PREPARE)
    return present(of_id(Question, question_id)), meeting


def proposal_for(actor: Actor, proposal_id: int) -> Proposal:
    """The proposal, for who prepares meetings."""
    return guard(of_id(Proposal, proposal_id), actor, Permission.PREPARE)


def minutes_of(meeting: Meeting, edition: int = 0) -> Minutes | None:
    """The newest minutes of the meeting, or the edition that is asked for."""
    asked = select(Minutes).filter_by(meeting_id=meeting.id).order_by(Minutes.edition.desc())
    asked = asked.filter_by(edition=edition) if edition else asked
    found: Minutes | None = db.session.scalar(locked(asked.limit(1)))
    return found


def signed_minutes_of(meeting: Meeting) -> Minutes | None:
    """The newest edition that was signed: while a correction is written, it is in force."""
    asked = select(Minutes).where(
        Minutes.meeting_id == meeting.id, Minutes.signed_at.is_not(None)
    )  # fmt: skip
    return db.session.scalar(asked.order_by(Minutes.edition.desc()).limit(1))


def minutes_for(meeting: Meeting, edition: int = 0) -> Minutes:
    """404 for a meeting without minutes."""
    return present(minutes_of(meeting, edition))


def item_for(actor: Actor, item_id: int) -> tuple[Item, Minutes, Meeting]:
    """A piece of the minutes with what it belongs to, for who writes them."""
    of = select(Item.minutes_id).where(Item.id == item_id).scalar_subquery()
    meeting_id = db.session.scalar(select(Minutes.meeting_id).where(Minutes.id == of))
    meeting = meeting_for(actor, meeting_id or 0, Permission.WRITE)
    minutes = present(db.session.scalar(locked(select(Minutes).where(Minutes.id == of))))
    return present(of_id(Item, item_id)), minutes, meeting


def assignment_for(
    actor: Actor, assignment_id: int, needed: Permission = Permission.SEE
) -> Assignment:
    """404 when there is none, 403 for who may only read it."""
    return guard(of_id(Assignment, assignment_id), actor, needed)


def target_for(actor: Actor, target_id: int, today: date) -> Target:
    """The mark of somebody under an assignment, for who may set it."""
    of = select(Target.assignment_id).where(Target.id == target_id).scalar_subquery()
    db.session.scalar(locked(select(Assignment).where(Assignment.id == of)))
    marked = TargetOn(present(of_id(Target, target_id)), today)
    return guard(marked, actor, Permission.MARK).target


def link_for(actor: Actor, link_id: int) -> MaterialLink:
    """A link among the materials, for who writes."""
    meeting_id = db.session.scalar(select(MaterialLink.meeting_id).filter_by(id=link_id))
    meeting_for(actor, meeting_id or 0, Permission.WRITE)
    return present(of_id(MaterialLink, link_id))


owned("meeting")(anyone)  # its materials
UPLOADS = passing("meeting_upload")
