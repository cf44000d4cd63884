"""The register as a sheet of Excel, read and written."""

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from sqlalchemy import select

from rmo_web.kernel import russian
from rmo_web.kernel.access import Actor
from rmo_web.kernel.db import db
from rmo_web.kernel.papers import excel
from rmo_web.kernel.papers.sheet import Sheet, SheetColumn, SheetRead, recognised, xlsx
from rmo_web.members import queries as members
from rmo_web.members import works
from rmo_web.members.exchange.rules import PLACE
from rmo_web.members.exchange.wording import COLUMNS, RegisterColumn
from rmo_web.members.models import Membership, Organisation, Person


def read(content: bytes) -> SheetRead:
    """The sheet's rows. Refused when it is broken, too large, or has no column of names."""
    read = recognised(
        excel.lines(content), _key, lambda keys: "full_name" in keys or "surname" in keys,
        otherwise="В файле нет столбца «ФИО» или «Фамилия» в первых строках.",
    )  # fmt: skip
    return replace(read, rows=tuple((number, _named(cells)) for number, cells in read.rows))


def _key(title: str) -> str:
    folded = russian.reading(title)
    if re.match(r"(фио|ф\. ?и\. ?о|фамилия,? имя)", folded):
        return "full_name"
    return next((one.key for one in COLUMNS if re.match(one.marks, folded)), "")


def _named(cells: dict[str, str]) -> dict[str, str]:
    """The cells with a name in one column taken apart."""
    if not (whole := cells.get("full_name", "")):
        return cells
    parts = zip(("surname", "given", "patronymic"), whole.split(" ", 2), strict=False)
    return dict(parts) | {key: value for key, value in cells.items() if key != "full_name"}


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
