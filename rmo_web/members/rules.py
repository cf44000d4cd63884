"""What the register holds and what follows from it (domain reference, section 3)."""

import re
from datetime import date
from enum import StrEnum

from rmo_web.kernel.errors import Refused

YOUNG_YEARS = 3
EARLIEST_BIRTH = 1920
YOUNGEST = 16
_NAME = re.compile(r"[^\W\d_][^\W\d_.\-'’ ]*(?:[.\-'’ ]+[^\W\d_]*)*")
NAME_MAX = 80
TITLE_MAX = 200
PHONE_MAX = 60
EMAIL_MAX = 254


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


PEDAGOGICAL = frozenset({Post.TEACHER_LIBRARIAN, Post.METHODIST})


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


def years_since(start: date, today: date) -> int:
    """Full years from one day to another."""
    return today.year - start.year - ((today.month, today.day) < (start.month, start.day))


def full_time_since(start: date, today: date) -> tuple[int, int]:
    """Full years and months from one day to another."""
    months = (today.year - start.year) * 12 + today.month - start.month - (today.day < start.day)
    return divmod(max(months, 0), 12)


def check_name(*parts: str) -> None:
    """Refused when a part of a name has signs that no name has."""
    for part in parts:
        if part and not _NAME.fullmatch(part):
            raise Refused(f"«{part}»: в имени могут быть только буквы, дефис, точка и апостроф.")


def check_past(day: date | None, today: date, what: str) -> None:
    """Refused for a day that has not come, or that nobody here could remember."""
    if day is None:
        return
    if day > today:
        raise Refused(f"{what}: этот день ещё не наступил.")
    if day.year < EARLIEST_BIRTH:
        raise Refused(f"{what}: год раньше {EARLIEST_BIRTH}.")


def check_birth(year: int | None, today: date) -> None:
    """Refused for somebody who would be too young to work, or too old to be alive."""
    if year is not None and not EARLIEST_BIRTH <= year <= today.year - YOUNGEST:
        raise Refused(f"Год рождения: от {EARLIEST_BIRTH} до {today.year - YOUNGEST}.")


def is_young(library_since: date | None, marked: bool, today: date) -> bool:
    """Молодой специалист: under three years in a school library, or marked so by the head."""
    return marked or (library_since is not None and years_since(library_since, today) < YOUNG_YEARS)
