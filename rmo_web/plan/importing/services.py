"""Read a Word file, store what it says, take an unadopted plan away."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select, update

from rmo_web.household import files
from rmo_web.kernel.db import db
from rmo_web.kernel.events import emit
from rmo_web.members.works import Meant, who_is_meant
from rmo_web.plan.events import PlanImported, PlanRemoved
from rmo_web.plan.models import Leftover, Plan, PlanChange, Responsible, Row, Section
from rmo_web.plan.rules import WORK, PlanState, PlanWork, RowKind
from rmo_web.plan.services import must_have_no_plan, name_people, when_stored
from rmo_web.plan.wording import placed_rows, with_values
from rmo_web.plan_reader import reading, word
from rmo_web.plan_reader.columns import Answers
from rmo_web.plan_reader.draft import (
    DraftFacts,
    DraftGroup,
    DraftItem,
    DraftMeeting,
    DraftSection,
    Extra,
    PlanDraft,
)
from rmo_web.plan_reader.pieces import Piece, kept


def read(
    name: str, content: bytes, answers: Answers | None = None, *, first_year: int | None = None
) -> PlanDraft:
    """What the file says, with an account of every word. Refused for what is not a plan in Word."""
    return reading.understand(word.read(content, name), answers, name=name, first_year=first_year)


def store(draft: PlanDraft, *, year_id: int, by: int | None, at: datetime) -> Plan:
    """The draft as the plan of this year. Refused when the year has one already."""
    must_have_no_plan(year_id)
    plan = Plan(
        year_id=year_id,
        title=draft.header.title,
        theme=draft.header.theme,
        goal=draft.header.goal,
        tasks=list(draft.header.tasks),
        abbreviations={one.short: one.full for one in draft.abbreviations},
        imported_at=at,
        state=_state_of(draft),
        adoption=draft.header.adoption,
        approval=draft.header.approval,
    )
    db.session.add(plan)
    db.session.flush()
    notes = [Leftover(plan_id=plan.id, place=one.where, text=one.text) for one in draft.notes]
    for one in notes:
        db.session.add(one)
        db.session.flush()
    made = _Made(plan, [one.id for one in notes], who_is_meant())
    _keep_pieces(plan, with_values(draft.pieces, None, plan, notes=made.notes))
    rows = sum(_store_section(made, place, one) for place, one in enumerate(draft.sections))
    emit(PlanImported(by=by, at=at, about=plan.id, name=draft.name, rows=rows))
    return plan


@dataclass(frozen=True, slots=True)
class _Made:
    """A plan while it is being stored: the ids of its notes, and whom its people are."""

    plan: Plan
    notes: list[int]
    known: Meant


def _state_of(draft: PlanDraft) -> PlanState:
    """A file with its stamps is of a plan that was adopted, or approved."""
    if draft.header.approval:
        return PlanState.APPROVED
    return PlanState.ADOPTED if draft.header.adoption else PlanState.DRAFT


def remove(year_id: int, *, by: int, at: datetime) -> None:
    """Take the plan of this year away with all it has, so that another may come.

    Refused once it was adopted: its amendments would go with it.
    """
    plan = db.session.scalar(select(Plan).filter_by(year_id=year_id))
    if plan is None:
        return
    WORK.after(plan.state, PlanWork.REPLACE)
    emit(PlanRemoved(by=by, at=at, about=plan.id, title=plan.title))
    sections = select(Section.id).filter_by(plan_id=plan.id)
    rows = select(Row.id).where(Row.section_id.in_(sections))
    db.session.execute(delete(Responsible).where(Responsible.row_id.in_(rows)))
    questions = Row.section_id.in_(sections), Row.meeting_id.is_not(None)
    db.session.execute(delete(Row).where(*questions))
    db.session.execute(delete(Row).where(Row.section_id.in_(sections)))
    db.session.execute(delete(Section).filter_by(plan_id=plan.id))
    db.session.execute(delete(Leftover).filter_by(plan_id=plan.id))
    db.session.execute(delete(PlanChange).filter_by(plan_id=plan.id))
    files.drop("plan", plan.id)
    db.session.delete(plan)
    db.session.flush()


def _store_section(made: _Made, place: int, draft: DraftSection) -> int:
    section = Section(
        plan_id=made.plan.id,
        position=place,
        number=draft.number,
        title=draft.title or draft.verbatim,
        has_place_apart=not draft.place_and_people_together,
        heading=draft.verbatim,
        columns=[[one.meaning.value, one.title, one.start, one.end] for one in draft.columns],
    )
    pieces = with_values(draft.pieces, None, made.plan, draft.verbatim, made.notes)
    section.pieces = kept(pieces)
    db.session.add(section)
    db.session.flush()
    rows: list[tuple[Row, tuple[Piece, ...]]] = []
    for position, (row, facts, meeting, read) in enumerate(_rows(draft), start=1):
        row.section_id, row.position = section.id, position
        row.meeting_id = meeting.id if meeting else None
        db.session.add(row)
        db.session.flush()
        name_people(row.id, facts.people, made.known)
        rows.append((row, tuple(read)))
    for block in placed_rows(rows):
        _keep_pieces(block.row, with_values(block.pieces, block, made.plan, notes=made.notes))
    return len(rows)


def _keep_pieces(record: Plan | Row, pieces: Iterable[Piece]) -> None:
    """What stood where: known only once everything is stored, and no new version of it."""
    kind = type(record)
    db.session.execute(update(kind).where(kind.id == record.id).values(pieces=kept(pieces)))


def _rows(section: DraftSection) -> Iterator[tuple[Row, DraftFacts, Row | None, list[Piece]]]:
    """The rows in their order, each question after its meeting's heading."""
    for one in section.rows:
        if isinstance(one, DraftMeeting):
            heading = _meeting_row(one)
            yield heading, one.facts, None, one.pieces
            for question in one.questions:
                yield _item_row(question), question.facts, heading, question.pieces
        elif isinstance(one, DraftGroup):
            yield _group_row(one), DraftFacts(), None, one.pieces
            for item in one.items:
                yield _item_row(item), item.facts, None, item.pieces
        else:
            yield _item_row(one), one.facts, None, one.pieces


def _meeting_row(meeting: DraftMeeting) -> Row:
    return Row(
        kind=RowKind.MEETING,
        number=meeting.numbered,
        text=meeting.verbatim,
        title=meeting.theme,
        meeting_number=meeting.number,
        form=meeting.facts.form or meeting.kind.lower(),
        extras=_listed(meeting.extras),
        mark=meeting.done.strip(),
        shared=sorted(one.value for one in meeting.shared),
        has_facts=meeting.has_facts,
        **_facts(meeting.facts),
    )


def _group_row(group: DraftGroup) -> Row:
    return Row(
        kind=RowKind.GROUP,
        number="",
        text=group.verbatim,
        title=group.title,
        form="",
        extras=[],
        mark="",
        **_facts(DraftFacts(when=group.when)),
    )


def _item_row(item: DraftItem) -> Row:
    return Row(
        kind=RowKind.ITEM,
        number=item.number.strip(),
        text=item.verbatim,
        title=item.text,
        form=item.facts.form,
        extras=_listed(item.extras),
        mark=item.done.strip(),
        shared=sorted(one.value for one in item.shared),
        **_facts(item.facts),
    )


def _facts(facts: DraftFacts) -> dict[str, object]:
    return {
        "when_text": facts.when.verbatim,
        "when": when_stored(facts.when),
        "place": facts.place or "",
        "place_text": facts.place_verbatim,
        "people_text": facts.people_verbatim,
    }


def _listed(extras: Iterable[Extra]) -> list[list[Any]]:
    return [list(one) for one in extras]
