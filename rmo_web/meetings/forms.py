"""What people type about meetings, their steps and materials."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from wtforms import BooleanField, SelectField, SelectMultipleField, StringField, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from rmo_web.household.uploads import FilesField
from rmo_web.kernel import forms as kernel
from rmo_web.kernel import russian, years
from rmo_web.kernel.errors import Refused
from rmo_web.kernel.forms import Form, choices, line, whole
from rmo_web.meetings import rules, wording
from rmo_web.meetings.rules import Format
from rmo_web.meetings.services import NewMeeting, StepWords


def several(label: str) -> Any:
    """A list of boxes to tick."""
    return SelectMultipleField(
        label,
        choices=[],
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )


def _check_clock(form: Form, field: Any) -> None:
    try:
        field.data = rules.clock_of(field.data or "")
    except Refused as refusal:
        raise ValidationError(str(refusal)) from None


def month_of(said: str | None) -> tuple[int, int] | None:
    """«2019-10» as year and month."""
    year, _, month = (said or "").partition("-")
    return (int(year), int(month)) if year.isdigit() and month.isdigit() else None


class _WithDay(Form):
    """A form with a month, or a day that is asked about when it is of another year."""

    month = SelectField("Месяц по плану", choices=[], default="")
    held_on = kernel.day("День")
    is_outside = BooleanField("Да, этот день не из выбранного учебного года")
    asks_about_day = False

    def offer_months(self, first: int) -> None:
        """The twelve months of the school year, and none."""
        months = [
            (f"{year}-{month}", russian.month_of_year(year, month))
            for year, month in years.months(first)
        ]
        self.month.choices = choices([("", "не назначен"), *months])
        self.first = first

    def validate_held_on(self, field: Any) -> None:
        day: date | None = field.data
        if day and years.starts_in(day) != self.first and not self.is_outside.data:
            self.asks_about_day = True
            raise ValidationError(
                f"Этот день не из {years.title(self.first)} учебного года. "
                "Исправьте или отметьте ниже, что так и нужно."
            )


class MeetingForm(_WithDay):
    number = whole("Номер заседания", 1, 99)
    theme = line("Тема", most=1000)
    forms = several("Формы проведения")
    other_form = line("Другая форма")
    format = SelectField(
        "Формат", choices=choices((one.value, words) for one, words in wording.FORMATS.items())
    )
    link = kernel.link("Ссылка для подключения")
    place = line("Место", extra=[kernel.check_links], render_kw={"list": "places"})
    starts_at = StringField("Начало", [_check_clock])
    ends_at = StringField("Окончание", [_check_clock])
    responsible = line("Кто готовит")
    bring = line("Что иметь с собой", most=1000)

    def offer_forms(self, known: Sequence[str], chosen: Sequence[str]) -> None:
        every = [*known, *(one for one in chosen if one not in known)]
        self.forms.choices = choices((one, one) for one in every)

    def validate_ends_at(self, field: Any) -> None:
        if field.data and self.starts_at.data and field.data <= self.starts_at.data:
            raise ValidationError("Окончание раньше начала.")

    def meeting(self) -> NewMeeting:
        other = [self.other_form.data] if self.other_form.data else []
        return NewMeeting(
            number=self.number.data,
            theme=self.theme.data or "",
            forms=tuple(dict.fromkeys([*(self.forms.data or ()), *other])),
            format=Format(self.format.data),
            link=self.link.data or "",
            place=self.place.data or "",
            month=month_of(self.month.data),
            held_on=self.held_on.data,
            starts_at=self.starts_at.data or "",
            ends_at=self.ends_at.data or "",
            responsible=self.responsible.data or "",
            bring=self.bring.data or "",
        )


class StepForm(_WithDay):
    """What a step asks for: a reason, another day."""

    reason = line("Причина", most=rules.REASON_MAX)

    def step_words(self) -> StepWords:
        return StepWords(self.reason.data or "", self.held_on.data, month_of(self.month.data))


class FormsOfMeetingsForm(Form):
    titles = kernel.text("Формы, каждая с новой строки", needed="Оставьте хотя бы одну форму.")

    def lines(self) -> tuple[str, ...]:
        return lines_of(self.titles.data)


class MaterialForm(Form):
    files = FilesField("Файлы")
    title = line("Название ссылки")
    url = kernel.link("Адрес")

    def validate(self, extra_validators: Any = None) -> bool:
        """Also whether there is a file, or a link with its name; that is said beside its field."""
        if not super().validate(extra_validators):
            return False
        if self.url.data and not self.title.data:
            self.title.errors = ["Назовите ссылку."]
        if not self.files.brought and not self.files.waiting and not self.url.data:
            self.files.errors = ["Выберите файл или впишите ссылку."]
        return not self.errors


def lines_of(text: str | None) -> tuple[str, ...]:
    """The lines that show something."""
    lines = (one.strip() for one in (text or "").splitlines())
    return tuple(one for one in lines if not russian.shows_nothing(one))
