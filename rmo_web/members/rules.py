"""What the register holds and what follows from it (domain reference, section 3)."""

import re
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from types import SimpleNamespace
from typing import Any, NamedTuple

from rmo_web.kernel.errors import Refused
from rmo_web.kernel.russian import initials, one_alphabet

YOUNG_YEARS = 3
AWAY_YEARS = 3  # at once: as long as the longest leave there is
EARLIEST_BIRTH, EARLIEST_DIPLOMA = 1920, 1940
YOUNGEST, STARTS_TO_WORK_AT = 16, 14
STUDIES_AT_MOST = 6
NAME_MAX = 80
TITLE_MAX = 200
LINE_MAX = 500
TEXT_MAX = 4_000
PHONE_MAX = 60
EMAIL_MAX = 254
RATE_LEAST, RATE_MOST = Decimal("0.05"), Decimal(2)
EMAIL = r"[^@\s]+@[^@\s]+"
NAMES = ("surname", "given", "patronymic")
NO_CONSENT = "Впишите день согласия на обработку данных: без него личные данные не хранятся."

# Letters, then joints with letters: no way to read a text twice, however long its row of dashes.
_NAME = re.compile(r"[^\W\d_]+(?:[.\-'’ ]+[^\W\d_]+)*\.?")
_DASH = re.compile(r"\s*[-\u2010-\u2015\u2212]\s*")


class Unfit(Refused):
    """A card says what cannot be; `field` names the one to mend."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field


class PersonName(NamedTuple):
    """A person's name and the ways in which it is written; `Person.name` in statements too."""

    surname: str
    given: str = ""
    patronymic: str = ""

    @property
    def full(self) -> str:
        """«Иволгина Мария Петровна»."""
        return " ".join(filter(None, self))

    @property
    def initials(self) -> str:
        """«Иволгина М.П.», as lists have it."""
        return initials(*self)

    @property
    def signature(self) -> str:
        """«М.П. Иволгина», as it stands under a paper."""
        letters = "".join(f"{part[0]}." for part in self[1:] if part)
        return f"{letters} {self.surname}".strip()

    @property
    def address(self) -> str:
        """«Мария Петровна», as she is spoken to."""
        return " ".join(filter(None, self[1:]))

    def __composite_values__(self) -> tuple[str, ...]:
        return tuple(self)


class OrganisationKind(StrEnum):
    SCHOOL = "school"
    LIBRARY = "library"
    CENTRE = "centre"
    OTHER = "other"


class Post(StrEnum):
    """Posts of section 3.2; a pedagogical one brings attestation and courses every three years."""

    TEACHER_LIBRARIAN = "teacher_librarian"
    LIBRARIAN = "librarian"
    LIBRARY_HEAD = "library_head"
    LEADING_LIBRARIAN = "leading_librarian"
    TEACHER_IN_CHARGE = "teacher_in_charge"
    METHODIST = "methodist"
    OTHER = "other"


class Education(StrEnum):
    HIGHER_LIBRARY = "higher_library"
    HIGHER_PEDAGOGICAL = "higher_pedagogical"
    HIGHER_OTHER = "higher_other"
    SECONDARY_LIBRARY = "secondary_library"
    SECONDARY_OTHER = "secondary_other"
    STUDENT = "student"
    GENERAL = "general"


class Category(StrEnum):
    NONE = "none"
    FITS_POST = "fits_post"
    FIRST = "first"
    HIGHEST = "highest"
    TEACHER_METHODIST = "teacher_methodist"
    TEACHER_MENTOR = "teacher_mentor"


# Stored only with consent (domain reference, section 13); what each is empty as.
PRIVATE: dict[str, Any] = {
    "birth_year": None, "education": None, "institution": "", "graduated_in": None,
    "speciality": "", "retraining": "", "category": Category.NONE, "category_on": None,
    "category_until": None, "works_since": None, "teaches_since": None, "phone": "", "email": "",
    "awards": "",
}  # fmt: skip

# Days that have come, and the beginning of the sentence about them.
PAST = {
    "consent_on": "День согласия",
    "works_since": "Начало общего стажа",
    "teaches_since": "Начало педагогического стажа",
    "library_since": "Начало работы в школьной библиотеке",
    "category_on": "Дата присвоения категории",
    "joined_on": "День вступления",
}

# Of the card, what the rules look at.
_CHECKED = (*NAMES, *PAST, *PRIVATE, "left_on")

# What cannot begin before what; experience is often known only to the year.
_ORDER = (
    ("works_since", "teaches_since", 366, "Педагогический стаж начался раньше общего."),
    ("works_since", "library_since", 366, "Работа в библиотеке началась раньше общего стажа."),
    ("category_on", "category_until", 0, "Категория кончилась раньше, чем присвоена."),
    ("joined_on", "left_on", 0, "День вступления позже дня выхода из состава."),
)


def years_since(start: date, today: date) -> int:
    """Full years from one day to another."""
    return today.year - start.year - ((today.month, today.day) < (start.month, start.day))


def full_time_since(start: date, today: date) -> tuple[int, int]:
    """Full years and months from one day to another."""
    months = (today.year - start.year) * 12 + today.month - start.month - (today.day < start.day)
    return divmod(max(months, 0), 12)


def is_young(library_since: date | None, marked: bool, today: date) -> bool:
    """Молодой специалист: under three years in a school library, or marked so by the head."""
    return marked or (library_since is not None and years_since(library_since, today) < YOUNG_YEARS)


def young_from(today: date) -> date:
    """Whoever began after this day has under three years."""
    return _years_on(today, -YOUNG_YEARS)


def check_time_away(since: date, until: date) -> None:
    """Refused when it ends before it begins, or lasts longer than the longest leave."""
    if until < since:
        raise Refused("Последний день раньше первого.", "until")
    if until > _years_on(since, AWAY_YEARS):
        raise Refused(
            f"Больше {AWAY_YEARS} лет сразу не записывают: когда этот срок пройдёт, "
            "запишите следующий.",
            "until",
        )


def _years_on(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:  # 29 February
        return day.replace(year=day.year + years, day=28)


def tidy_name(said: str) -> str:
    """A name with single blanks and plain hyphens; its letters, ё too, stay as written."""
    return _DASH.sub("-", " ".join(said.split()))


def read_rate(said: str) -> Decimal | None:
    """«0,5», «0.25», «1». Refused for what is no rate."""
    if not said:
        return None
    try:
        rate = Decimal(said.replace(",", "."))
    except InvalidOperation:
        raise Refused("Ставка — число: 1, 0,5 или 0,25.") from None
    check_rate(rate)
    return rate.quantize(Decimal("0.01"))


def check_rate(rate: Decimal | None) -> None:
    """Refused for more than two full rates, and for next to nothing."""
    if rate is not None and not (rate.is_finite() and RATE_LEAST <= rate <= RATE_MOST):
        raise Refused("Ставка: от 0,05 до 2.")


def tidied(told: dict[str, Any]) -> dict[str, Any]:
    """What is told of a card, its names as they are stored."""
    said = {name: tidy_name(told[name] or "") for name in NAMES if name in told}
    return told | {name: one_alphabet(one) for name, one in said.items()}


def has_private(card: Any) -> bool:
    """Whether the card keeps anything that needs consent."""
    return any(getattr(card, name) not in {empty, None, ""} for name, empty in PRIVATE.items())


def check_change(card: Any, told: dict[str, Any], today: date) -> None:
    """Unfit when the card (None for a new one) may not become what is told of it."""
    stored = {name: getattr(card, name, None) for name in _CHECKED}
    check_card(SimpleNamespace(**stored | tidied(told)), today)


def check_card(card: Any, today: date) -> None:
    """Unfit when the card says what cannot be, or keeps private data without consent."""
    _check_names(card)
    for name, what in PAST.items():
        check_past(name, getattr(card, name), today, what)
    _check_years(card, today)
    for first, then, grace, message in _ORDER:
        begins, ends = getattr(card, first), getattr(card, then)
        if begins and ends and begins - ends > timedelta(days=grace):
            raise Unfit("joined_on" if then == "left_on" else then, message)
    if card.consent_on is None and has_private(card):
        raise Unfit("consent_on", NO_CONSENT)


def _check_names(card: Any) -> None:
    if not card.surname:
        raise Unfit("surname", "Назовите фамилию.")
    for field in NAMES:
        check_name(field, getattr(card, field) or "")


def check_name(field: str, said: str) -> None:
    """Unfit when a part of a name has signs that no name has, or too many."""
    if said and not _NAME.fullmatch(said):
        raise Unfit(field, f"«{said}»: в имени могут быть только буквы, дефис, точка и апостроф.")
    if len(said) > NAME_MAX:
        raise Unfit(field, f"Слишком длинно: не больше {NAME_MAX} знаков.")


def check_past(field: str, day: date | None, today: date, what: str) -> None:
    """Unfit for a day that has not come, or that nobody here could remember."""
    if day is None:
        return
    if day > today:
        raise Unfit(field, f"{what}: этот день ещё не наступил.")
    if day.year < EARLIEST_BIRTH:
        raise Unfit(field, f"{what}: год раньше {EARLIEST_BIRTH}.")


def _check_years(card: Any, today: date) -> None:
    born, graduated = card.birth_year, card.graduated_in
    if born is not None and not EARLIEST_BIRTH <= born <= today.year - YOUNGEST:
        raise Unfit("birth_year", f"Год рождения: от {EARLIEST_BIRTH} до {today.year - YOUNGEST}.")
    last = today.year + STUDIES_AT_MOST
    if graduated is not None and not EARLIEST_DIPLOMA <= graduated <= last:
        raise Unfit("graduated_in", f"Год окончания: от {EARLIEST_DIPLOMA} до {last}.")
    if born and card.works_since and card.works_since.year - born < STARTS_TO_WORK_AT:
        raise Unfit("works_since", f"Стаж начался раньше {STARTS_TO_WORK_AT} лет от роду.")
