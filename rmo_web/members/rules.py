"""What the register holds and what follows from it (domain reference, section 3)."""

from datetime import date
from enum import StrEnum

YOUNG_YEARS = 3
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


def is_young(library_since: date | None, marked: bool, today: date) -> bool:
    """Молодой специалист: under three years in a school library, or marked so by the head."""
    return marked or (library_since is not None and years_since(library_since, today) < YOUNG_YEARS)
