"""Verbs of the plan: read a Word file, store what it says."""

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import delete, select

from rmo_web.kernel import files
from rmo_web.kernel.db import db
from rmo_web.kernel.errors import Refused
from rmo_web.kernel.events import emit
from rmo_web.members.works import Meant, who_is_meant
from rmo_web.plan.events import PlanImported, PlanRemoved
from rmo_web.plan.importer import reading, word
from rmo_web.plan.importer.columns import Column
from rmo_web.plan.importer.draft import Facts, Group, Item, Meeting, PlanDraft
from rmo_web.plan.importer.draft import Section as DraftSection
from rmo_web.plan.importer.when import When
from rmo_web.plan.models import Leftover, Plan, PlanChange, Responsible, Row, Section
from rmo_web.plan.rules import PersonKind, PlanState, RowKind

Answers = dict[tuple[int, int], Column]


def read(
    name: str, content: bytes, answers: Answers | None = None, *, first_year: int | None = None
) -> PlanDraft:
    """What the file says, with an account of every word. Refused for what is not a plan in Word."""
    return reading.understand(word.read(content, name), answers, name=name, first_year=first_year)


def store(draft: PlanDraft, *, year_id: int, by: int | None, at: datetime) -> Plan:
    """The draft as the plan of this year. Refused when the year has one already."""
    if db.session.scalar(select(Plan.id).filter_by(year_id=year_id)):
        raise Refused("У этого года уже есть план.")
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
    known = who_is_meant()
    rows = sum(
        _store_section(plan.id, place, one, known) for place, one in enumerate(draft.sections)
    )
    db.session.add_all(
        Leftover(plan_id=plan.id, place=note.where, text=note.text) for note in draft.notes
    )
    emit(PlanImported(by=by, at=at, about=plan.id, name=draft.name, rows=rows))
    return plan


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
    if plan.state is not PlanState.DRAFT:
        raise Refused("План этого года уже принят: чтобы заменить его, верните его в проект.")
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


def _store_section(plan_id: int, place: int, draft: DraftSection, known: Meant) -> int:
    section = Section(
        plan_id=plan_id,
        position=place,
        number=draft.number,
        title=draft.title or draft.verbatim,
        has_place_apart=not draft.place_and_people_together,
        heading=draft.verbatim,
        columns=[[one.meaning.value, one.title] for one in draft.columns],
    )
    db.session.add(section)
    db.session.flush()
    position = 0
    for position, (row, facts, meeting) in enumerate(_rows(draft), start=1):
        row.section_id, row.position = section.id, position
        row.meeting_id = meeting.id if meeting else None
        db.session.add(row)
        db.session.flush()
        _store_people(row.id, facts, known)
    return position


def _rows(section: DraftSection) -> Iterator[tuple[Row, Facts, Row | None]]:
    """The rows in their order, each question after its meeting's heading."""
    for one in section.rows:
        if isinstance(one, Meeting):
            heading = _meeting_row(one)
            yield heading, one.facts, None
            for question in one.questions:
                yield _item_row(question), question.facts, heading
        elif isinstance(one, Group):
            yield _group_row(one), Facts(), None
            for item in one.items:
                yield _item_row(item), item.facts, None
        else:
            yield _item_row(one), one.facts, None


def _meeting_row(meeting: Meeting) -> Row:
    return Row(
        kind=RowKind.MEETING,
        number="",
        text=meeting.verbatim,
        title=meeting.theme,
        meeting_number=meeting.number,
        form=meeting.facts.form or meeting.kind.lower(),
        extras=_listed(meeting.extras),
        mark="",
        **_facts(meeting.facts),
    )


def _group_row(group: Group) -> Row:
    return Row(
        kind=RowKind.GROUP,
        number="",
        text=group.verbatim,
        title=group.title,
        form="",
        extras=[],
        mark="",
        **_facts(Facts(when=group.when)),
    )


def _item_row(item: Item) -> Row:
    audience = [("Категория участников", item.audience)] if item.audience else []
    return Row(
        kind=RowKind.ITEM,
        number=item.number.strip(),
        text=item.verbatim,
        title=item.text,
        form=item.facts.form,
        extras=_listed((*audience, *item.extras)),
        mark=item.done.strip(),
        shared=sorted(one.value for one in item.shared),
        **_facts(item.facts),
    )


def _facts(facts: Facts) -> dict[str, object]:
    return {
        "when_text": facts.when.verbatim,
        "when": when_stored(facts.when),
        "place": facts.place or "",
        "place_text": facts.place_verbatim,
        "people_text": facts.people_verbatim,
    }


def when_stored(when: When) -> dict[str, object]:
    """What was understood of a срок, as the row keeps it."""
    return {
        "months": [list(month) for month in when.months],
        "all_year": when.all_year,
        "day": when.day.isoformat() if when.day else None,
        "until": when.until.isoformat() if when.until else None,
        "foreign": when.foreign,
    }


def _listed(pairs: tuple[tuple[str, str], ...]) -> list[list[str]]:
    return [[title, value] for title, value in pairs]


def _store_people(row_id: int, facts: Facts, known: Meant) -> None:
    db.session.add_all(
        Responsible(
            row_id=row_id,
            position=position,
            kind=PersonKind(one.kind.value),
            name=one.name or one.verbatim,
            post=one.post,
            organisation=one.organisation,
            person_id=known(one.name, one.organisation),
        )
        for position, one in enumerate(facts.people)
    )
