"""Signed minutes adopt the plan."""

from datetime import datetime

from sqlalchemy import select

from rmo_web.kernel.access import Actor, may
from rmo_web.kernel.db import db
from rmo_web.kernel.errors import Refused
from rmo_web.kernel.offered.plan_link import adopts_plan, checks_adoption
from rmo_web.plan.access import Permission
from rmo_web.plan.adoption.services import NewState, go_on
from rmo_web.plan.models import Plan
from rmo_web.plan.rules import LIFE, PlanState, PlanStep


@checks_adoption
def may_adopt(year_id: int, actor: Actor) -> None:
    """Refused for a year without a plan, and for whoever is not the head."""
    plan = db.session.scalar(select(Plan).filter_by(year_id=year_id))
    if plan is None:
        raise Refused("У этого года нет плана: принимать нечего. Снимите отметку в решении.")
    if _may_be_adopted(plan) and not may(actor, Permission.ADOPT):
        raise Refused("План принимает руководитель РМО: пусть протокол подпишет руководитель.")


@adopts_plan
def adopt(year_id: int, minutes: str, actor: Actor, at: datetime) -> None:
    """The draft becomes the adopted plan; one that is adopted already stays so."""
    plan = db.session.scalars(select(Plan).filter_by(year_id=year_id)).one()
    if _may_be_adopted(plan):
        go_on(plan, NewState(PlanState.ADOPTED, adoption=minutes), by=actor, at=at)


def _may_be_adopted(plan: Plan) -> bool:
    return PlanStep.ADOPT in LIFE.steps(plan.state)
