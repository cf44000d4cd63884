"""The states that a plan may go on to."""

from dataclasses import dataclass

from rmo_web.plan import rules
from rmo_web.plan.models import Plan
from rmo_web.plan.rules import PlanParty, PlanStep

_FIELDS = {PlanStep.ADOPT: "adoption", PlanStep.APPROVE: "approval"}  # in which a step asks


@dataclass(frozen=True, slots=True)
class NextState:
    """A state that the plan may go on to."""

    state: str
    words: str
    asks: str


def steps(plan: Plan, *, may_adopt: bool) -> list[NextState]:
    """The states that may follow; the first of them is the usual one."""
    parties = {PlanParty.OFFICE} | ({PlanParty.HEAD} if may_adopt else set())
    moves = (rules.LIFE.moves[step] for step in rules.LIFE.steps(plan.state, parties))
    return [
        NextState(one.leads[plan.state].value, one.words, _FIELDS.get(one.step, ""))
        for one in moves
    ]
