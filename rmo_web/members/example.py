"""Invented schools and people; no name here is anybody's."""

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from rmo_web.kernel.offered.example import Example
from rmo_web.members import services
from rmo_web.members.cards.services import be_away
from rmo_web.members.models import Organisation
from rmo_web.members.rules import Category, Education, OrganisationKind, Post

AFTER: tuple[str, ...] = ()
SCHOOLS = (
    *(
        (f"МБОУ «Школа № {number}»", OrganisationKind.SCHOOL)
        for number in (1, 2, 3, 4, 5, 6, 7, 10)
    ),
    ("МБОУ «Берёзовская школа»", OrganisationKind.SCHOOL),
    ("МБОУ «Ключевская школа»", OrganisationKind.SCHOOL),
    ("МБОУ «Заречная школа»", OrganisationKind.SCHOOL),
    ("МБОУ «Ельнинская основная школа»", OrganisationKind.SCHOOL),
    ("Центральная детская библиотека", OrganisationKind.LIBRARY),
    ("МКУ «Методический центр»", OrganisationKind.CENTRE),
)


@dataclass(frozen=True, slots=True)
class Somebody:
    """Somebody who does not exist; numbers are years."""

    surname: str
    given: str
    patronymic: str
    age: int
    library_years: int
    before: int
    places: tuple[int, ...]
    post: Post = Post.LIBRARIAN
    rate: Decimal = Decimal(1)
    education: Education = Education.SECONDARY_LIBRARY
    category: Category = Category.NONE
    is_guest: bool = False
    has_consent: bool = True
    is_away: bool = False


_PEDAGOGUE, _IN_CHARGE = Post.TEACHER_LIBRARIAN, Post.TEACHER_IN_CHARGE
_HIGHER, _PEDAGOGICAL = Education.HIGHER_LIBRARY, Education.HIGHER_PEDAGOGICAL
_HALF, _QUARTER = Decimal("0.5"), Decimal("0.25")

PEOPLE = (
    Somebody("Иволгина", "Мария", "Петровна", 52, 24, 3, (4,), _PEDAGOGUE, education=_HIGHER,
             category=Category.HIGHEST),
    Somebody("Синицына", "Елена", "Кирилловна", 47, 11, 12, (13,), Post.METHODIST,
             education=_PEDAGOGICAL, is_guest=True),
    Somebody("Журавлёва", "Нина", "Васильевна", 58, 31, 2, (0,), Post.LIBRARY_HEAD,
             education=_HIGHER),
    Somebody("Зябликова", "Анна", "Сергеевна", 26, 1, 1, (7,), _PEDAGOGUE,
             education=_PEDAGOGICAL),
    Somebody("Скворцова", "Ольга", "Игоревна", 44, 9, 8, (1,)),
    Somebody("Соловьёва", "Татьяна", "Андреевна", 61, 35, 0, (2,), education=_HIGHER),
    Somebody("Дроздова", "Ирина", "Львовна", 49, 15, 6, (3,), _PEDAGOGUE, category=Category.FIRST),
    Somebody("Ёлкина", "Вера", "Олеговна", 55, 20, 10, (5,)),
    Somebody("Щеглова", "Светлана", "Юрьевна", 39, 6, 9, (6,), _PEDAGOGUE,
             education=_PEDAGOGICAL, category=Category.FITS_POST),
    Somebody("Воробьёва", "Галина", "Ильинична", 63, 38, 0, (8,)),
    Somebody("Грачёва", "Людмила", "Фёдоровна", 57, 19, 14, (9,), rate=_HALF),
    Somebody("Чайкина", "Юлия", "Романовна", 34, 2, 10, (10,), _IN_CHARGE, _QUARTER, _PEDAGOGICAL),
    Somebody("Голубева", "Наталья", "Борисовна", 51, 17, 11, (11, 9), rate=_HALF),
    Somebody("Лебедева", "Оксана", "Павловна", 46, 12, 9, (4,)),
    Somebody("Орлова", "Лариса", "Максимовна", 59, 27, 5, (0,), education=_HIGHER),
    Somebody("Сорокина", "Алла", "Денисовна", 42, 8, 10, (2,), has_consent=False),
    Somebody("Галкина", "Жанна", "Артуровна", 37, 5, 9, (3,), _IN_CHARGE, _HALF, _PEDAGOGICAL,
             is_away=True),
    Somebody("Кукушкина", "Римма", "Глебовна", 60, 30, 4, (5,), Post.LEADING_LIBRARIAN),
    Somebody("Ласточкин", "Иван", "Егорович", 54, 22, 8, (6,), rate=_HALF),
)  # fmt: skip


def fill(example: Example) -> None:
    """Found the association, with its schools and the people who work there."""
    services.found_association(
        "РМО школьных библиотекарей",
        "Богородский муниципальный район",
        "МКУ «Центр развития МСОКО» (пример)",
        at=example.at,
        is_example=True,
    )
    told = [services.NewOrganisation(name=name, kind=kind) for name, kind in SCHOOLS]
    schools = [services.add_organisation(one, by=None, at=example.at) for one in told]
    for somebody in PEOPLE:
        _let_join(somebody, schools, example)


def _let_join(one: Somebody, schools: list[Organisation], example: Example) -> None:
    at, today = example.at, example.today
    person = services.add_person(
        services.NewPerson(one.surname, one.given, one.patronymic, is_guest=one.is_guest),
        by=None,
        at=at,
        today=today,
    )
    person.joined_on = today - timedelta(days=365 * min(one.library_years, 6) + 40)
    if one.has_consent:
        person.consent_on = person.joined_on
        person.birth_year = today.year - one.age
        person.education = one.education
        person.category = one.category
        person.library_since = today - timedelta(days=365 * one.library_years + 90)
        person.works_since = today - timedelta(days=365 * (one.library_years + one.before) + 90)
        person.phone = f"+7 (83170) 2-{10 + len(one.surname):02}-{one.age:02}"
    for place in one.places:
        joined = services.NewMembership(schools[place].id, one.post, one.rate, person.library_since)
        services.join(person, joined, by=None, at=at)
    if one.is_away:
        since, until = today - timedelta(days=18), today + timedelta(days=24)
        be_away(person, since, until, by=None, at=at)
