"""What people type into the register."""

from decimal import Decimal, InvalidOperation
from types import SimpleNamespace
from typing import Any

from wtforms import BooleanField, SelectField, StringField, ValidationError
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Optional, Regexp

from rmo_web.kernel import clock
from rmo_web.kernel.errors import Refused
from rmo_web.kernel.forms import Form, day, line, text, whole
from rmo_web.members import rules, services, wording
from rmo_web.members.rules import Category, Education, OrganisationKind, Post
from rmo_web.members.services import NewMembership, NewOrganisation

NOTHING = ""


def _choices(words: dict[Any, str], empty: str = "") -> list[SelectChoice]:
    first = [SelectChoice(NOTHING, empty)] if empty else []
    return first + [SelectChoice(one.value, word) for one, word in words.items()]


def _education(value: Any) -> Education | None:
    return Education(value) if value else None


class NameForm(Form):
    """The part of a card that needs no consent."""

    surname = line("Фамилия", needed="Назовите фамилию.", most=rules.NAME_MAX)
    given = line("Имя", most=rules.NAME_MAX)
    patronymic = line("Отчество (если есть)", most=rules.NAME_MAX)
    library_since = day("В школьной библиотеке с")

    def told(self) -> dict[str, Any]:
        """The fields of the card as they were typed."""
        return {field.name: _value(field) for field in self.asked()}

    def check(self, person: Any) -> None:
        """Put the sentence of a refusal at the field it is about."""
        merged = SimpleNamespace(
            **{c.name: getattr(person, c.name) for c in person.__table__.columns}
        )
        vars(merged).update(self.told())
        try:
            services.check_card(merged, clock.today())
        except Refused as refusal:
            field = self._guilty(str(refusal))
            field.errors = [*field.errors, str(refusal)]
            raise

    def _guilty(self, said: str) -> Any:
        for field in self.asked():
            if said.startswith(
                (f"«{field.data}»", services.DAYS.get(field.name, "\0"), field.label.text)
            ):
                return field
        return self["consent_on"] if "consent_on" in self else self.surname


class CardForm(NameForm):
    """What a librarian keeps of herself."""

    consent_on = day("День согласия на обработку данных")
    birth_year = whole("Год рождения", rules.EARLIEST_BIRTH, 2100)
    education = SelectField(
        "Образование", choices=_choices(wording.EDUCATION, "не указано"), coerce=_education
    )
    institution = line("Учебное заведение", most=rules.TITLE_MAX)
    graduated_in = whole("Год окончания", 1940, 2100)
    speciality = line("Специальность по диплому", most=rules.TITLE_MAX)
    retraining = line("Переподготовка", most=500)
    category = SelectField("Категория", choices=_choices(wording.CATEGORIES), coerce=Category)
    category_on = day("Категория с")
    category_until = day("Категория до (пусто: бессрочно)")
    works_since = day("Общий стаж с")
    teaches_since = day("Педагогический стаж с")
    phone = line("Телефон", most=rules.PHONE_MAX)
    email = StringField(
        "Почта",
        [Optional(), Regexp(r"[^@\s]+@[^@\s]+", message="Так адрес почты не пишут.")],
        filters=[lambda value: (value or "").strip()[: rules.EMAIL_MAX]],
    )
    shows_contacts = BooleanField("Показывать телефон и почту всем участникам")
    awards = text("Награды", most=4_000, render_kw={"rows": 3})


class FullCardForm(CardForm):
    """The same with what only the keepers of the register decide."""

    joined_on = day("В составе РМО с", needed="Назовите день.")
    is_guest = BooleanField("Гость: лектор, сотрудник другой библиотеки")
    is_marked_young = BooleanField("Считать молодым (начинающим) специалистом")
    note = text("Заметка для руководителя и методиста", most=4_000, render_kw={"rows": 3})


class NewPersonForm(NameForm):
    consent_on = day("День согласия на обработку данных (если есть)")
    is_guest = BooleanField("Гость: лектор, сотрудник другой библиотеки")


class WorkForm(Form):
    organisation_id = SelectField("Организация", coerce=int)
    post = SelectField("Должность", choices=_choices(wording.POSTS), coerce=Post)
    rate = line("Ставка", most=10)
    since = day("С")
    until = day("По (пусто: работает)")

    def offer(self, organisations: list[tuple[int, str]]) -> None:
        """Put the organisations into the list."""
        self.organisation_id.choices = [SelectChoice(*one) for one in organisations]

    def validate_rate(self, field: StringField) -> None:
        self._rate()

    def _rate(self) -> Decimal | None:
        said = (self.rate.data or "").replace(",", ".")
        try:
            rate = Decimal(said) if said else None
        except InvalidOperation:
            raise ValidationError("Ставка — число: 1, 0,5 или 0,25.") from None
        if rate is not None and not (rate.is_finite() and Decimal("0.05") <= rate <= 2):
            raise ValidationError("Ставка: от 0,05 до 2.")
        return rate

    def told(self) -> NewMembership:
        return NewMembership(
            self.organisation_id.data,
            self.post.data,
            self._rate(),
            self.since.data,
            self.until.data,
        )


class OrganisationForm(Form):
    name = line("Краткое название", needed="Назовите организацию.", most=rules.TITLE_MAX)
    full_name = line("Полное название", most=500)
    kind = SelectField("Вид", choices=_choices(wording.KINDS), coerce=OrganisationKind)
    place = line("Населённый пункт", most=rules.TITLE_MAX)
    is_archived = BooleanField("Убрать в архив: закрыта или присоединена")

    def told(self) -> NewOrganisation:
        return NewOrganisation(
            self.name.data, self.kind.data, self.full_name.data or "", self.place.data or ""
        )


class AssociationForm(Form):
    name = line("Название объединения", needed="Назовите объединение.", most=rules.TITLE_MAX)
    district = line("Район", needed="Назовите район.", most=rules.TITLE_MAX)
    operator = line(
        "Оператор персональных данных", needed="Назовите учреждение.", most=rules.TITLE_MAX
    )


class LeaveForm(Form):
    left_on = day("Вышел(ла) из состава", needed="Назовите день.")


def _value(field: Any) -> Any:
    return "" if field.data is None and isinstance(field, StringField) else field.data
