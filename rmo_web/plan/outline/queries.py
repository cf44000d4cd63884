"""What the form of the plan's header begins with."""

from dataclasses import dataclass

from rmo_web.plan.models import Plan


@dataclass(frozen=True, slots=True)
class HeaderFields:
    title: str
    theme: str
    goal: str
    tasks: str


def header_fields(plan: Plan) -> HeaderFields:
    """What the form of the plan's header begins with."""
    return HeaderFields(plan.title, plan.theme, plan.goal, "\n".join(plan.tasks))
