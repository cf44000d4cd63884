"""What the forms of header, section and note ask."""

from wtforms import BooleanField

from rmo_web.kernel import forms as kernel
from rmo_web.kernel.forms import Form, line
from rmo_web.plan import rules
from rmo_web.plan.forms import lines_in, reason_field
from rmo_web.plan.outline.services import NewHeader, NewSection


class HeaderForm(Form):
    title = line("Название", needed="Напишите название плана.", most=500)
    theme = line("Тема", most=1000)
    goal = kernel.text("Цель", most=rules.TEXT_MAX)
    tasks = kernel.text("Задачи", most=rules.TEXT_MAX)
    reason = reason_field()

    def new_header(self) -> NewHeader:
        tasks = lines_in(self.tasks.data)[: rules.TASKS_MAX]
        return NewHeader(self.title.data, self.theme.data or "", self.goal.data or "", tasks)


class SectionForm(Form):
    number = line("Номер", most=20)
    title = line("Название раздела", needed="Напишите название раздела.", most=500)
    has_place_apart = BooleanField("Место и ответственные в разных столбцах")
    reason = reason_field()

    def new_section(self) -> NewSection:
        return NewSection(self.title.data, self.number.data or "", bool(self.has_place_apart.data))
