"""What people type about meetings, minutes and assignments."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from wtforms import (
    BooleanField,
    Field,
    HiddenField,
    SelectField,
    SelectMultipleField,
    StringField,
    ValidationError,
)
from wtforms.widgets import CheckboxInput, ListWidget

from rmo_web.household.uploads import FilesField
from rmo_web.kernel import forms as kernel
from rmo_web.kernel import russian, years
from rmo_web.kernel.errors import Refused
from rmo_web.kernel.forms import Difference, Form, choices, line, whole
from rmo_web.meetings import rules, wording
from rmo_web.meetings.assignments.services import NewAssignment, Verdict
from rmo_web.meetings.minutes.services import PARTS, NewItem, NewMinutes, marks_of
from rmo_web.meetings.rules import Format, Outcome
from rmo_web.meetings.services import NewMeeting, NewQuestion, StepWords

_FIELDS = {"votes": ("votes_for", "votes_against", "votes_none")}  # of a part with several
_LABELS = ("РЕШИЛИ", "ПОСТАНОВИЛИ")


def _several(label: str) -> Any:
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
    forms = _several("Формы проведения")
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

    def told(self) -> NewMeeting:
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

    def told(self) -> StepWords:
        return StepWords(self.reason.data or "", self.held_on.data, month_of(self.month.data))


class QuestionForm(Form):
    text = kernel.text("Вопрос", needed="Напишите вопрос.", most=rules.TEXT_MAX)
    form = SelectField("Форма", choices=[], default="")
    minutes = whole("Регламент, минут", 1, rules.MINUTES_MAX)
    speakers = kernel.text("Докладчики", most=rules.TEXT_MAX)

    def offer_forms(self, known: Sequence[str], chosen: str) -> None:
        every = [*known, *([chosen] if chosen and chosen not in known else [])]
        usual = [("", "как у заседания")]
        self.form.choices = choices([*usual, *((one, one) for one in every)])

    def validate_speakers(self, field: Any) -> None:
        if len(_lines(field.data)) > rules.SPEAKERS_MAX:
            raise ValidationError(f"Докладчиков больше {rules.SPEAKERS_MAX}: разделите вопрос.")

    def told(self) -> NewQuestion:
        speakers = tuple(rules.speaker_of(one) for one in _lines(self.speakers.data))
        return NewQuestion(self.text.data, self.form.data or "", self.minutes.data, speakers)


class ProposalForm(Form):
    text = kernel.text("Вопрос", needed="Напишите вопрос.", most=rules.TEXT_MAX)


class FormsForm(Form):
    titles = kernel.text("Формы, каждая с новой строки", needed="Оставьте хотя бы одну форму.")

    def told(self) -> tuple[str, ...]:
        return _lines(self.titles.data)


class GuestForm(Form):
    name = line("Фамилия, имя, отчество", needed="Напишите, кто был.")
    work = line("Должность, организация")


class MaterialForm(Form):
    files = FilesField("Файлы")
    title = line("Название ссылки")
    url = kernel.link("Адрес")

    def brings_something(self) -> bool:
        """Whether there is a file, or a link with its name; else that is said beside its field."""
        if self.url.data and not self.title.data:
            self.title.errors = ["Назовите ссылку."]
        if not self.files.brought and not self.files.waiting and not self.url.data:
            self.files.errors = ["Выберите файл или впишите ссылку."]
        return not self.errors


class MinutesForm(Form):
    number = whole("Номер протокола", 1, 999, needed="Напишите номер.")
    dated_on = kernel.day("Дата протокола", needed="Напишите дату.")
    city = line("Место составления")
    chair = line("Председатель")
    chair_post = line("Должность председателя")
    secretary = line("Секретарь")
    invited = kernel.text("Приглашённые", most=2000)
    enclosures = kernel.text("Приложения, каждое с новой строки", most=2000)
    decided_label = SelectField("Слово перед решениями", choices=choices((x, x) for x in _LABELS))

    def told(self) -> NewMinutes:
        return NewMinutes(
            number=self.number.data,
            dated_on=self.dated_on.data,
            city=self.city.data or "",
            chair=self.chair.data or "",
            chair_post=self.chair_post.data or "",
            secretary=self.secretary.data or "",
            invited=self.invited.data or "",
            enclosures=self.enclosures.data or "",
            decided_label=self.decided_label.data,
        )


class ItemForm(Form):
    """What the minutes say of a question; `over` is the version that its writer agreed to lose."""

    heard = kernel.text("Слушали", most=rules.HEARD_MAX)
    spoke = kernel.text("Выступили", most=rules.HEARD_MAX)
    decided = kernel.text("Решили", most=rules.HEARD_MAX)
    votes_for = whole("За", 0, 999)
    votes_against = whole("Против", 0, 999)
    votes_none = whole("Воздержались", 0, 999)
    adopts_plan = BooleanField("Этим решением принят план работы на год")
    over = HiddenField()
    drawn = HiddenField()
    differences: Sequence[Difference] = ()
    theirs = ""

    def asked(self) -> Iterable[Field]:
        """What a person fills; the rest is the page's."""
        return [field for field in super().asked() if field.name not in {"over", "drawn"}]

    def marks(self) -> dict[str, str]:
        """What each part said when the page was drawn."""
        pairs = (one.partition("=") for one in (self.drawn.data or "").split(";"))
        return {name: mark for name, _, mark in pairs if name in PARTS}

    def draw(self, told: NewItem) -> None:
        """Remember what the page shows."""
        self.drawn.data = ";".join(f"{name}={mark}" for name, mark in marks_of(told).items())

    def parts(self, names: Iterable[str]) -> list[str]:
        """The labels of the fields of these parts."""
        fields = [self[one] for name in names for one in _FIELDS.get(name, (name,))]
        return [field.label.text for field in fields]

    def told(self) -> NewItem:
        return NewItem(
            self.heard.data or "",
            self.spoke.data or "",
            self.decided.data or "",
            (self.votes_for.data, self.votes_against.data, self.votes_none.data),
            bool(self.adopts_plan.data),
        )


class ReasonForm(Form):
    reason = line("Почему исправляется", most=rules.REASON_MAX)


class AssignmentForm(Form):
    text = kernel.text("Что сделать", needed="Напишите, что поручается.", most=rules.TEXT_MAX)
    due_on = kernel.day("Срок")
    to_all = BooleanField("Всем образовательным организациям")
    person_ids = _several("Кому")
    others = kernel.text("Кому ещё, каждый с новой строки", most=2000)
    controller = line("Кто контролирует")
    point = line("Пункт протокола", most=20)
    decision = HiddenField(filters=[lambda text: (text or "")[: rules.HEARD_MAX]])

    def offer_people(self, people: Sequence[tuple[int, str]]) -> None:
        self.person_ids.choices = choices((str(number), name) for number, name in people)

    def told(self) -> NewAssignment:
        return NewAssignment(
            text=self.text.data,
            due_on=self.due_on.data,
            person_ids=tuple(int(one) for one in self.person_ids.data or ()),
            others=_lines(self.others.data),
            to_all=bool(self.to_all.data),
            point=self.point.data or "",
            decision=self.decision.data or "",
            controller=self.controller.data or "",
        )


class VerdictForm(Form):
    outcome = SelectField(
        "Итог",
        default="",
        choices=choices(
            [("", "в работе"), *((one.value, words) for one, words in wording.OUTCOMES.items())]
        ),
    )
    extended_to = kernel.day("Продлить до")
    note = line("Пояснение", most=rules.REASON_MAX)

    def told(self) -> Verdict:
        said = self.outcome.data
        return Verdict(Outcome(said) if said else None, self.extended_to.data, self.note.data or "")


class MarkForm(Form):
    proof = line("Чем подтверждено", most=rules.REASON_MAX)
    done_on = kernel.day("Когда")


class AnyForm(Form):
    """A button: nothing is typed."""


def _lines(text: str | None) -> tuple[str, ...]:
    lines = (one.strip() for one in (text or "").splitlines())
    return tuple(one for one in lines if not russian.shows_nothing(one))
