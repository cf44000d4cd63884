"""Adopt, approve, end the plan, or take a step back."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, update

from rmo_web.kernel.access import Actor
from rmo_web.kernel.db import db
from rmo_web.kernel.errors import Refused
from rmo_web.kernel.events import emit
from rmo_web.kernel.years import SchoolYear, must_be_open
from rmo_web.plan import events, rules
from rmo_web.plan.models import Plan, PlanChange
from rmo_web.plan.rules import PlanState, PlanStep


@dataclass(frozen=True, slots=True)
class NewState:
    """The state a plan goes on to, with the words that prove it."""

    state: PlanState
    adoption: str = ""
    approval: str = ""


def go_on(plan: Plan, told: NewState, *, by: Actor, at: datetime) -> None:
    """Adopt, approve, end the plan, or take a step back. Refused without the minutes' number."""
    must_be_open(db.session.get_one(SchoolYear, plan.year_id))
    step = rules.LIFE.between(plan.state, told.state)
    if step is PlanStep.ADOPT:
        if not told.adoption:
            raise Refused("Напишите номер и дату протокола.", "adoption")
        plan.adoption = told.adoption
        _settle_changes(plan)
    if step is PlanStep.APPROVE:
        if not told.approval:
            raise Refused("Напишите, кто и когда утвердил.", "approval")
        plan.approval = told.approval
    plan.state = told.state
    emit(events.PlanWentOn(by=by.account_id, at=at, about=plan.id, state=told.state))


def _settle_changes(plan: Plan) -> None:
    """An adopted plan is what the meeting has adopted: nothing before that is taken back.

    Amendments of an earlier adoption stay on their list.
    """
    mine = PlanChange.plan_id == plan.id
    db.session.execute(delete(PlanChange).where(mine, PlanChange.reason == ""))
    db.session.execute(update(PlanChange).where(mine).values(is_final=True))
