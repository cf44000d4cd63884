"""By what lines of a plan are known: labels, the title, stamps, headings of sections."""

import re
from collections.abc import Sequence
from enum import Enum

from rmo_web.plan_reader import headings, terms
from rmo_web.plan_reader.blocks import Paragraph
from rmo_web.plan_reader.markup import NOTES
from rmo_web.plan_reader.pieces import PieceKind, Slot


class Label(Enum):
    THEME = "Тема"
    GOAL = "Цель"
    TASKS = "Задача"
    TITLE = "Название плана"
    MEETING = "Заседание"


SLOTS = {
    Label.TITLE: Slot.TITLE,
    Label.THEME: Slot.THEME,
    Label.GOAL: Slot.GOAL,
    Label.TASKS: Slot.TASKS,
}
LABELS = (
    (
        Label.THEME,
        re.compile(
            r"^(?:(?:единая|общая|основная)\s+)?(?:методическая\s+)?тема(?![а-яё])[^:«\n]{0,100}[:–—]\s*"
            r"|^(?:единая\s+)?методическая\s+тема(?![а-яё])[^:«\n]{0,60}(?=«)",
            re.IGNORECASE,
        ),
    ),
    (Label.GOAL, re.compile(r"^цел[ьи](?![а-яё])[^:\n]{0,80}[:–—]\s*", re.IGNORECASE)),
    (
        Label.TASKS,
        re.compile(r"^(?:основные\s+)?задачи(?![а-яё])[^:\n]{0,80}(?:[:–—]\s*|$)", re.IGNORECASE),
    ),
)
TITLE = re.compile(r"^(?:[а-яё-]+\s+)?план(?![а-яё])|^программа\s+работы", re.IGNORECASE)
ASSOCIATION = re.compile(
    r"(?:(?<![а-яё])[а-яё]{1,40}\s+)?методическ[а-яё]+\s+объединени[а-яё]+[^.«»\n]{0,160}?(?=\s+на\s+20|\s*$|[.:«])"
    r"|(?<![а-яё])[РМГ]?МО\s+(?:[а-яё]+\s+){0,2}(?:педагогов-)?(?:библиотекар|учител)[а-яё]+",
    re.IGNORECASE,
)
# The stamps above the title and the line below the tables, as a plan that was signed has them.
ADOPTION = re.compile(
    r"^принят[оа]?\s+на\s+заседании[^,\n]*,\s*(?P<said>протокол\s.+)", re.IGNORECASE
)
APPROVAL = re.compile(r"^утвержда(?:ю|ется)\.?\s*\n(?P<said>.+)", re.IGNORECASE | re.DOTALL)
APPENDIX = re.compile(r"^Приложение\. Изменения, внесённые в план", re.IGNORECASE)
AMENDMENT = "Изменения после принятия"
SIGNATURE = re.compile(r"^руководитель\s+Р?МО\s*_{3,}\s*[А-ЯЁ]", re.IGNORECASE)
_SECTION_WORD = re.compile(
    r"^(?:раздел|план|блок|модуль|направлени|циклограмма|график)", re.IGNORECASE
)
ABOUT_WORK = re.compile(r"заседани|деятельност|(?<![а-яё])работа(?![а-яё])", re.IGNORECASE)
MAX_HEADING = 300
MAX_HEADING_LINES = 4


def tail_of(run: Sequence[Paragraph]) -> list[Paragraph]:
    """The paragraphs after the last gap before a table, with the blanks that follow them."""
    written = [position for position, one in enumerate(run) if one.text.strip()]
    if not written:
        return []
    start = written[-1]
    while start > 0 and run[start - 1].text.strip():
        start -= 1
    return list(run[start:])


def followers(run: Sequence[Paragraph]) -> list[Paragraph | None]:
    """For every paragraph the next one that is not blank."""
    followers: list[Paragraph | None] = []
    following: Paragraph | None = None
    for paragraph in reversed(run):
        followers.append(following)
        following = paragraph if paragraph.text.strip() else following
    return followers[::-1]


def begins_something(text: str) -> bool:
    line = terms.tidy_lines(text)
    return headings.is_meeting(line) or any(pattern.match(line) for _, pattern in LABELS)


def starts_section(text: str) -> bool:
    number = terms.numbered(text)[0]
    return bool(_SECTION_WORD.match(text.strip())) or terms.whole(number) is not None


def beside(where: str) -> PieceKind:
    """What a text beside the order of the file comes out as."""
    if where.startswith(NOTES["header"]):
        return PieceKind.HEADER
    return PieceKind.FOOTER if where.startswith(NOTES["footer"]) else PieceKind.BOX
