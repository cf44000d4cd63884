"""What every change of a plan keeps, so that it can be taken back and an adopted plan can say it.

A change keeps what differs between two pictures of what it touches: the plan's header, a section,
its rows with whoever is responsible for them. Taking it back puts the first picture there again.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select, update

from rmo_web.kernel.access import Actor
from rmo_web.kernel.db import db
from rmo_web.kernel.errors import Refused
from rmo_web.kernel.events import emit
from rmo_web.kernel.years import SchoolYear, must_be_open
from rmo_web.plan import events, rules
from rmo_web.plan.models import Leftover, Plan, PlanChange, Responsible, Row, Section
from rmo_web.plan.rules import Change, PersonKind, PlanState, RowKind, RowState
from rmo_web.plan.stored import last_change
from rmo_web.plan_reader import terms

OF_ROW = (
    "position", "kind", "meeting_id", "number", "text", "title", "meeting_number", "form",
    "when_text", "when", "place", "place_text", "people_text", "mark", "extras", "shared", "state",
    "note", "has_facts", "pieces",
)  # fmt: skip
_OF_SECTION = ("position", "number", "title", "heading", "has_place_apart", "columns", "pieces")
_OF_PLAN = ("title", "theme", "goal", "tasks")
_OF_NOTE = ("place", "text")
_OF_PERSON = ("kind", "name", "post", "organisation", "person_id")
_ENUMS = {"kind": RowKind, "state": RowState}

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
    plan: Plan, kind: Change, *, section_id: int = 0, reason: str = "", actor: Actor, at: datetime
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
    is_amendment = plan.state is not PlanState.DRAFT and kind is not Change.MARKED
    db.session.add(
        PlanChange(
            plan_id=plan.id, section_id=noted.section_id, row_id=noted.row_id, kind=kind,
            title=noted.title, before=gone, after=come, reason=reason if is_amendment else "",
            by=actor.account_id, at=at, is_undone=False, is_final=False,
        )
    )  # fmt: skip
    emit(
        events.PlanChanged(
            by=actor.account_id, at=at, about=plan.id, title=noted.title, change=kind.value
        )
    )


def must_be_changeable(plan: Plan, reason: str = "-") -> None:
    """Refused in a closed year, for a plan that is over, for an adopted one without a reason."""
    must_be_open(db.session.get_one(SchoolYear, plan.year_id))
    rules.check_change(plan.state, reason)


def undo(plan: Plan, change_id: int, *, actor: Actor, at: datetime) -> PlanChange:
    """Take the newest change back. Refused when it is not the one that was asked for."""
    must_be_changeable(plan)
    change: PlanChange | None = db.session.scalar(last_change(plan.id))
    if change is None:
        raise Refused("Отменять нечего.")
    if change.id != change_id:
        raise Refused("Последняя правка уже другая: обновите страницу и посмотрите, какая.")
    _put_back(plan, change)
    change.is_undone = True
    emit(events.PlanChanged(by=actor.account_id, at=at, about=plan.id, title="отмена правки"))
    return change


def forget(plan: Plan) -> None:
    """An adopted plan is what the meeting has adopted: nothing before that is taken back.

    Amendments of an earlier adoption stay on their list.
    """
    mine = PlanChange.plan_id == plan.id
    db.session.execute(delete(PlanChange).where(mine, PlanChange.reason == ""))
    db.session.execute(update(PlanChange).where(mine).values(is_final=True))


# Pictures


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


def _put_back(plan: Plan, change: PlanChange) -> None:
    before, after = change.before, change.after
    for name, value in before.get("plan", {}).items():
        setattr(plan, name, value)
    for number, kept in before.get("notes", {}).items():
        db.session.get_one(Leftover, int(number)).text = kept["text"]
    section = db.session.get(Section, change.section_id)
    if before.get("section"):
        if section is None:
            section = Section(id=change.section_id, plan_id=plan.id)
            db.session.add(section)
        _set(section, before["section"])
        db.session.flush()
    _put_rows_back(change.section_id, before["rows"], after["rows"])
    if "section" in before and not before["section"] and section is not None:
        db.session.delete(section)
        db.session.flush()


def _put_rows_back(
    section_id: int, before: Mapping[str, dict[str, Any]], after: Mapping[str, dict[str, Any]]
) -> None:
    rows = {
        str(row.id): row
        for row in db.session.scalars(select(Row).filter_by(section_id=section_id))
        if str(row.id) in before or str(row.id) in after
    }
    for row in rows.values():
        row.position = -row.position  # a place is taken only once
    db.session.flush()
    added = {one for one in before if one not in rows}
    for one in added:
        kept = before[one] | {"position": -10_000_000 - int(one), "meeting_id": None}
        rows[one] = Row(id=int(one), section_id=section_id)
        _set(rows[one], kept)
        db.session.add(rows[one])
        db.session.flush()
        _set_people(rows[one].id, kept["who"])
    for one, kept in before.items():
        position = kept.get("position", abs(rows[one].position))
        _set(rows[one], kept | {"position": position})
        if "who" in kept and one not in added:
            _set_people(rows[one].id, kept["who"])
    db.session.flush()
    for one in after.keys() - before.keys():
        delete_row(rows[one])


def _set(record: Row | Section, kept: Mapping[str, Any]) -> None:
    for name, value in kept.items():
        if name != "who":
            kind = _ENUMS.get(name) if isinstance(record, Row) else None
            setattr(record, name, kind(value) if kind else value)


def _set_people(row_id: int, who: list[dict[str, Any]]) -> None:
    db.session.execute(delete(Responsible).where(Responsible.row_id == row_id))
    for position, one in enumerate(who):
        said = one | {"kind": PersonKind(one["kind"])}
        db.session.add(Responsible(row_id=row_id, position=position, **said))


def delete_row(row: Row) -> None:
    """The row with whoever was responsible for it."""
    db.session.execute(delete(Responsible).where(Responsible.row_id == row.id))
    db.session.delete(row)
    db.session.flush()
