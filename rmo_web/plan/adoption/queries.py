"""The states that a plan may go on to."""

from dataclasses import dataclass

from rmo_web.plan import rules
from rmo_web.plan.adoption import wording
from rmo_web.plan.models import Plan
from rmo_web.plan.rules import PlanState


@dataclass(frozen=True, slots=True)
class NextState:
    """A state that the plan may go on to."""

    state: str
    words: str
    asks: str


def steps(plan: Plan, *, may_adopt: bool) -> list[NextState]:
    """The states that may follow; the first of them is the usual one."""
    asks = {PlanState.ADOPTED: "adoption", PlanState.APPROVED: "approval"}
    order = list(PlanState)
    return [
        NextState(
            then.value,
            wording.STEPS[plan.state, then],
            asks.get(then, "") if order.index(then) > order.index(plan.state) else "",
        )
        for then in rules.STATES[plan.state]
        if may_adopt or not rules.is_adoption(plan.state, then)
    ]
