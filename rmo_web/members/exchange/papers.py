"""The register as a sheet of Excel, read and written."""

import io
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import openpyxl
from sqlalchemy import select

from rmo_web.kernel import russian
from rmo_web.kernel.access import Actor
from rmo_web.kernel.db import db
from rmo_web.kernel.errors import Refused
from rmo_web.kernel.papers.sheet import Sheet, SheetColumn, xlsx
from rmo_web.members import queries as members
from rmo_web.members import works
from rmo_web.members.exchange.rules import PLACE
from rmo_web.members.exchange.wording import COLUMNS, RegisterColumn, tidy
from rmo_web.members.models import Membership, Organisation, Person

ROWS_MAX, COLUMNS_MAX, HEADER_WITHIN = 2_000, 60, 15
BROKEN = "Файл Excel повреждён: откройте его в Excel и сохраните заново."
_NEVER = re.compile(r"(домашний )?адрес|паспорт|снилс|инн\b")


@dataclass(frozen=True, slots=True)
class SheetRead:
    """A sheet as it was read: the cells by their columns, and what was left aside."""

    rows: tuple[tuple[int, dict[str, str]], ...]
    strange: tuple[str, ...]
    never: tuple[str, ...]


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


def book(columns: Iterable[RegisterColumn], rows: list[list[object]]) -> bytes:
    """An .xlsx with these columns; what is typed below them is kept as what it is, too."""
    heads = [SheetColumn(one.title, one.kind) for one in columns]
    return xlsx(Sheet("База участников", heads, rows))


def written(actor: Actor, today: date) -> tuple[bytes, int]:
    """The register as .xlsx, a row for each place of work; private columns for its keepers."""
    columns = [one for one in COLUMNS if actor.leads or not one.is_private]
    found = db.session.execute(
        select(Person, Membership, Organisation.name)
        .outerjoin(Membership, (Membership.person_id == Person.id) & works.here(today))
        .outerjoin(Organisation, Organisation.id == Membership.organisation_id)
        .where(members.IN_ASSOCIATION)
        .order_by(Person.sort_key, Person.id, *works.MAIN_FIRST)
    )
    rows = [[_export_cell(column, *row) for column in columns] for row in found]
    return book(columns, rows), len(rows)


def _export_cell(
    column: RegisterColumn, person: Person, work: Membership | None, school: str | None
) -> object:
    if column.key == "organisation":
        return school or ""
    return column.cell(getattr(work if column.key in PLACE else person, column.key, None))


def template() -> bytes:
    """An empty table with every column that is understood."""
    return book(COLUMNS, [])
