"""What people type into a card."""

from datetime import date
from typing import Any

from wtforms import BooleanField, DateField, SelectField, StringField, ValidationError
from wtforms.fields.choices import SelectChoice
from wtforms.validators import NumberRange, Regexp

from rmo_web.kernel.errors import Refused
from rmo_web.kernel.forms import Form, day, line, text, whole
from rmo_web.members import rules, wording
from rmo_web.members.forms import choices_of
from rmo_web.members.rules import Category, Education, Post
from rmo_web.members.services import NewMembership, NewPerson


def _education(value: Any) -> Education | None:
    return Education(value) if value else None


class NameForm(Form):
    """The part of a card that needs no consent."""

    surname = line("Фамилия", needed="Назовите фамилию.", most=rules.NAME_MAX)
    given = line("Имя", most=rules.NAME_MAX)
    patronymic = line("Отчество (если есть)", most=rules.NAME_MAX)
    library_since = day("В школьной библиотеке с")

    def card(self) -> dict[str, Any]:
        """The fields of the card as they were typed."""
        return {field.name: _value(field) for field in self.asked_fields()}


class CardForm(NameForm):
    """What a librarian keeps of herself."""

    consent_on = day("День согласия на обработку данных")
    birth_year = whole("Год рождения", 1000, 9999)
    education = SelectField(
        "Образование", choices=choices_of(wording.EDUCATION, "не указано"), coerce=_education
    )
    institution = line("Учебное заведение", most=rules.TITLE_MAX)
    graduated_in = whole("Год окончания", 1000, 9999)
    speciality = line("Специальность по диплому", most=rules.TITLE_MAX)
    retraining = line("Переподготовка", most=rules.LINE_MAX)
    category = SelectField("Категория", choices=choices_of(wording.CATEGORIES), coerce=Category)
    category_on = day("Категория с")
    category_until = day("Категория до (пусто: бессрочно)")
    works_since = day("Общий стаж с")
    teaches_since = day("Педагогический стаж с")
    phone = line("Телефон", most=rules.PHONE_MAX)
    email = line(
        "Почта",
        most=rules.EMAIL_MAX,
        extra=[Regexp(rf"^{rules.EMAIL}$", message="Так адрес почты не пишут.")],
    )
    shows_contacts = BooleanField("Показывать телефон и почту всем участникам")
    awards = text("Награды", most=rules.TEXT_MAX, render_kw={"rows": 3})


class FullCardForm(CardForm):
    """The same with what only the keepers of the register decide."""

    joined_on = day("В составе РМО с", needed="Назовите день.")
    is_guest = BooleanField("Гость: лектор, сотрудник другой библиотеки")
    is_marked_young = BooleanField("Считать молодым (начинающим) специалистом")
    note = text("Заметка для руководителя и методиста", most=rules.TEXT_MAX, render_kw={"rows": 3})


class NewPersonForm(NameForm):
    consent_on = day("День согласия на обработку данных (если есть)")
    is_guest = BooleanField("Гость: лектор, сотрудник другой библиотеки")

    is_another = BooleanField("Это другой человек с таким же именем")

    def newcomer(self) -> NewPerson:
        """Who is to be put down."""
        told = self.card()
        told.pop("is_another")
        surname, given, patronymic = (told.pop(name) for name in rules.NAMES)
        return NewPerson(surname, given, patronymic, told.pop("is_guest"), told)


class WorkForm(Form):
    organisation_id = SelectField(
        "Организация", coerce=int, validators=[NumberRange(min=1, message="Выберите организацию.")]
    )
    post = SelectField("Должность", choices=choices_of(wording.POSTS), coerce=Post)
    rate = line("Ставка", most=10)
    since = day("С")
    until = day("По (пусто: работает)")

    def __init__(self, *more: Any, today: date, **values: Any) -> None:
        super().__init__(*more, **values)
        self.today = today

    def offer(self, organisations: list[tuple[int, str]]) -> None:
        """Put the organisations into the list."""
        known = [SelectChoice(*one) for one in organisations]
        self.organisation_id.choices = [SelectChoice(0, "выберите"), *known]

    def show(self, stored: Any) -> None:
        """Fill in what the register says; the rate with its decimal comma."""
        values = {field.name: getattr(stored, field.name) for field in self.asked_fields()}
        self.process(formdata=None, data=values | {"rate": wording.rate(stored.rate)})

    def drawn_from(self, theirs: Any) -> "WorkForm":
        stored = WorkForm(formdata=None, today=self.today)
        stored.organisation_id.choices = self.organisation_id.choices
        stored.show(theirs)
        return stored

    def validate_rate(self, field: StringField) -> None:
        try:
            rules.read_rate(field.data or "")
        except Refused as refusal:
            raise ValidationError(str(refusal)) from None

    def validate_until(self, field: DateField) -> None:
        if field.data and field.data > self.today:
            raise ValidationError("Этот день ещё не наступил: оставьте пустым.")

    def membership(self) -> NewMembership:
        return NewMembership(
            self.organisation_id.data,
            self.post.data,
            rules.read_rate(self.rate.data or ""),
            self.since.data,
            self.until.data,
        )


class LeaveForm(Form):
    left_on = day("Вышел(ла) из состава", needed="Назовите день.")


class TimeAwayForm(Form):
    since = day("Не работает с", needed="Назовите первый день.")
    until = day(
        "По",
        needed="Назовите последний день; не знаете точно — назовите вероятный, потом исправите.",
    )


def _value(field: Any) -> Any:
    return "" if field.data is None and isinstance(field, StringField) else field.data
