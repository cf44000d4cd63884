"""What the verbs of every part do alike: a change is noted, rows stand in their order."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select

from rmo_web.kernel.access import Actor
from rmo_web.kernel.db import db
from rmo_web.kernel.errors import Refused
from rmo_web.kernel.events import emit
from rmo_web.kernel.years import SchoolYear, must_be_open
from rmo_web.members.works import Meant
from rmo_web.plan import events, rules
from rmo_web.plan.models import Leftover, Plan, PlanChange, Responsible, Row, Section
from rmo_web.plan.rules import Change, PersonKind, RowKind
from rmo_web.plan_reader import pieces, terms
from rmo_web.plan_reader.people import Named
from rmo_web.plan_reader.when import When

OF_ROW = (
    "position", "kind", "meeting_id", "number", "text", "title", "meeting_number", "form",
    "when_text", "when", "place", "place_text", "people_text", "mark", "extras", "shared", "state",
    "note", "has_facts", "pieces",
)  # fmt: skip
_OF_SECTION = ("position", "number", "title", "heading", "has_place_apart", "columns", "pieces")
_OF_PLAN = ("title", "theme", "goal", "tasks")
_OF_NOTE = ("place", "text")
_OF_PERSON = ("kind", "name", "post", "organisation", "person_id")
Picture = dict[str, Any]


@dataclass(slots=True)
class ChangeNote:
    """What a change says of itself while it happens: the row it is about, its title."""

    section_id: int = 0
    row_id: int = 0
    title: str = ""

    def about(self, row: Row) -> None:
        self.row_id, self.title = row.id, terms.shortened(row.title or row.text)


@contextmanager
def changing(
    plan: Plan, kind: Change, *, section_id: int = 0, reason: str = "", by: Actor, at: datetime
) -> Iterator[ChangeNote]:
    """Note what the block changes of the plan. Refused when its state or its year forbids."""
    must_be_changeable(plan, "-" if kind is Change.MARKED else reason)
    before, noted = _picture(plan, section_id), ChangeNote(section_id)
    yield noted
    db.session.flush()
    after = _picture(plan, noted.section_id)
    whole = "" if kind is Change.MOVED else str(noted.row_id)
    gone, come = _difference(before, after, whole)
    if gone == come:
        return
    is_amendment = rules.needs_reason(plan.state) and kind is not Change.MARKED
    db.session.add(
        PlanChange(
            plan_id=plan.id, section_id=noted.section_id, row_id=noted.row_id, kind=kind,
            title=noted.title, before=gone, after=come, reason=reason if is_amendment else "",
            by=by.account_id, at=at, is_undone=False, is_final=False,
        )
    )  # fmt: skip
    emit(
        events.PlanChanged(
            by=by.account_id, at=at, about=plan.id, title=noted.title, change=kind.value
        )
    )


def must_have_no_plan(year_id: int) -> None:
    """Refused for a year that has a plan: it has one only."""
    if db.session.scalar(select(Plan.id).filter_by(year_id=year_id)):
        raise Refused("У этого года уже есть план.")


def must_be_changeable(plan: Plan, reason: str = "-") -> None:
    """Refused in a closed year, for a plan that is over, for an adopted one without a reason."""
    must_be_open(db.session.get_one(SchoolYear, plan.year_id))
    rules.check_change(plan.state, reason)


def _picture(plan: Plan, section_id: int) -> Picture:
    section = db.session.get(Section, section_id) if section_id else None
    rows = db.session.scalars(select(Row).filter_by(section_id=section_id)).all()
    asked = select(Responsible).where(Responsible.row_id.in_([row.id for row in rows]))
    who: dict[int, list[dict[str, Any]]] = {row.id: [] for row in rows}
    for one in db.session.scalars(asked.order_by(Responsible.position)):
        who[one.row_id].append(_fields(one, _OF_PERSON))
    notes = db.session.scalars(select(Leftover).filter_by(plan_id=plan.id)).all()
    return {
        "notes": {str(one.id): _fields(one, _OF_NOTE) for one in notes},
        "plan": _fields(plan, _OF_PLAN),
        "section": _fields(section, _OF_SECTION) if section else {},
        "rows": {str(row.id): _fields(row, OF_ROW) | {"who": who[row.id]} for row in rows},
    }


def _fields(record: object, names: tuple[str, ...]) -> dict[str, Any]:
    return {name: getattr(record, name) for name in names}


def _difference(before: Picture, after: Picture, whole: str) -> tuple[Picture, Picture]:
    """What was and what is: only fields that differ, but all of the row that it is about."""
    was, now = before["rows"], after["rows"]
    touched = {one for one in was.keys() | now.keys() if was.get(one) != now.get(one)}
    gone: Picture = {"rows": {}}
    come: Picture = {"rows": {}}
    for one in touched:
        is_whole = one == whole or one not in was or one not in now
        for picture, kept, other in ((gone, was, now), (come, now, was)):
            if one in kept:
                picture["rows"][one] = kept[one] if is_whole else _unlike(kept[one], other[one])
    notes = [one for one, was in before["notes"].items() if was != after["notes"][one]]
    if notes:
        gone["notes"] = {one: before["notes"][one] for one in notes}
        come["notes"] = {one: after["notes"][one] for one in notes}
    for name in ("plan", "section"):
        if before[name] != after[name]:
            gone[name], come[name] = before[name], after[name]
    return gone, come


def _unlike(one: dict[str, Any], other: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in one.items() if value != other[name]}


def delete_row(row: Row) -> None:
    """The row with whoever was responsible for it."""
    db.session.execute(delete(Responsible).where(Responsible.row_id == row.id))
    db.session.delete(row)
    db.session.flush()


def put_in_order(
    section_id: int, order: Sequence[int], was: Sequence[int], moved: Sequence[int] = ()
) -> None:
    """Places, meetings and numbers of the rows of a section, as this order has them.

    `moved` are those that were put elsewhere: what stood in the file after them stays there.
    """
    rows = {one.id: one for one in db.session.scalars(select(Row).filter_by(section_id=section_id))}
    if set(rows) != set(order):
        raise Refused("Пункты раздела уже другие: обновите страницу.")
    placed = [rows[one] for one in order]
    others = [row for place, row in enumerate(placed, 1) if row.position != place]
    for row in others:
        row.position = -row.position  # a place is taken only once
    if others:
        db.session.flush()
    _keep_gaps(rows, order, was, moved)
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
    _part_from_others(placed, was)
    db.session.flush()


def _keep_gaps(
    rows: Mapping[int, Row], order: Sequence[int], was: Sequence[int], moved: Sequence[int]
) -> None:  # fmt: skip
    last = was[-1] if was else 0
    if moved and moved[-1] != last:
        before = was.index(moved[0]) - 1
        leave_gap(rows[moved[-1]], rows[was[before]] if before >= 0 else None)
    if last in rows and order[-1] != last:
        leave_gap(rows[last], rows[order[-1]])


def leave_gap(row: Row, other: Row | None) -> None:
    """What stood in the file after the row stands after another one, else above all rows."""
    own, rest = pieces.parted(pieces.restored(row.pieces))
    heir = other or db.session.get_one(Section, row.section_id)
    if rest:
        row.pieces = pieces.kept(own)
        heir.pieces = [*heir.pieces, *pieces.kept(rest)]


def _part_from_others(placed: Sequence[Row], was: Sequence[int]) -> None:
    """A cell that was one with the row above stands for itself when another row is above it."""
    above = dict(zip(was[1:], was, strict=False))
    for upper, row in zip((None, *placed), placed, strict=False):
        if row.shared and (upper is None or above.get(row.id) != upper.id):
            row.shared = []


def put_people(row: Row, people_said: Sequence[str], *, has_place_apart: bool) -> None:
    """The cells of place and responsible, as the columns of the section have them."""
    row.place_text = row.place if has_place_apart else ""
    if row.says_facts:
        joined = people_said if has_place_apart else (row.place, *people_said)
        row.people_text = "\n".join(filter(None, joined))


def order_of(section_id: int) -> list[int]:
    """The rows of a section by their places."""
    db.session.flush()
    asked = select(Row.id).where(Row.section_id == section_id).order_by(Row.position)
    return list(db.session.scalars(asked))


def lines_of(row: Row) -> tuple[str, ...]:
    """Who is responsible, a line for each."""
    return tuple(one.line for one in db.session.scalars(Responsible.of_row(row.id)))


def plan_of(row: Row) -> tuple[Plan, Section]:
    """The plan and the section that have this row."""
    section = db.session.get_one(Section, row.section_id)
    return db.session.get_one(Plan, section.plan_id), section


def name_people(row_id: int, people: Iterable[Named], known: Meant) -> None:
    """Whoever is responsible for the row, as its words name them."""
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
        for position, one in enumerate(people)
    )


def when_stored(when: When) -> dict[str, object]:
    """What was understood of a срок, as the row keeps it."""
    return {
        "months": [list(month) for month in when.months],
        "all_year": when.all_year,
        "day": when.day.isoformat() if when.day else None,
        "until": when.until.isoformat() if when.until else None,
        "foreign": when.foreign,
    }
