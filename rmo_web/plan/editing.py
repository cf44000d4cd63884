"""Verbs that change a plan by hand; each leaves a change that can be undone."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import delete, func, select

from rmo_web.kernel import russian
from rmo_web.kernel.access import Actor
from rmo_web.kernel.db import db
from rmo_web.kernel.errors import Refused
from rmo_web.kernel.events import emit
from rmo_web.kernel.schoolyear import SchoolYear, must_be_open
from rmo_web.members.models import Person
from rmo_web.plan import events, rules
from rmo_web.plan.importer import people, terms
from rmo_web.plan.importer.when import understand_when
from rmo_web.plan.models import Plan, PlanChange, Responsible, Row, Section
from rmo_web.plan.rules import Change, PersonKind, PlanState, RowKind, RowState
from rmo_web.plan.services import when_stored

_KEPT = (
    "section_id", "position", "kind", "meeting_id", "number", "text", "title", "meeting_number",
    "form", "when_text", "when", "place", "place_text", "people_text", "mark", "extras", "shared",
    "state", "note",
)  # fmt: skip
_WHO = ("kind", "name", "post", "organisation", "person_id")
_NOT_DONE = {
    RowState.FAILED: "не выполнено",
    RowState.PARTLY: "выполнено частично",
    RowState.MOVED: "перенесено",
    RowState.DROPPED: "снято",
}
_SECTIONS = (
    ("1.", "Информационная деятельность", False),
    ("2.", "Аналитическая деятельность", False),
    ("3.", "Организационно-методическая деятельность", False),
    ("", "План работы между заседаниями", True),
)


@dataclass(frozen=True, slots=True)
class Told:
    """What a row says, as people type it; `months` are those chosen by hand, if they were."""

    text: str
    when: str = ""
    place: str = ""
    people: tuple[str, ...] = ()
    months: tuple[tuple[int, int], ...] | None = None
    is_all_year: bool = False
    state: RowState = RowState.PLANNED
    note: str = ""


@dataclass(frozen=True, slots=True)
class NewHeader:
    """What stands above the sections."""

    title: str
    theme: str = ""
    goal: str = ""
    tasks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NewSection:
    """A section and its columns: place and responsible together, or apart."""

    title: str
    number: str = ""
    has_place_apart: bool = False


@dataclass(frozen=True, slots=True)
class NewState:
    """The state a plan goes on to, with the words that prove it."""

    state: PlanState
    adoption: str = ""
    approval: str = ""


# The plan itself


def begin(title: str, *, year_id: int, actor: Actor, at: datetime) -> Plan:
    """An empty plan with the usual sections. Refused when the year has one."""
    if db.session.scalar(select(Plan.id).filter_by(year_id=year_id)):
        raise Refused("У этого года уже есть план.")
    plan = Plan(year_id=year_id, title=title, theme="", goal="", tasks=[], abbreviations={},
                imported_at=at)  # fmt: skip
    db.session.add(plan)
    db.session.flush()
    for position, (number, words, is_apart) in enumerate(_SECTIONS):
        db.session.add(
            Section(
                plan_id=plan.id,
                position=position,
                number=number,
                title=words,
                heading=f"{number} {words}".strip(),
                has_place_apart=is_apart,
                columns=[],
            )
        )
    emit(events.PlanBegun(by=actor.account_id, at=at, about=plan.id))
    return plan


def keep_header(plan: Plan, told: NewHeader, *, actor: Actor, at: datetime) -> None:
    """Title, theme, goal and tasks. Refused for a plan that is over."""
    _must_be_open(plan)
    plan.title, plan.theme, plan.goal = told.title, told.theme, told.goal
    plan.tasks = list(told.tasks)
    emit(events.PlanChanged(by=actor.account_id, at=at, about=plan.id, title="название и задачи"))


def go_on(plan: Plan, told: NewState, *, actor: Actor, at: datetime) -> None:
    """Adopt, approve, end the plan, or take a step back. Refused without the minutes' number."""
    year = db.session.get_one(SchoolYear, plan.year_id)
    must_be_open(year)
    rules.check_state(plan.state, told.state)
    if told.state is PlanState.ADOPTED and plan.state is PlanState.DRAFT:
        if not told.adoption:
            raise Refused("Напишите номер и дату протокола.")
        plan.adoption = told.adoption
    if told.state is PlanState.APPROVED and plan.state is PlanState.ADOPTED:
        if not told.approval:
            raise Refused("Напишите, кто и когда утвердил.")
        plan.approval = told.approval
    plan.state = told.state
    emit(events.PlanWentOn(by=actor.account_id, at=at, about=plan.id, state=told.state))


def _must_be_open(plan: Plan, reason: str = "-") -> None:
    must_be_open(db.session.get_one(SchoolYear, plan.year_id))
    rules.check_change(plan.state, reason)


def copy(plan: Plan, *, year_id: int, actor: Actor, at: datetime) -> Plan:
    """The plan of another year from this one (section 1.3): a draft to be gone over.

    Years move on, exact days become their months, speakers of meetings and marks go; a row that
    was not done says so. Refused when that year has a plan.
    """
    if db.session.scalar(select(Plan.id).filter_by(year_id=year_id)):
        raise Refused("У этого года уже есть план.")
    years = {one.id: one.starts_in for one in db.session.scalars(select(SchoolYear))}
    by, first = years[year_id] - years[plan.year_id], years[year_id]
    made = Plan(
        year_id=year_id, title=rules.shifted(plan.title, by), theme=plan.theme, goal=plan.goal,
        tasks=list(plan.tasks), abbreviations=dict(plan.abbreviations), imported_at=at,
    )  # fmt: skip
    db.session.add(made)
    db.session.flush()
    asked = select(Section).filter_by(plan_id=plan.id).order_by(Section.position)
    for section in db.session.scalars(asked).all():
        _copy_section(section, made.id, by=by, first=first)
    emit(events.PlanCopied(by=actor.account_id, at=at, about=made.id))
    return made


def _copy_section(section: Section, plan_id: int, *, by: int, first: int) -> None:
    new = Section(
        plan_id=plan_id,
        position=section.position,
        number=section.number,
        title=rules.shifted(section.title, by),
        heading=rules.shifted(section.heading, by),
        has_place_apart=section.has_place_apart,
        columns=section.columns,
    )
    db.session.add(new)
    db.session.flush()
    asked = select(Row).filter_by(section_id=section.id).order_by(Row.position)
    for row in db.session.scalars(asked).all():
        _copy_row(row, new, by=by, first=first)
    _put_in_order(new.id, _order(new.id))


def _copy_row(row: Row, section: Section, *, by: int, first: int) -> None:
    when = _month_of(row, by) or rules.shifted(row.when_text, by)
    kept = _kept(row)
    words = {name: kept[name] for name in _KEPT} | {
        "section_id": section.id, "meeting_id": None, "mark": "", "state": RowState.PLANNED,
        "text": rules.shifted(row.text, by), "title": rules.shifted(row.title, by),
        "when_text": when, "when": when_stored(understand_when(when, first)),
        "people_text": _people_text(row, section),
        "note": f"В прошлом году: {_NOT_DONE[row.state]}" if row.state in _NOT_DONE else "",
    }  # fmt: skip
    new = Row(**words)
    db.session.add(new)
    db.session.flush()
    if row.meeting_id is None:
        _set_people(new.id, kept["who"])


def _people_text(row: Row, section: Section) -> str:
    """The cell without the speakers of a meeting, which a new year does not know."""
    if row.meeting_id is None:
        return row.people_text
    return "" if section.has_place_apart else row.place


def _month_of(row: Row, by: int) -> str:
    """«Август 2020» for a row of one exact day, which a new year cannot know."""
    if not row.when.get("day"):
        return ""
    day = date.fromisoformat(str(row.when["day"]))
    return russian.month_of_year(day.year + by, day.month)


# Sections


def add_section(
    plan: Plan, told: NewSection, *, reason: str, actor: Actor, at: datetime
) -> Section:
    """A section after all others. Refused for what the plan's state forbids."""
    _must_be_open(plan, reason)
    last = select(func.max(Section.position)).where(Section.plan_id == plan.id)
    position = db.session.scalar(last)
    section = Section(
        plan_id=plan.id,
        position=0 if position is None else position + 1,
        number=told.number,
        title=told.title,
        heading=f"{told.number} {told.title}".strip(),
        has_place_apart=told.has_place_apart,
        columns=[],
    )
    db.session.add(section)
    db.session.flush()
    emit(events.PlanChanged(by=actor.account_id, at=at, about=plan.id, title=told.title))
    return section


def keep_section(
    section: Section, told: NewSection, *, reason: str, actor: Actor, at: datetime
) -> None:
    """Its name and its columns: place and responsible in one of them, or apart."""
    plan = db.session.get_one(Plan, section.plan_id)
    _must_be_open(plan, reason)
    if (told.number, told.title) != (section.number, section.title):
        section.number, section.title = told.number, told.title
        section.heading = f"{told.number} {told.title}".strip()
    if told.has_place_apart != section.has_place_apart:
        section.has_place_apart, section.columns = told.has_place_apart, []
        for row in db.session.scalars(select(Row).filter_by(section_id=section.id)).all():
            # Two columns become one as they are; one is parted as it was understood.
            said = lines_of(row) if told.has_place_apart else [row.people_text]
            _put_people(row, said, has_place_apart=told.has_place_apart)
    emit(events.PlanChanged(by=actor.account_id, at=at, about=plan.id, title=told.title))


def remove_section(section: Section, *, reason: str, actor: Actor, at: datetime) -> None:
    """Refused for a section that has rows."""
    plan = db.session.get_one(Plan, section.plan_id)
    _must_be_open(plan, reason)
    if _order(section.id):
        raise Refused("Сначала уберите пункты этого раздела.")
    emit(events.PlanChanged(by=actor.account_id, at=at, about=plan.id, title=section.title))
    db.session.delete(section)
    db.session.flush()


def _put_people(row: Row, people_said: Sequence[str], *, has_place_apart: bool) -> None:
    """The cells of place and responsible, as the columns of the section have them."""
    row.place_text = row.place if has_place_apart else ""
    if row.kind is RowKind.ITEM:
        joined = people_said if has_place_apart else (row.place, *people_said)
        row.people_text = "\n".join(filter(None, joined))


# Rows


def keep_row(row: Row, told: Told, *, reason: str, actor: Actor, at: datetime) -> None:
    """What the row says and what became of it. Refused for what the plan's state forbids."""
    plan, section = _plan_of(row)
    before = _kept(row)
    is_changed = _said_of(row) != _comparable(told, row)
    if is_changed:
        _must_be_open(plan, reason)
        _write(row, section, told, first_year=_first_year(plan))
    rules.check_mark(told.state, told.note)
    row.state, row.note = told.state, told.note
    db.session.flush()
    kind = Change.CHANGED if is_changed else Change.MARKED
    _note(plan, row, kind, before, _kept(row), reason if is_changed else "", actor, at)


def add_row(
    section: Section, kind: RowKind, told: Told, *, after: Row | None, reason: str, actor: Actor,
    at: datetime,
) -> Row:  # fmt: skip
    """A row below another one, else the last of its section. Refused as `keep_row` is."""
    plan = db.session.get_one(Plan, section.plan_id)
    _must_be_open(plan, reason)
    last = select(func.max(Row.position)).where(Row.section_id == section.id)
    row = Row(
        section_id=section.id,
        position=(db.session.scalar(last) or 0) + 1,
        kind=kind,
        number="1" if kind is RowKind.ITEM else "",
        text="", title="", form="", when_text="", when={}, place="", people_text="", mark="",
        extras=[], shared=[], state=told.state, note=told.note,
    )  # fmt: skip
    _write(row, section, told, first_year=_first_year(plan))
    db.session.add(row)
    db.session.flush()
    _write_people(row, told)
    order = _order(section.id)
    if after is not None and after.section_id == section.id:
        order.remove(row.id)
        order.insert(order.index(after.id) + 1, row.id)
    _put_in_order(section.id, order)
    _note(plan, row, Change.ADDED, {}, _kept(row), reason, actor, at)
    return row


def remove_row(row: Row, *, reason: str, actor: Actor, at: datetime) -> None:
    """Take the row out. Refused for a meeting that has questions."""
    plan, section = _plan_of(row)
    _must_be_open(plan, reason)
    if db.session.scalar(select(Row.id).where(Row.meeting_id == row.id).limit(1)):
        raise Refused("Сначала уберите вопросы этого заседания.")
    before = _kept(row)
    _part_from_above(section.id, row)
    _delete(row)
    _put_in_order(section.id, _order(section.id))
    _note(plan, row, Change.REMOVED, before, {}, reason, actor, at)


def move_row(row: Row, *, before: int, reason: str, actor: Actor, at: datetime) -> None:
    """Put the row before another one of its section, 0 for the end; a heading takes its rows."""
    plan, section = _plan_of(row)
    _must_be_open(plan, reason)
    was = _order(section.id)
    block = _block(row)
    rest = [one for one in was if one not in block]
    if before and before not in rest:
        raise Refused("Туда этот пункт не поставить.")
    place = rest.index(before) if before else len(rest)
    order = [*rest[:place], *block, *rest[place:]]
    if order == was:
        return
    _part_from_above(section.id, row)
    _put_in_order(section.id, order)
    _note(plan, row, Change.MOVED, {"order": was}, {"order": order}, reason, actor, at)


def step(row: Row, *, is_up: bool, reason: str, actor: Actor, at: datetime) -> None:
    """Put the row one place up or down; a heading goes over the whole of its neighbour."""
    order, block = _order(row.section_id), _block(row)
    first, last = order.index(block[0]), order.index(block[-1])
    heads = _headings(row.section_id) if row.kind is not RowKind.ITEM else set(order)
    if is_up:
        above = [one for one in order[:first] if one in heads]
        target = above[-1] if above else block[0]
    else:
        below = [one for one in order[last + 1 :] if one in heads]
        target = below[1] if len(below) > 1 else 0
        if not below:
            return
    if target != block[0]:
        move_row(row, before=target, reason=reason, actor=actor, at=at)


def undo(plan: Plan, *, actor: Actor, at: datetime) -> PlanChange:
    """Take the newest change back. Refused when there is none."""
    _must_be_open(plan)
    change: PlanChange | None = db.session.scalar(last_change(plan.id).with_for_update())
    if change is None:
        raise Refused("Отменять нечего.")
    row = db.session.get(Row, change.row_id)
    if change.kind is Change.REMOVED:
        _restore(change.row_id, change.before)
    elif row is None:
        raise Refused("Этого пункта уже нет.")
    elif change.kind is Change.ADDED:
        section_id = row.section_id
        _delete(row)
        _put_in_order(section_id, _order(section_id))
    elif change.kind is Change.MOVED:
        _put_in_order(row.section_id, change.before["order"])
    else:
        _set(row, change.before)
    change.is_undone = True
    emit(events.PlanChanged(by=actor.account_id, at=at, about=plan.id, title="отмена правки"))
    return change


def last_change(plan_id: int) -> Any:
    """The newest change that stands."""
    return (
        select(PlanChange)
        .where(PlanChange.plan_id == plan_id, ~PlanChange.is_undone)
        .order_by(PlanChange.id.desc())
        .limit(1)
    )


# What a row says


def _plan_of(row: Row) -> tuple[Plan, Section]:
    section = db.session.get_one(Section, row.section_id)
    return db.session.get_one(Plan, section.plan_id), section


def _first_year(plan: Plan) -> int:
    return db.session.get_one(SchoolYear, plan.year_id).starts_in


def lines_of(row: Row) -> tuple[str, ...]:
    """Who is responsible, a line for each, as `keep_row` reads them."""
    asked = select(Responsible).filter_by(row_id=row.id).order_by(Responsible.position)
    return tuple(
        ", ".join(filter(None, (one.name, one.post, one.organisation)))
        if one.kind is PersonKind.PERSON else one.name
        for one in db.session.scalars(asked)
    )  # fmt: skip


def _said_of(row: Row) -> tuple[object, ...]:
    by_hand = row.when.get("months") if row.when.get("by_hand") else None
    months = tuple((one[0], one[1]) for one in by_hand) if by_hand is not None else None
    all_year = bool(by_hand is not None and row.when.get("all_year"))
    return (_flat(row.text), _flat(row.when_text), row.place, lines_of(row), months, all_year)


def _comparable(told: Told, row: Row) -> tuple[object, ...]:
    people_said = told.people if row.kind is RowKind.ITEM else lines_of(row)
    return (
        _flat(told.text), _flat(told.when), told.place, people_said, told.months,
        told.is_all_year and told.months is not None,
    )  # fmt: skip


def _flat(text: str) -> str:
    return " ".join(text.split())


def _write(row: Row, section: Section, told: Told, *, first_year: int) -> None:
    """The words of the row, and what was understood of them."""
    if row.kind is RowKind.MEETING:
        heading = terms.heading_of(told.text)
        row.meeting_number, row.title = heading.number, heading.theme
        row.form = heading.kind.lower() or row.form
    elif row.kind is RowKind.GROUP:
        row.title = terms.tidy(told.text)
    else:
        form, row.title = terms.split_form(told.text)
        row.form = form or row.form
    row.text = told.text
    if _flat(told.when) != _flat(row.when_text):
        row.shared = [one for one in row.shared if one != "when"]
    row.when_text, row.when = told.when, _when(told, first_year)
    row.place = told.place
    if row.id is not None:
        _write_people(row, told)
    _put_people(row, told.people, has_place_apart=section.has_place_apart)


def _when(told: Told, first_year: int) -> dict[str, object]:
    if told.months is None:
        return when_stored(understand_when(told.when, first_year))
    return {
        "months": [list(one) for one in told.months],
        "all_year": told.is_all_year,
        "day": None,
        "until": None,
        "by_hand": True,
    }


def _write_people(row: Row, told: Told) -> None:
    if row.kind is not RowKind.ITEM:
        return
    db.session.execute(delete(Responsible).where(Responsible.row_id == row.id))
    known = _members()
    said = [one for line in told.people for one in people.people_in(line, {}).people]
    for position, one in enumerate(said):
        db.session.add(
            Responsible(
                row_id=row.id,
                position=position,
                kind=PersonKind(one.kind.value),
                name=one.name or one.verbatim,
                post=one.post,
                organisation=one.organisation,
                person_id=known.get(one.name),
            )
        )


def _members() -> dict[str, int]:
    """People by their names as plans write them; namesakes are nobody."""
    found: dict[str, int] = {}
    twice: set[str] = set()
    asked = select(Person.id, Person.surname, Person.given, Person.patronymic)
    for one in db.session.execute(asked.where(Person.left_on.is_(None))):
        initials = "".join(f"{part[0]}." for part in (one.given, one.patronymic) if part)
        name = f"{one.surname} {initials}"
        twice |= {name} & found.keys()
        found[name] = one.id
    return {name: number for name, number in found.items() if name not in twice}


# The order of rows


def _order(section_id: int) -> list[int]:
    db.session.flush()
    asked = select(Row.id).where(Row.section_id == section_id).order_by(Row.position)
    return list(db.session.scalars(asked))


def _headings(section_id: int) -> set[int]:
    asked = select(Row.id).where(Row.section_id == section_id, Row.kind != RowKind.ITEM)
    return set(db.session.scalars(asked))


def _block(row: Row) -> list[int]:
    """The row, and for a heading whatever stands under it."""
    order = _order(row.section_id)
    first = order.index(row.id)
    if row.kind is RowKind.ITEM:
        return [row.id]
    heads = _headings(row.section_id)
    length = next(
        (place for place, one in enumerate(order[first + 1 :], 1) if one in heads),
        len(order) - first,
    )
    return order[first : first + length]


def _put_in_order(section_id: int, order: Sequence[int]) -> None:
    """Places, meetings and numbers of the rows of a section, as this order has them."""
    rows = {one.id: one for one in db.session.scalars(select(Row).filter_by(section_id=section_id))}
    if set(rows) != set(order):
        raise Refused("Пункты раздела уже другие: обновите страницу.")
    placed = [rows[one] for one in order]
    if [one.position for one in placed] != list(range(1, len(placed) + 1)):
        for row in placed:
            row.position = -row.position  # a place is taken only once
        db.session.flush()
    meeting: Row | None = None
    for position, row in enumerate(placed, 1):
        row.position = position
        if row.kind is RowKind.ITEM:
            row.meeting_id = meeting.id if meeting else None
        else:
            meeting = row if row.kind is RowKind.MEETING else None
    said = [(one.kind, one.meeting_id is not None, one.number) for one in placed]
    for row, number in zip(placed, rules.numbers(said), strict=True):
        row.number = number
    db.session.flush()


def _part_from_above(section_id: int, row: Row) -> None:
    """Cells that were one with the row above stand for themselves when that row goes away."""
    order = _order(section_id)
    place = order.index(row.id)
    following = db.session.get(Row, order[place + 1]) if place + 1 < len(order) else None
    for one in (row, following):
        if one is not None and one.shared:
            one.shared = []


# What can be undone


def _kept(row: Row) -> dict[str, Any]:
    asked = select(Responsible).filter_by(row_id=row.id).order_by(Responsible.position)
    who = [{name: getattr(one, name) for name in _WHO} for one in db.session.scalars(asked)]
    return {name: getattr(row, name) for name in _KEPT} | {"who": who}


def _set(row: Row, kept: dict[str, Any]) -> None:
    """Give the row its words back; its place is its own."""
    for name in _KEPT[4:]:
        setattr(row, name, RowState(kept[name]) if name == "state" else kept[name])
    _set_people(row.id, kept["who"])


def _set_people(row_id: int, who: Iterable[dict[str, Any]]) -> None:
    db.session.execute(delete(Responsible).where(Responsible.row_id == row_id))
    for position, one in enumerate(who):
        db.session.add(Responsible(row_id=row_id, position=position,
                                   **one | {"kind": PersonKind(one["kind"])}))  # fmt: skip


def _restore(row_id: int, kept: dict[str, Any]) -> None:
    words = {name: kept[name] for name in _KEPT}
    words |= {"kind": RowKind(kept["kind"]), "state": RowState(kept["state"])}
    order = _order(kept["section_id"])
    last = max((0, *db.session.scalars(
        select(Row.position).where(Row.section_id == kept["section_id"])
    )))  # fmt: skip
    db.session.add(Row(id=row_id, **words | {"position": last + 1, "meeting_id": None}))
    db.session.flush()
    _set_people(row_id, kept["who"])
    order.insert(kept["position"] - 1, row_id)
    _put_in_order(kept["section_id"], order)


def _delete(row: Row) -> None:
    db.session.execute(delete(Responsible).where(Responsible.row_id == row.id))
    db.session.delete(row)
    db.session.flush()


def _note(
    plan: Plan, row: Row, kind: Change, before: dict[str, Any], after: dict[str, Any],
    reason: str, actor: Actor, at: datetime,
) -> None:  # fmt: skip
    title = terms.shortened(row.title or row.text)
    is_amendment = plan.state is not PlanState.DRAFT
    db.session.add(
        PlanChange(
            plan_id=plan.id,
            row_id=row.id,
            kind=kind,
            title=title,
            before=before,
            after=after,
            reason=reason if is_amendment else "",
            by=actor.account_id,
            at=at,
            is_undone=False,
        )
    )
    emit(events.PlanChanged(by=actor.account_id, at=at, about=plan.id, title=title))
