"""Titles by which the columns are known, and words of the preview."""

import re
from collections.abc import Iterable, Mapping

from rmo_web.kernel import russian
from rmo_web.kernel.errors import Refused
from rmo_web.kernel.papers.cells import CellToFill
from rmo_web.self_education.importing.rules import BroughtTopic
from rmo_web.self_education.wording import stage_of, years_in_full

_MARKS = (
    ("who", r"фио|ф\. ?и\. ?о|фамилия|участник|педагог|библиотекар|автор"),
    ("school", r"(оо|оу|школа|(образовательн\w+ )?(организация|учреждение)|место работы)\b"),
    ("stage", r"этап|стадия"),
    ("form", r"форма(?! самообраз)"),
    ("reported", r"где|.*отчет|заслушан|представлен"),
    ("when", r"когда|дата"),
    ("product", r"(\w+ )?результат|продукт|итог"),
    ("years", r"(учебны\w+ )?год|срок|период"),
    ("title", r"(\w+ ){0,3}тема|название"),
    ("given", r"имя"),
    ("patronymic", r"отчество"),
)
NO_TABLE = "В файле нет таблицы со столбцами «ФИО» и «Тема» в первых строках."
NOBODY = "Среди участников такого имени нет или таких несколько: напишите имя полностью и школу."
NO_TITLE = "Тема не указана."
OWN_WAITS = "предложена: темы руководителя и методиста согласует другой"
YEARS_ARE_OVER = "эти годы уже прошли: тему можно продлить или снять на её странице"
LOOK_FIRST = "Ещё ничего не записано: строки изменились, посмотрите их ещё раз."
MEND_FIRST = "Исправьте строки с ошибками или отметьте, что их можно пропустить."
_LABELS = {"who": "ФИО", "school": "ОО", "title": "Тема", "years": "Годы"}


def key_of(title: str) -> str:
    """Which column has this title; "" when none is known by it."""
    folded = russian.reading(title)
    return next((key for key, marks in _MARKS if re.match(marks, folded)), "")


def cells_to_fill(number: int, cells: Mapping[str, str], refusal: Refused) -> Iterable[CellToFill]:
    """Where the row can be mended on the page; nothing where only the topic's own page helps."""
    key = "years" if refusal.field in {"first_year", "last_year"} else refusal.field
    for asked in ("who", "school") if key == "who" else (key,):
        if asked in _LABELS:
            message = str(refusal) if asked == key else ""
            yield CellToFill(number, asked, _LABELS[asked], cells.get(asked, ""), message)


def state(topic: BroughtTopic, titles: tuple[str, ...]) -> str:
    """What becomes of the topic."""
    if not topic.is_agreed:
        return OWN_WAITS
    if topic.is_running:
        place = topic.stage or 0
        return f"в работе, этап {stage_of(place, len(titles), titles[place])}"
    return "согласована"


def no_stage(said: str, titles: tuple[str, ...]) -> str:
    """That the word for the stage fits none, and where the topic stands then."""
    named = ", ".join(one.lower() for one in titles)
    return f"этап {russian.quoted(said)} не узнан среди этапов темы: {named}"


def other_years(first: int, last: int) -> str:
    """That the table says other years than the house."""
    return f"в базе {years_in_full(first, last)}: изменить их можно на странице темы"


def said_before(row: int) -> str:
    return f"В строке {row} у этого же участника другая тема."
