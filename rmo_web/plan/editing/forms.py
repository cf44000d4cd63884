"""What the form of a row asks."""

from collections.abc import Sequence

from wtforms import BooleanField, Field, SelectField, SelectMultipleField
from wtforms.fields.choices import SelectChoice
from wtforms.widgets import CheckboxInput, ListWidget

from rmo_web.kernel import forms as kernel
from rmo_web.kernel import russian, years
from rmo_web.kernel.forms import Form, choices, line
from rmo_web.plan import rules, wording
from rmo_web.plan.editing.services import NewRow
from rmo_web.plan.forms import lines_in, reason_field
from rmo_web.plan.rules import RowState, Spare

SPARE = "spare_"


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
    reason = reason_field()
    form = line("Форма проведения")
    has_form = False  # whether the row has a place for it beside its text
    columns: Sequence[Spare] = ()  # those of its file that have no other field

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

    def new_row(self) -> NewRow:
        chosen = (one.split("-") for one in self.months.data or ())
        return NewRow(
            text=self.text.data,
            when=self.when.data or "",
            place=self.place.data or "",
            people=lines_in(self.people.data),
            months=tuple((int(y), int(m)) for y, m in chosen) if self.by_hand.data else None,
            is_all_year=bool(self.by_hand.data and self.is_all_year.data),
            is_outside=bool(self.is_outside.data),
            state=RowState(self.state.data),
            note=self.note.data or "",
            form=(self.form.data or "") if self.has_form else None,
            spare=tuple(
                (column, one.data or "")
                for column, one in zip(self.columns, self.spare, strict=True)
            ),
        )


def row_form(columns: Sequence[Spare], *, has_form: bool) -> type[RowForm]:
    """The form of a row with a field for each of these columns of its file."""
    fields = {
        f"{SPARE}{number}": kernel.text(one.title, most=rules.TEXT_MAX)
        for number, one in enumerate(columns)
    }
    return type("RowForm", (RowForm,), {**fields, "has_form": has_form, "columns": columns})
