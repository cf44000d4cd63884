"""What going on asks: the minutes, the stamp."""

from wtforms import SelectField

from rmo_web.kernel import forms as kernel
from rmo_web.kernel.forms import Form, choices, line
from rmo_web.plan.adoption.services import NewState
from rmo_web.plan.rules import PlanState


class StateForm(Form):
    state = SelectField("Состояние", choices=choices((one.value, one.value) for one in PlanState))
    adoption = line("Протокол")
    approval = kernel.text("Кто и когда утвердил", most=1000)

    def new_state(self) -> NewState:
        return NewState(
            PlanState(self.state.data), self.adoption.data or "", self.approval.data or ""
        )
