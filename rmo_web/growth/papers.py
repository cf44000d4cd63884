"""Выписка для аттестации: what the association knows of a person between two days."""

from dataclasses import dataclass
from datetime import date

from rmo_web.growth.queries import Period, places_of
from rmo_web.kernel import russian
from rmo_web.kernel.offered import record
from rmo_web.kernel.offered.record import RecordSection
from rmo_web.kernel.papers import word
from rmo_web.members import queries as members
from rmo_web.members.models import Person

COLUMNS = ("№", "Дата", "Содержание", "Основание")
WIDTHS = (1.0, 2.6, 9.2, 4.7)
NOTHING = "За этот период записей в данных объединения нет."


@dataclass(frozen=True, slots=True)
class Extract:
    """All that the paper says; a heading without lines is left out."""

    owner: str
    association: str
    name: str
    facts: tuple[tuple[str, str], ...]
    sections: tuple[RecordSection, ...]
    made_on: date


def extract(person: Person, period: Period, today: date) -> Extract:
    """What rooms have proofs of, and her places of work as they are on this day."""
    names, works = members.association(), places_of(person.id, today)
    facts = (
        ("Должность и место работы", "; ".join(works)),
        ("В составе объединения", _membership(person)),
        ("Период", period.in_words),
    )
    return Extract(
        owner=names.operator,
        association=names.name,
        name=person.name.full,
        facts=tuple((name, value) for name, value in facts if value),
        sections=tuple(record.sections(person.id, period.since, period.until)),
        made_on=today,
    )


def _membership(person: Person) -> str:
    if person.is_guest:
        return ""
    until = f" по {russian.day(person.left_on)}" if person.left_on else ""
    return f"с {russian.day(person.joined_on)}{until}"


def docx(shown: Extract, signer: tuple[str, str]) -> bytes:
    """The same to be signed by this post and name."""
    document = word.new(f"Выписка: {shown.name}", shown.association)
    for words, is_bold in ((shown.owner, False), (shown.association, True)):
        if words:
            word.line(document, words, is_bold=is_bold, at="center")
    word.line(document, "ВЫПИСКА", is_bold=True, at="center", before=18)
    word.line(document, "для аттестации", at="center")
    word.line(document, shown.name, is_bold=True, at="center", size=14, before=12)
    for number, (name, value) in enumerate(shown.facts):
        word.line(document, f"{name}: {value}", before=0 if number else 10)
    for number, section in enumerate(shown.sections, 1):
        title = f"{number}. {section.heading}: {len(section.lines)}"
        word.line(document, title, is_bold=True, keep=True, before=14)
        rows = [
            (str(place), one.when, one.words, one.source)
            for place, one in enumerate(section.lines, 1)
        ]
        word.grid(document, COLUMNS, rows, WIDTHS, size=11)
    if not shown.sections:
        word.line(document, NOTHING, before=14)
    made = f"Составлена {russian.day_in_words(shown.made_on)} по данным объединения."
    word.line(document, made, before=16)
    word.signature(document, *signer)
    return word.saved(document)
