"""Assignments as pages and their report show them: who has done, who has not (section 2.4)."""

import hashlib
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import url_for
from sqlalchemy import or_, select

from rmo_web.kernel import russian
from rmo_web.kernel.access import Actor, may
from rmo_web.kernel.db import db
from rmo_web.kernel.states import Asks
from rmo_web.kernel.years import Year
from rmo_web.meetings.access import Permission
from rmo_web.meetings.assignments import rules, wording
from rmo_web.meetings.assignments.rules import Duty, TargetMark
from rmo_web.meetings.models import Assignment, Meeting, Target
from rmo_web.meetings.wording import meeting_title
from rmo_web.members import works

OPEN = frozenset({Duty.GIVEN, Duty.GOING, Duty.EXTENDED})
TABS = {"open": "В работе", "late": "Просрочены", "mine": "Мои", "all": "Все"}


@dataclass(frozen=True, slots=True)
class MarkButton:
    """What may be marked of somebody, and whether it asks by what that is proved."""

    to: str
    words: str
    asks: bool


@dataclass(frozen=True, slots=True)
class TargetRow:
    id: int
    name: str
    is_done: bool
    is_taken: bool
    mark: str
    proof: str
    version: str
    buttons: tuple[MarkButton, ...]

    @property
    def asks(self) -> bool:
        """Whether one of the buttons asks by what it is proved."""
        return any(one.asks for one in self.buttons)


@dataclass(frozen=True, slots=True)
class AssignmentRow:
    id: int
    url: str
    text: str
    who: str
    due: str
    progress: str
    state: str
    state_kind: str
    is_late: bool
    source: str


@dataclass(frozen=True, slots=True)
class AssignmentList:
    rows: tuple[AssignmentRow, ...]
    counts: dict[str, int]


@dataclass(frozen=True, slots=True)
class AssignmentPage:
    row: AssignmentRow
    targets: tuple[TargetRow, ...]
    missing: tuple[str, ...]
    away: tuple[str, ...]
    reminder: str
    controller: str
    note: str
    meeting_url: str
    is_open: bool
    may_keep: bool


@dataclass(frozen=True, slots=True)
class AssignmentFields:
    """A stored assignment as its form shows it."""

    text: str
    due_on: date | None
    to_all: bool
    person_ids: list[int]
    others: str
    controller: str
    point: str


@dataclass(frozen=True, slots=True)
class ReportRow:
    """A line of the report on the execution of decisions."""

    point: str
    text: str
    who: str
    due: str
    mark: str


def assignments_of_year(year: Year, actor: Actor, tab: str, today: date) -> AssignmentList:
    """The assignments of a year: those of the tab, the nearest day first; counts of the tabs."""
    found = _with_targets(Assignment.year_id == year.id)
    rows = [(_row(*one, today), _duty(*one[:2]), one[1]) for one in found]
    mine = _mine(actor, today) if tab == "mine" else set()
    chosen = {
        "open": [row for row, duty, _ in rows if duty in OPEN],
        "late": [row for row, _, _ in rows if row.is_late],
        "mine": [row for row, _, targets in rows if any(one.id in mine for one in targets)],
    }
    counts = {name: len(chosen[name]) for name in ("open", "late")}
    return AssignmentList(tuple(chosen.get(tab, [row for row, _, _ in rows])), counts)


def assignments_of_meeting(meeting_id: int, today: date) -> list[AssignmentRow]:
    """What this meeting has given."""
    found = _with_targets(Assignment.meeting_id == meeting_id)
    return [_row(*one, today) for one in found]


def assignment_page(
    assignment: Assignment, actor: Actor, today: date, *, is_closed: bool
) -> AssignmentPage:
    """One assignment with everybody who is to do it."""
    ((_, targets, meeting),) = _with_targets(Assignment.id == assignment.id)
    keeps = may(actor, Permission.GIVE, assignment) and not is_closed
    mine = _mine(actor, today)
    row = _row(assignment, targets, meeting, today)
    is_open = assignment.outcome is None
    missing, away = _missing(targets, actor, today)
    return AssignmentPage(
        row=row,
        targets=tuple(
            TargetRow(
                one.id,
                one.name,
                one.done_on is not None,
                one.taken_on is not None,
                _mark(one, assignment),
                one.proof,
                version_of(one),
                buttons=()
                if is_closed or not (keeps or one.id in mine)
                else buttons_of(rules.mark_of(assignment.outcome, one.taken_on, one.done_on)),
            )
            for one in targets
        ),
        missing=missing,
        away=away,
        reminder=_reminder(assignment, missing) if missing and is_open else "",
        controller=assignment.controller,
        note=assignment.note,
        meeting_url=url_for("meetings.show_meeting", meeting_id=meeting.id) if meeting else "",
        is_open=is_open,
        may_keep=keeps,
    )


def _missing(
    targets: Sequence[Target], actor: Actor, today: date
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Who has not done it; apart from them, for who may know it, those who are away."""
    missing = [one for one in targets if not one.done_on]
    people = {one.person_id for one in missing if one.person_id}
    away = works.away(today, people) if people and actor.leads else set()
    return (
        tuple(one.name for one in missing if one.person_id not in away),
        tuple(one.name for one in missing if one.person_id in away),
    )


def buttons_of(mark: TargetMark) -> tuple[MarkButton, ...]:
    """What may be marked of somebody who has this mark."""
    moves = (rules.LIFE.moves[step] for step in rules.LIFE.steps(mark))
    return tuple(
        MarkButton(one.leads[mark].value, one.words, one.asks is Asks.TEXT)
        for one in moves
        if one.words
    )


def _mark(target: Target, assignment: Assignment) -> str:
    """«27.08.2019», with a word when that was too late."""
    if target.done_on is None:
        return ""
    until = assignment.extended_to or assignment.due_on
    late = ", с нарушением срока" if until and target.done_on > until else ""
    return f"{russian.day(target.done_on)}{late}"


def version_of(target: Target) -> str:
    """By what an older tab is known: what the mark says."""
    said = f"{target.taken_on} {target.done_on} {target.proof}"
    return hashlib.sha256(said.encode()).hexdigest()[:16]


def _reminder(assignment: Assignment, missing: Sequence[str]) -> str:
    """What the head copies into a chat."""
    until = assignment.extended_to or assignment.due_on
    day = f" Срок — {russian.day_in_words(until)}" if until else ""  # «г.» ends it
    names = ", ".join(missing).removesuffix(".")
    return (
        f"Уважаемые коллеги! Напоминаем о поручении: «{assignment.text.rstrip('.')}».{day}\n"
        f"Ещё не отметили: {names}."
    )


def assignment_fields(assignment: Assignment) -> AssignmentFields:
    """What the form of an assignment begins with."""
    ((_, targets, _),) = _with_targets(Assignment.id == assignment.id)
    typed = [one.name for one in targets if not one.person_id and not one.organisation_id]
    return AssignmentFields(
        text=assignment.text,
        due_on=assignment.due_on,
        to_all=assignment.to_all,
        person_ids=[one.person_id for one in targets if one.person_id],
        others="\n".join(typed),
        controller=assignment.controller,
        point=assignment.point,
    )


def report_rows(year: Year, meeting_id: int, today: date) -> list[ReportRow]:
    """The report on execution: of one meeting, or (0) of the whole year."""
    which = Assignment.meeting_id == meeting_id if meeting_id else Assignment.year_id == year.id
    return [_reported(one, today) for one in _with_targets(which)]


def _reported(one: tuple[Assignment, list[Target], Meeting | None], today: date) -> ReportRow:
    assignment, targets, meeting = one
    row = _row(assignment, targets, meeting, today)
    last = max((t.done_on for t in targets if t.done_on), default=None)
    said = [row.state, *([russian.day(last)] if last and _duty(assignment, targets) in
                         {Duty.DONE, Duty.LATE} else [])]  # fmt: skip
    lines = [" ".join(said)]
    if len(targets) > 1:
        lines.append(row.progress)
    missing = [t.name for t in targets if not t.done_on]
    if missing and len(targets) > 1:
        lines.append(f"не сдали: {', '.join(missing)}")
    proofs = [t.proof for t in targets if t.proof]
    lines += proofs if len(targets) == 1 else []
    lines += [assignment.note] if assignment.note else []
    return ReportRow(assignment.point, assignment.text, row.who, row.due, "\n".join(lines))


def _with_targets(*conditions: Any) -> list[tuple[Assignment, list[Target], Meeting | None]]:
    """Assignments with all their marks: one statement, however many."""
    found = db.session.execute(
        select(Assignment, Target, Meeting)
        .outerjoin(Target, Target.assignment_id == Assignment.id)
        .outerjoin(Meeting, Meeting.id == Assignment.meeting_id)
        .where(*conditions)
        .order_by(Assignment.due_on.is_(None), Assignment.due_on, Assignment.id, Target.id)
    )
    targets: dict[int, list[Target]] = defaultdict(list)
    kept: dict[int, tuple[Assignment, Meeting | None]] = {}
    for assignment, target, meeting in found:
        kept[assignment.id] = assignment, meeting
        if target is not None:
            targets[assignment.id].append(target)
    return [(one, targets[number], meeting) for number, (one, meeting) in kept.items()]


def _mine(actor: Actor, today: date) -> set[int]:
    """The marks that are this person's to set: her own, and those of her schools."""
    schools = works.organisations_of(actor.person_id, today)
    asked = select(Target.id).where(
        or_(Target.person_id == actor.person_id, Target.organisation_id.in_(schools))
    )
    return set(db.session.scalars(asked))


def _duty(assignment: Assignment, targets: Sequence[Target]) -> Duty:
    return rules.duty_of(
        assignment.outcome,
        assignment.due_on,
        assignment.extended_to,
        [one.taken_on for one in targets],
        [one.done_on for one in targets],
    )


def _row(
    assignment: Assignment, targets: Sequence[Target], meeting: Meeting | None, today: date
) -> AssignmentRow:
    duty = _duty(assignment, targets)
    state, kind = wording.DUTIES[duty]
    is_late = rules.is_overdue(duty, assignment.due_on, assignment.extended_to, today)
    until = assignment.extended_to or assignment.due_on
    done = sum(one.done_on is not None for one in targets)
    source = meeting_title(meeting.number) if meeting else ""
    point = f"п.{russian.NBSP}{assignment.point}" if assignment.point else ""
    return AssignmentRow(
        id=assignment.id,
        url=url_for("meetings.assignment", assignment_id=assignment.id),
        text=assignment.text,
        who="все школы" if assignment.to_all else ", ".join(one.name for one in targets),
        due=russian.day(until) if until else "без срока",
        progress=wording.done_of(done, len(targets)) if len(targets) > 1 else "",
        state="Просрочено" if is_late else state,
        state_kind="late" if is_late else kind,
        is_late=is_late,
        source=", ".join(filter(None, (source, point))),
    )
