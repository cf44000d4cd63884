"""Words of the register for the screen, for Excel and back."""

from datetime import date
from decimal import Decimal

from rmo_web.kernel import russian
from rmo_web.members.models import Person
from rmo_web.members.rules import Category, Education, OrganisationKind, Post, full_time_since

POSTS = {
    Post.TEACHER_LIBRARIAN: "педагог-библиотекарь",
    Post.LIBRARIAN: "библиотекарь",
    Post.LIBRARY_HEAD: "заведующий библиотекой",
    Post.LEADING_LIBRARIAN: "ведущий библиотекарь",
    Post.TEACHER_IN_CHARGE: "учитель, ответственный за библиотеку",
    Post.METHODIST: "методист",
    Post.OTHER: "другая должность",
}
EDUCATION = {
    Education.HIGHER_LIBRARY: "высшее библиотечное",
    Education.HIGHER_PEDAGOGICAL: "высшее педагогическое",
    Education.HIGHER_OTHER: "высшее другое",
    Education.SECONDARY_LIBRARY: "среднее специальное библиотечное",
    Education.SECONDARY_OTHER: "среднее специальное другое",
    Education.STUDENT: "учится",
    Education.GENERAL: "среднее общее",
}
CATEGORIES = {
    Category.NONE: "без категории",
    Category.FITS_POST: "соответствие занимаемой должности",
    Category.FIRST: "первая",
    Category.HIGHEST: "высшая",
    Category.TEACHER_METHODIST: "педагог-методист",
    Category.TEACHER_MENTOR: "педагог-наставник",
}
WHO = {"now": "В составе", "guests": "Гости", "left": "Вышли из состава"}
LACKS = ("нет школы", "нет согласия", "нет стажа")
AWAY = "временно не работает"
WHO_AWAY = {"away": "Временно не работают"}
WHO_LACKS = {"schoolless": "Без места работы", "unconsented": "Без согласия"}
KINDS = {
    OrganisationKind.SCHOOL: "образовательная организация",
    OrganisationKind.LIBRARY: "библиотека",
    OrganisationKind.CENTRE: "методический центр, учреждение",
    OrganisationKind.OTHER: "другая организация",
}

FIELDS = {
    "surname": "Фамилия",
    "given": "Имя",
    "patronymic": "Отчество",
    "is_guest": "Гость",
    "joined_on": "В составе РМО с",
    "left_on": "Вышел(ла) из состава",
    "is_marked_young": "Отмечен(а) как молодой специалист",
    "library_since": "В школьной библиотеке с",
    "consent_on": "Согласие на обработку данных",
    "birth_year": "Год рождения",
    "education": "Образование",
    "institution": "Учебное заведение",
    "graduated_in": "Год окончания",
    "speciality": "Специальность",
    "retraining": "Переподготовка",
    "category": "Категория",
    "category_on": "Категория с",
    "category_until": "Категория до",
    "works_since": "Общий стаж с",
    "teaches_since": "Педагогический стаж с",
    "phone": "Телефон",
    "email": "Почта",
    "shows_contacts": "Телефон и почту видят все участники",
    "awards": "Награды",
    "note": "Заметка",
}


def said(value: object) -> str:
    """A value of a card as a person reads it."""
    match value:
        case None:
            return ""
        case bool():
            return "да" if value else "нет"
        case Education():
            return EDUCATION[value]
        case Category():
            return CATEGORIES[value]
        case Post():
            return POSTS[value]
        case date():
            return russian.day(value)
    return str(value)


def education_of(person: Person) -> str:
    """«высшее библиотечное, Институт культуры, 2009, библиотекарь», as far as it is known."""
    year = str(person.graduated_in or "")
    known = said(person.education), person.institution, year, person.speciality
    return ", ".join(filter(None, known))


def category_of(person: Person) -> str:
    """«первая с 01.02.2018 до 31.01.2023»; of none that was put down, nothing."""
    words = said(person.category) if person.category is not Category.NONE else ""
    since = f"с {russian.day(person.category_on)}" if person.category_on else ""
    until = f"до {russian.day(person.category_until)}" if person.category_until else ""
    return " ".join(filter(None, (words, since, until)))


def experience(start: date | None, today: date) -> str:
    """«12 лет 4 мес.»"""
    if start is None or start > today:
        return ""
    years, months = full_time_since(start, today)
    words = [russian.plural(years, "год", "года", "лет")] if years else []
    if months:
        words.append(f"{months}{russian.NBSP}мес.")
    return " ".join(words) or "меньше месяца"


def people(count: int) -> str:
    """«18 человек»."""
    return russian.plural(count, "человек", "человека", "человек")


def rate(value: Decimal | None) -> str:
    """«0,5», with the decimal comma."""
    return f"{float(value):g}".replace(".", ",") if value else ""


def rate_in_words(value: Decimal | None) -> str:
    """«0,5 ставки», «1 ставка»."""
    return f"{rate(value)} {'ставка' if value == 1 else 'ставки'}" if value else ""


def period(since: date, until: date) -> str:
    """«с 01.10.2019 по 31.01.2020»."""
    return f"с {russian.day(since)} по {russian.day(until)}"
