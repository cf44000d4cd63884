"""The register as a sheet of Excel: its columns, how they are recognised, read and written."""

import io
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from typing import Any

import openpyxl

from rmo_web.kernel import russian
from rmo_web.kernel.errors import Refused
from rmo_web.kernel.forms import day_said
from rmo_web.kernel.papers import excel
from rmo_web.members import rules, wording

ROWS_MAX, COLUMNS_MAX, HEADER_WITHIN, CELL_MAX = 2_000, 60, 15, 2_000
BROKEN = "Файл Excel повреждён: откройте его в Excel и сохраните заново."
PLACE = {"organisation": "Организация", "post": "Должность", "rate": "Ставка"}
_NEVER = re.compile(r"(домашний )?адрес|паспорт|снилс|инн\b")


class ColumnKind(Enum):
    """What the cells of a column are to Excel."""

    TEXT = "text"
    DAY = "day"
    NUMBER = "number"


@dataclass(frozen=True, slots=True)
class SheetColumn:
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
        return PLACE.get(self.key) or wording.FIELDS[self.key]

    @property
    def kind(self) -> ColumnKind:
        return _KINDS.get(self.read, ColumnKind.TEXT)

    def cell(self, value: Any) -> object:
        """The value for a cell of Excel: its words, but for days and numbers."""
        return self.write(value) if self.kind is ColumnKind.TEXT else value

    @property
    def is_private(self) -> bool:
        return self.key in rules.PRIVATE or self.key == "consent_on"


@dataclass(frozen=True, slots=True)
class SheetRead:
    """A sheet as it was read: the cells by their columns, and what was left aside."""

    rows: tuple[tuple[int, dict[str, str]], ...]
    strange: tuple[str, ...]
    never: tuple[str, ...]


# What a cell may say


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
    SheetColumn("surname", r"фамилия", _name("surname")),
    SheetColumn("given", r"имя", _name("given")),
    SheetColumn("patronymic", r"отчество", _name("patronymic")),
    SheetColumn(
        "organisation",
        r"(оо|оу|школа|учреждение|(образовательн\w+ )?(организация|учреждение)|место работы)\b",
        _text(rules.TITLE_MAX),
    ),
    SheetColumn("post", r"должность", **_one_of(wording.POSTS)),
    SheetColumn("rate", r"ставка", rules.read_rate, wording.rate),
    SheetColumn(
        "library_since",
        r"(в школьной библиотеке|.*библиотечный стаж|стаж библиотечный)",
        _day,
    ),
    SheetColumn("consent_on", r"согласие", _day),
    SheetColumn("birth_year", r"(год|дата) рождения", _year),
    SheetColumn("education", r"образование", **_one_of(wording.EDUCATION)),
    SheetColumn("institution", r"(учебное заведение|окончил)", _text(rules.TITLE_MAX)),
    SheetColumn("graduated_in", r"год окончания", _year),
    SheetColumn("speciality", r"специальность", _text(rules.TITLE_MAX)),
    SheetColumn("retraining", r"переподготовка", _text(rules.LINE_MAX)),
    SheetColumn(
        "category", r"(кв\.? ?|квалификационная )?категория$", **_one_of(wording.CATEGORIES)
    ),
    SheetColumn("category_on", r"(категория с|дата присвоения)", _day),
    SheetColumn("category_until", r"(категория до|дата следующей аттестации)", _day),
    SheetColumn("works_since", r"(общий стаж|стаж общий)", _day),
    SheetColumn("teaches_since", r"(педагогический стаж|стаж педагогический)", _day),
    SheetColumn("phone", r"телефон", _text(rules.PHONE_MAX)),
    SheetColumn("email", r"(почта|e-?mail|электронная почта)", _email),
    SheetColumn("awards", r"награды", _text(rules.TEXT_MAX)),
)
_KINDS: dict[Callable[[str], Any], ColumnKind] = {
    _day: ColumnKind.DAY, _year: ColumnKind.NUMBER, rules.read_rate: ColumnKind.NUMBER,
}  # fmt: skip
BY_KEY = {column.key: column for column in COLUMNS}


# Reading


def read(content: bytes) -> SheetRead:
    """The sheet's rows. Refused when it is broken, too large, or has no column of names."""
    try:
        lines = _lines(content)
    except Refused:
        raise
    except Exception:
        # A dozen classes come out of a mutated workbook; each means the same to its owner.
        raise Refused(BROKEN) from None
    return _table(lines)


def _lines(content: bytes) -> list[tuple[int, list[str]]]:
    book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
    try:
        sheet = book.worksheets[0]
        if (sheet.max_row or 0) > ROWS_MAX * 10 or (sheet.max_column or 0) > COLUMNS_MAX * 10:
            raise Refused(
                f"Лист слишком велик: не больше {ROWS_MAX} строк и {COLUMNS_MAX} столбцов."
            )
        lines = []
        rows = sheet.iter_rows(max_row=ROWS_MAX + 1, max_col=COLUMNS_MAX, values_only=True)
        for number, row in enumerate(rows, start=1):
            if number > ROWS_MAX:
                raise Refused(f"В листе больше {ROWS_MAX} строк.")
            lines.append((number, [_said(value) for value in row]))
    finally:
        book.close()
    return lines


def _said(value: Any) -> str:
    if isinstance(value, datetime):
        value = value.date()
    if isinstance(value, date):
        return russian.day(value)
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return tidy("" if value is None else str(value))


def tidy(said: str) -> str:
    """A cell as one clean line; what shows nothing is nothing."""
    line = " ".join(russian.clean(said[:CELL_MAX]).split())
    return "" if russian.shows_nothing(line) else line


def _table(lines: list[tuple[int, list[str]]]) -> SheetRead:
    for place, (_, cells) in enumerate(lines[:HEADER_WITHIN]):
        keys = [_key(title) for title in cells]
        if "full_name" in keys or "surname" in keys:
            titles = [title for title, key in zip(cells, keys, strict=True) if title and not key]
            never = tuple(title for title in titles if _NEVER.search(russian.fold(title)))
            strange = tuple(t for t in titles if t not in never and t.strip("№ п/.") != "")
            rows = tuple(
                (number, _cells(keys, row)) for number, row in lines[place + 1 :] if any(row)
            )
            if not rows:
                raise Refused("Под заголовками в файле нет ни одной строки.")
            return SheetRead(rows, strange, never)
    raise Refused("В файле нет столбца «ФИО» или «Фамилия» в первых строках.")


def _key(title: str) -> str:
    folded = russian.reading(title)
    if re.match(r"(фио|ф\. ?и\. ?о|фамилия,? имя)", folded):
        return "full_name"
    return next((one.key for one in COLUMNS if re.match(one.marks, folded)), "")


def _cells(keys: list[str], row: list[str]) -> dict[str, str]:
    cells = {key: value for key, value in zip(keys, row, strict=False) if key and value}
    if whole := cells.pop("full_name", ""):
        parts = [*whole.split(" ", 2), "", ""][:3]
        cells = dict(zip(("surname", "given", "patronymic"), parts, strict=True)) | cells
    return {key: value for key, value in cells.items() if value}


# Writing


def book(columns: Iterable[SheetColumn], rows: list[list[object]]) -> bytes:
    """An .xlsx with these columns; what is typed below them is kept as what it is, too."""
    every = list(columns)
    made = io.BytesIO()
    with excel.book(made) as opened:
        sheet = opened.add_worksheet("База участников")
        bold = opened.add_format({"bold": True, "text_wrap": True})
        pen = excel.Pen(opened)
        looks = {ColumnKind.DAY: pen.day, ColumnKind.NUMBER: pen.number, ColumnKind.TEXT: pen.text}
        for place, column in enumerate(every):
            sheet.write_string(0, place, column.title, bold)
            width = _width(column.title, [row[place] for row in rows])
            sheet.set_column(place, place, width, looks[column.kind])
        for number, row in enumerate(rows, start=1):
            for place, value in enumerate(row):
                pen.put(sheet, number, place, value)
        excel.lay_out(sheet, 0)
        if rows:
            sheet.autofilter(0, 0, len(rows), len(every) - 1)
    return made.getvalue()


def _width(title: str, cells: list[object]) -> int:
    return max(12, min(40, max(len(str(one)) for one in [title, *cells]) + 2))
