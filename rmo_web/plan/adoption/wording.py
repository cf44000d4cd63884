"""Words of the plan's states."""

from rmo_web.plan.rules import PlanState

# What the button of a step is called.
STEPS = {
    (PlanState.DRAFT, PlanState.ADOPTED): "Принять план",
    (PlanState.ADOPTED, PlanState.APPROVED): "Отметить утверждение",
    (PlanState.APPROVED, PlanState.DONE): "Завершить план",
    (PlanState.ADOPTED, PlanState.DRAFT): "Вернуть в проект",
    (PlanState.APPROVED, PlanState.ADOPTED): "Снять утверждение",
    (PlanState.DONE, PlanState.APPROVED): "Открыть снова",
}
