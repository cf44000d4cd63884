"""What the import of a plan asks."""

import re
from collections.abc import Sequence

from flask_wtf.file import FileField
from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, Field, SelectField, SelectMultipleField
from wtforms.fields.choices import SelectChoice
from wtforms.widgets import CheckboxInput, ListWidget

from rmo_web.kernel import forms as kernel
from rmo_web.kernel import russian, years
from rmo_web.kernel.forms import Form, choices, line
from rmo_web.plan import rules, wording
from rmo_web.plan.editing import NewHeader, NewRow, NewState
from rmo_web.plan.rules import PlanState, RowState
from rmo_web.plan.sections import NewSection
from rmo_web.plan.services import Answers
from rmo_web.plan.stored import Spare
from rmo_web.plan_reader.columns import Column

SPARE = "spare_"
_COLUMN = re.compile(r"column-(\d{1,3})-(\d{1,3})")


class PlanUploadForm(Form):
    file = FileField("Файл плана (.docx)", render_kw={"accept": ".docx,.doc"})


class ApplyPlanForm(Form):
    starts_in = SelectField("Записать как план на", coerce=int)
    replaces = BooleanField("Заменить план, который уже есть у этого года")

    def offer_years(self, chosen: int, known: list[int]) -> None:
        """The years to choose from; the file's own year, when it names one, is chosen."""
        offered = sorted({chosen, *known}, reverse=True)
        self.starts_in.choices = [SelectChoice(y, f"{years.title(y)} учебный год") for y in offered]
        if self.starts_in.data is None:
            self.starts_in.data = chosen


class RowForm(Form):
    """A row of the plan; a heading asks for its text only."""

    text = kernel.text("Текст", needed="Напишите текст пункта.", most=rules.TEXT_MAX)
    when = line("Срок")
    place = line("Место")
    people = kernel.text("Ответственные", most=rules.TEXT_MAX)
    by_hand = BooleanField("Отметить месяцы вручную")
    months = SelectMultipleField(
        "Месяцы",
        choices=[],
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    is_all_year = BooleanField("В течение года")
    is_outside = BooleanField("Да, этот срок не из учебного года плана")
    state = SelectField(
        "Выполнение",
        choices=choices((one.value, words) for one, (words, _) in wording.ROW_STATES.items()),
        default=RowState.PLANNED.value,
    )
    note = kernel.text("Что сделано, почему перенесено", most=rules.REASON_MAX)
    reason = line("Почему план меняется", most=rules.REASON_MAX)
    form = line("Форма проведения")
    has_form = False  # whether the row has a place for it beside its text

    @property
    def spare(self) -> list[Field]:
        """The columns of the file that have no other field."""
        return [one for one in self if one.name.startswith(SPARE)]

    def offer_months(self, first: int) -> None:
        """The twelve months of the school year."""
        self.months.choices = [
            SelectChoice(f"{year}-{month}", russian.month_of_year(year, month))
            for year, month in years.months(first)
        ]

    def told(self) -> NewRow:
        chosen = (one.split("-") for one in self.months.data or ())
        return NewRow(
            text=self.text.data,
            when=self.when.data or "",
            place=self.place.data or "",
            people=_lines(self.people.data),
            months=tuple((int(y), int(m)) for y, m in chosen) if self.by_hand.data else None,
            is_all_year=bool(self.by_hand.data and self.is_all_year.data),
            is_outside=bool(self.is_outside.data),
            state=RowState(self.state.data),
            note=self.note.data or "",
            form=(self.form.data or "") if self.has_form else None,
            spare=tuple(one.data or "" for one in self.spare),
        )


def row_form(columns: Sequence[Spare], *, has_form: bool) -> type[RowForm]:
    """The form of a row with a field for each of these columns of its file."""
    fields = {
        f"{SPARE}{number}": kernel.text(one.title, most=rules.TEXT_MAX)
        for number, one in enumerate(columns)
    }
    return type("RowForm", (RowForm,), {**fields, "has_form": has_form})


class MoveRowForm(Form):
    reason = line("Почему план меняется", most=rules.REASON_MAX)


class HeaderForm(Form):
    title = line("Название", needed="Напишите название плана.", most=500)
    theme = line("Тема", most=1000)
    goal = kernel.text("Цель", most=rules.TEXT_MAX)
    tasks = kernel.text("Задачи", most=rules.TEXT_MAX)
    reason = line("Почему план меняется", most=rules.REASON_MAX)

    def told(self) -> NewHeader:
        tasks = _lines(self.tasks.data)[: rules.TASKS_MAX]
        return NewHeader(self.title.data, self.theme.data or "", self.goal.data or "", tasks)


class NoteForm(Form):
    text = kernel.text("Текст", most=kernel.TEXT_MAX)
    reason = line("Почему план меняется", most=rules.REASON_MAX)


class SectionForm(Form):
    number = line("Номер", most=20)
    title = line("Название раздела", needed="Напишите название раздела.", most=500)
    has_place_apart = BooleanField("Место и ответственные в разных столбцах")
    reason = line("Почему план меняется", most=rules.REASON_MAX)

    def told(self) -> NewSection:
        return NewSection(self.title.data, self.number.data or "", bool(self.has_place_apart.data))


class StateForm(Form):
    state = SelectField("Состояние", choices=choices((one.value, one.value) for one in PlanState))
    adoption = line("Протокол")
    approval = kernel.text("Кто и когда утвердил", most=1000)

    def told(self) -> NewState:
        return NewState(
            PlanState(self.state.data), self.adoption.data or "", self.approval.data or ""
        )


def _lines(text: str | None) -> tuple[str, ...]:
    return tuple(filter(None, (one.strip() for one in (text or "").splitlines())))


def answers_in(typed: MultiDict[str, str]) -> Answers:
    """What was chosen over the columns; whatever is not a choice is passed over."""
    answers: Answers = {}
    for name, value in typed.items():
        found = _COLUMN.fullmatch(name)
        if found and value in {one.value for one in Column}:
            answers[int(found[1]), int(found[2])] = Column(value)
    return answers
