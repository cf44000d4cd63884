"""The newest change is taken back: the picture before it stands there again."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select

from rmo_web.kernel.access import Actor
from rmo_web.kernel.db import db
from rmo_web.kernel.errors import Refused
from rmo_web.kernel.events import emit
from rmo_web.plan import events
from rmo_web.plan.models import Leftover, Plan, PlanChange, Responsible, Row, Section
from rmo_web.plan.rules import PersonKind, RowKind, RowState
from rmo_web.plan.services import delete_row, must_be_changeable

_ENUMS = {"kind": RowKind, "state": RowState}


def undo(plan: Plan, change_id: int, *, by: Actor, at: datetime) -> PlanChange:
    """Take the newest change back. Refused when it is not the one that was asked for."""
    must_be_changeable(plan)
    change: PlanChange | None = db.session.scalar(PlanChange.newest(plan.id))
    if change is None:
        raise Refused("Отменять нечего.")
    if change.id != change_id:
        raise Refused("Последняя правка уже другая: обновите страницу и посмотрите, какая.")
    _put_back(plan, change)
    change.is_undone = True
    said = ": ".join(filter(None, ("отмена правки", change.title)))
    emit(events.PlanChanged(by=by.account_id, at=at, about=plan.id, title=said))
    return change


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
