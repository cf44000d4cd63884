"""What is stored of a plan, as those who change it and its pages read it alike."""

from typing import Any

from sqlalchemy import Select, select

from rmo_web.kernel.db import db
from rmo_web.kernel.schoolyear import SchoolYear
from rmo_web.plan.models import Plan, PlanChange, Responsible, Row, Section
from rmo_web.plan.rules import PersonKind


def plan_of(row: Row) -> tuple[Plan, Section]:
    """The plan and the section that have this row."""
    section = db.session.get_one(Section, row.section_id)
    return db.session.get_one(Plan, section.plan_id), section


def first_year(plan: Plan) -> int:
    """The first calendar year of the plan's school year."""
    return db.session.get_one(SchoolYear, plan.year_id).starts_in


def order_of(section_id: int) -> list[int]:
    """The rows of a section by their places."""
    db.session.flush()
    asked = select(Row.id).where(Row.section_id == section_id).order_by(Row.position)
    return list(db.session.scalars(asked))


def lines_of(row: Row) -> tuple[str, ...]:
    """Who is responsible, a line for each, as `editing.keep_row` reads them."""
    asked = select(Responsible).filter_by(row_id=row.id).order_by(Responsible.position)
    return tuple(
        ", ".join(filter(None, (one.name, one.post, one.organisation)))
        if one.kind is PersonKind.PERSON else one.name
        for one in db.session.scalars(asked)
    )  # fmt: skip


def last_change(plan_id: int) -> Select[Any]:
    """The newest change that stands: the one that «Отменить» takes back."""
    return (
        select(PlanChange)
        .where(PlanChange.plan_id == plan_id, ~PlanChange.is_undone, ~PlanChange.is_final)
        .order_by(PlanChange.id.desc())
        .limit(1)
    )
