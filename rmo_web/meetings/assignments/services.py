"""Verbs of assignments (поручения, section 2.4): give, mark, extend, take off."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import delete, select

from rmo_web.kernel import clock, russian
from rmo_web.kernel.access import Actor
from rmo_web.kernel.db import db
from rmo_web.kernel.errors import Refused
from rmo_web.kernel.events import emit
from rmo_web.meetings import events
from rmo_web.meetings.assignments import rules
from rmo_web.meetings.assignments.rules import TargetMark
from rmo_web.meetings.models import Assignment, Meeting, Target
from rmo_web.meetings.rules import Outcome
from rmo_web.meetings.services import year_must_be_open
from rmo_web.members import works
from rmo_web.members.models import Organisation
from rmo_web.members.rules import OrganisationKind


@dataclass(frozen=True, slots=True)
class NewAssignment:
    """What is to be done, by whom and until when; `others` are typed by name."""

    text: str
    due_on: date | None
    person_ids: tuple[int, ...] = ()
    others: tuple[str, ...] = ()
    to_all: bool = False
    point: str = ""
    decision: str = ""
    controller: str = ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the office says of an assignment: another day, an end, a word about it."""

    outcome: Outcome | None = None
    extended_to: date | None = None
    note: str = ""


def give(
    told: NewAssignment, *, year_id: int, meeting: Meeting | None, by: Actor, at: datetime
) -> Assignment:
    """An assignment with a mark for each who is to do it. Refused for nobody."""
    year_must_be_open(year_id)
    if meeting is not None:
        meeting.follows_plan = False
        _check_due(told.due_on, meeting)
    made = Assignment(
        year_id=year_id,
        meeting_id=meeting.id if meeting else None,
        point=told.point,
        decision=told.decision,
        text=told.text,
        to_all=told.to_all,
        due_on=told.due_on,
        controller=told.controller,
        given_at=at,
    )
    db.session.add(made)
    db.session.flush()
    targets = [*_schools(), *_others(told)] if told.to_all else [*_people(told, at), *_others(told)]
    if not targets:
        raise Refused("Выберите, кому поручается.")
    for target in targets:
        target.assignment_id = made.id
        db.session.add(target)
    db.session.flush()
    emit(_given(made, by, at))
    return made


def _check_due(due_on: date | None, meeting: Meeting) -> None:
    if due_on and meeting.held_on and due_on < meeting.held_on:
        day = russian.day(meeting.held_on)
        raise Refused(f"Срок раньше заседания ({day}): исправьте его.", "due_on")


def keep(assignment: Assignment, told: NewAssignment, *, by: Actor, at: datetime) -> None:
    """Another text or day; who is to do it stays, but for those who are named anew.

    Refused when somebody who has done it already would be left out. Only who is named now hears.
    """
    year_must_be_open(assignment.year_id)
    if assignment.meeting_id:
        _check_due(told.due_on, db.session.get_one(Meeting, assignment.meeting_id))
    assignment.text, assignment.due_on = told.text, told.due_on
    assignment.controller, assignment.point = told.controller, told.point
    if not assignment.to_all:
        _name_anew(assignment, [*_people(told, at), *_others(told)])
    emit(events.AssignmentKept(by=by.account_id, at=at, about=assignment.id))


def _name_anew(assignment: Assignment, wanted: list[Target]) -> None:
    if not wanted:
        raise Refused("Выберите, кому поручается.")
    known = {_whose(one): one for one in targets_of(assignment)}
    named = {_whose(one) for one in wanted}
    gone = [one for key, one in known.items() if key not in named]
    if any(one.done_on for one in gone):
        raise Refused("Кто уже исполнил, из поручения не убирается.")
    db.session.execute(delete(Target).where(Target.id.in_([one.id for one in gone])))
    for one in wanted:
        if _whose(one) not in known:
            one.assignment_id = assignment.id
            db.session.add(one)


def _whose(target: Target) -> int | str:
    """A person is the same under another name, or told from a namesake since."""
    return target.person_id or target.name


def _people(told: NewAssignment, at: datetime) -> list[Target]:
    shown = works.everybody(clock.local(at).date())
    return [
        Target(person_id=number, name=name)
        for number, name in shown.items()
        if number in told.person_ids
    ]


def _others(told: NewAssignment) -> Iterable[Target]:
    return (Target(name=one) for one in told.others)


def _schools() -> list[Target]:
    asked = (
        select(Organisation)
        .where(Organisation.kind == OrganisationKind.SCHOOL, ~Organisation.is_archived)
        .order_by(Organisation.sort_key)
    )
    return [Target(organisation_id=one.id, name=one.name) for one in db.session.scalars(asked)]


def targets_of(assignment: Assignment) -> list[Target]:
    """Who is to do it, in the order they were named."""
    asked = select(Target).filter_by(assignment_id=assignment.id).order_by(Target.id)
    return list(db.session.scalars(asked))


# What is said of a target, as the mark that it asks for.
_WISHED = {True: TargetMark.DONE, None: TargetMark.TAKEN, False: TargetMark.NONE}


def mark(
    target: Target, *, is_done: bool | None, proof: str, by: Actor, at: datetime, today: date,
    done_on: date | None = None,
) -> None:  # fmt: skip
    """Done (on another day than today, where that is said), or (None) in work, or neither.

    Refused for an assignment that is over, and for a day that is to come.
    """
    assignment = db.session.get_one(Assignment, target.assignment_id)
    year_must_be_open(assignment.year_id)
    before = rules.mark_of(assignment.outcome, target.taken_on, target.done_on)
    rules.LIFE.between(before, _WISHED[is_done])
    if done_on and done_on > today:
        raise Refused("Этот день ещё впереди: отметить исполненным его нельзя.")
    target.done_on = (done_on or target.done_on or today) if is_done else None
    target.taken_on = (target.taken_on or today) if is_done is not False else None
    target.proof = proof or (target.proof if is_done is False else "")
    target.marked_by = by.account_id
    emit(events.AssignmentMarked(by=by.account_id, at=at, about=assignment.id, title=target.name))


def judge(assignment: Assignment, told: Verdict, *, by: Actor, at: datetime) -> None:
    """Extend, end, or open again. Refused for an end without a word about it."""
    year_must_be_open(assignment.year_id)
    if told.outcome is not None and not told.note:
        raise Refused("Напишите, почему поручение не исполнено или снято.", "note")
    if told.extended_to and assignment.due_on and told.extended_to <= assignment.due_on:
        raise Refused("Новый срок должен быть позже прежнего.", "extended_to")
    assignment.outcome, assignment.note = told.outcome, told.note
    assignment.extended_to = told.extended_to
    emit(events.AssignmentKept(by=by.account_id, at=at, about=assignment.id))


def _given(assignment: Assignment, by: Actor, at: datetime) -> events.AssignmentGiven:
    title = assignment.text.partition("\n")[0][:100]
    return events.AssignmentGiven(
        by=by.account_id, at=at, about=assignment.id, title=title
    )  # fmt: skip
