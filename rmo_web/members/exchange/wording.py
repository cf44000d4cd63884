"""The columns of the sheet: how they are recognised, what a cell may say, and how it is written."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from rmo_web.kernel import russian
from rmo_web.kernel.errors import Refused
from rmo_web.kernel.forms import day_said
from rmo_web.kernel.papers.cells import CellToFill
from rmo_web.kernel.papers.sheet import ColumnKind
from rmo_web.members import rules, wording

PLACES = {"organisation": "Организация", "post": "Должность", "rate": "Ставка"}


@dataclass(frozen=True, slots=True)
class RegisterColumn:
    """A column: by which words it is recognised, how its cells are read and written.

    `read` raises Refused with the sentence for whoever fills the cell.
    """

    key: str
    marks: str
    read: Callable[[str], Any]
    write: Callable[[Any], str] = wording.said
    choices: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        return PLACES.get(self.key) or wording.FIELDS[self.key]

    @property
    def kind(self) -> ColumnKind:
        return _KINDS.get(self.read, ColumnKind.TEXT)

    def cell(self, value: Any) -> object:
        """The value for a cell of Excel: its words, but for days and numbers."""
        return self.write(value) if self.kind is ColumnKind.TEXT else value

    @property
    def is_private(self) -> bool:
        return self.key in rules.PRIVATE or self.key == "consent_on"


def _text(most: int) -> Callable[[str], str]:
    def read(said: str) -> str:
        if len(said) > most:
            raise Refused(f"Слишком длинно: не больше {most} знаков.")
        return russian.one_alphabet(said)

    return read


def _name(key: str) -> Callable[[str], str]:
    def read(said: str) -> str:
        name = russian.one_alphabet(rules.tidy_name(said))
        rules.check_name(key, name)
        return name

    return read


def _day(said: str) -> date:
    try:
        return day_said(said)
    except ValueError as wrong:
        raise Refused(str(wrong)) from None


def _year(said: str) -> int:
    found = re.search(r"(?<!\d)(19|20)\d\d(?!\d)", said)
    if found is None:
        raise Refused("Нужен год, например 1975.")
    return int(found[0])


def _email(said: str) -> str:
    if not re.fullmatch(rules.EMAIL, said):
        raise Refused("Так адрес почты не пишут.")
    if len(said) > rules.EMAIL_MAX:
        raise Refused(f"Слишком длинно: не больше {rules.EMAIL_MAX} знаков.")
    return said


def _one_of(words: dict[Any, str]) -> dict[str, Any]:
    by_word = {russian.reading(word): one for one, word in words.items()}

    def read(said: str) -> Any:
        if (found := by_word.get(russian.reading(said))) is None:
            raise Refused("Такого слова в списке нет, выберите.")
        return found

    return {"read": read, "choices": tuple(words.values())}


COLUMNS = (
    RegisterColumn("surname", r"фамилия", _name("surname")),
    RegisterColumn("given", r"имя", _name("given")),
    RegisterColumn("patronymic", r"отчество", _name("patronymic")),
    RegisterColumn(
        "organisation",
        r"(оо|оу|школа|учреждение|(образовательн\w+ )?(организация|учреждение)|место работы)\b",
        _text(rules.TITLE_MAX),
    ),
    RegisterColumn("post", r"должность", **_one_of(wording.POSTS)),
    RegisterColumn("rate", r"ставка", rules.read_rate, wording.rate),
    RegisterColumn(
        "library_since",
        r"(в школьной библиотеке|.*библиотечный стаж|стаж библиотечный)",
        _day,
    ),
    RegisterColumn("consent_on", r"согласие", _day),
    RegisterColumn("birth_year", r"(год|дата) рождения", _year),
    RegisterColumn("education", r"образование", **_one_of(wording.EDUCATION)),
    RegisterColumn("institution", r"(учебное заведение|окончил)", _text(rules.TITLE_MAX)),
    RegisterColumn("graduated_in", r"год окончания", _year),
    RegisterColumn("speciality", r"специальность", _text(rules.TITLE_MAX)),
    RegisterColumn("retraining", r"переподготовка", _text(rules.LINE_MAX)),
    RegisterColumn(
        "category", r"(кв\.? ?|квалификационная )?категория$", **_one_of(wording.CATEGORIES)
    ),
    RegisterColumn("category_on", r"(категория с|дата присвоения)", _day),
    RegisterColumn("category_until", r"(категория до|дата следующей аттестации)", _day),
    RegisterColumn("works_since", r"(общий стаж|стаж общий)", _day),
    RegisterColumn("teaches_since", r"(педагогический стаж|стаж педагогический)", _day),
    RegisterColumn("phone", r"телефон", _text(rules.PHONE_MAX)),
    RegisterColumn("email", r"(почта|e-?mail|электронная почта)", _email),
    RegisterColumn("awards", r"награды", _text(rules.TEXT_MAX)),
)
_KINDS: dict[Callable[[str], Any], ColumnKind] = {
    _day: ColumnKind.DAY, _year: ColumnKind.NUMBER, rules.read_rate: ColumnKind.NUMBER,
}  # fmt: skip
BY_KEY = {column.key: column for column in COLUMNS}


def cell_to_fill(number: int, key: str, said: str, message: str) -> CellToFill:
    """The cell of this row and column, to be filled on the page."""
    column = BY_KEY[key]
    choices = tuple((word, word) for word in column.choices)
    return CellToFill(number, key, column.title, said, message, choices)


def change(key: str, before: Any, after: Any) -> str:
    """«Категория: первая → высшая»."""
    write = BY_KEY[key].write
    return f"{BY_KEY[key].title}: {write(before) or 'пусто'} → {write(after)}"


def spelled_otherwise(said: str) -> str:
    """A text as the file has it; what no eye sees is said."""
    return f"«{said}»" if said == russian.one_alphabet(said) else f"«{said}» (латинские буквы)"


def contradicts(row: int, key: str, said: Any) -> str:
    """That an earlier row said something else of the same person."""
    words = BY_KEY[key].write(said) or "пусто"
    return f"В строке {row} об этом же человеке сказано иначе: {words}."
