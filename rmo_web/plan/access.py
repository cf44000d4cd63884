"""Who may read the plan, and who may bring one in."""

from enum import StrEnum

from flask import abort
from sqlalchemy import select

from rmo_web.kernel.access import Actor, anyone, grant, leads
from rmo_web.kernel.db import db
from rmo_web.kernel.files import owned
from rmo_web.kernel.schoolyear import Year
from rmo_web.plan.models import Plan, Row, Section


class Permission(StrEnum):
    SEE = "plan.see"
    IMPORT = "plan.import"
    EDIT = "plan.edit"


grant({Permission.SEE: anyone, Permission.IMPORT: leads, Permission.EDIT: leads})


def plan_of_year(year: Year | None) -> Plan:
    """The plan of the year; 404 when there is none."""
    found = db.session.scalar(select(Plan).filter_by(year_id=year.id)) if year else None
    if found is None:
        abort(404)
    return found


def row_for(row_id: int) -> Row:
    """404 when there is none; only who edits plans comes this far."""
    found = db.session.get(Row, row_id)
    if found is None:
        abort(404)
    return found


def section_for(section_id: int) -> Section:
    """404 when there is none; only who edits plans comes this far."""
    found = db.session.get(Section, section_id)
    if found is None:
        abort(404)
    return found


@owned("plan")
def may_see_file(actor: Actor, plan_id: int) -> bool:
    """The Word file of the plan is for everyone who may read the plan."""
    return True


@owned("plan_upload", passing=True)
def may_see_upload(actor: Actor, account_id: int) -> bool:
    """A file between preview and «Применить» belongs to whoever brought it."""
    return actor.account_id == account_id
