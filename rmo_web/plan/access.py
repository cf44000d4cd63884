"""Who may read the plan, and who may bring one in."""

from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, select

from rmo_web.household.files import owned, passing
from rmo_web.kernel import years
from rmo_web.kernel.access import anyone, grant, is_head, leads, present
from rmo_web.kernel.db import db, locked, of_id, only_reads
from rmo_web.kernel.years import Year
from rmo_web.plan.models import Leftover, Plan, Row, Section


class Permission(StrEnum):
    SEE = "plan.see"
    IMPORT = "plan.import"
    EDIT = "plan.edit"
    ADOPT = "plan.adopt"


grant(
    {
        Permission.SEE: anyone,
        Permission.IMPORT: leads,
        Permission.EDIT: leads,
        Permission.ADOPT: is_head,  # not the methodist (design.md, "Who may do what")
    }
)


def stay_in_year_of(section_id: int) -> Year:
    """The year whose plan has this section; its page stays in it."""
    plan_id = select(Section.plan_id).where(Section.id == section_id).scalar_subquery()
    year = _year_of(Plan.id == plan_id)
    years.stay_in(year.id)
    return year


def year_of_note(note: Leftover) -> Year:
    """The year whose plan has this place of its file."""
    return _year_of(Plan.id == note.plan_id)


def _year_of(plan: ColumnElement[bool]) -> Year:
    year_id = db.session.scalar(select(Plan.year_id).where(plan))
    return years.of_id(year_id or 0)


def plan_of_year(year: Year | None) -> Plan:
    """The plan of the year; 404 when there is none."""
    asked = select(Plan).filter_by(year_id=year.id if year else None)
    found: Plan | None = db.session.scalar(locked(asked))
    return present(found)


def row_for(row_id: int) -> Row:
    """404 when there is none; only who edits plans comes this far."""
    section = select(Row.section_id).where(Row.id == row_id).scalar_subquery()
    _hold_plan(select(Section.plan_id).where(Section.id == section))
    return present(of_id(Row, row_id))


def row_below(section: Section, row_id: int) -> Row | None:
    """The row of this section below which a new one goes; None, at the end, when it is gone."""
    found: Row | None = db.session.scalar(
        locked(select(Row).filter_by(id=row_id, section_id=section.id))
    )
    return found


def _hold_plan(plan_id: Select[Any]) -> None:
    """Whoever changes rows holds the whole plan: they stand in one order."""
    if not only_reads():
        db.session.scalar(locked(select(Plan).where(Plan.id == plan_id.scalar_subquery())))


def section_for(section_id: int) -> Section:
    """404 when there is none; only who edits plans comes this far."""
    _hold_plan(select(Section.plan_id).where(Section.id == section_id))
    return present(of_id(Section, section_id))


def note_for(note_id: int) -> Leftover:
    """404 when there is none; only who edits plans comes this far."""
    _hold_plan(select(Leftover.plan_id).where(Leftover.id == note_id))
    return present(of_id(Leftover, note_id))


owned("plan")(anyone)  # its Word file
UPLOADS = passing("plan_upload")
