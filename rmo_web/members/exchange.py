"""The register to Excel and back: nothing is written before every row has been shown."""

import io
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from difflib import SequenceMatcher
from typing import Any

import openpyxl
import xlsxwriter
from flask_wtf.file import FileField
from sqlalchemy import select
from werkzeug.datastructures import MultiDict
from wtforms import BooleanField

from rmo_web.kernel import russian
from rmo_web.kernel.access import Actor
from rmo_web.kernel.db import db
from rmo_web.kernel.errors import Refused
from rmo_web.kernel.events import emit
from rmo_web.kernel.forms import Form
from rmo_web.members import rules, services, wording
from rmo_web.members.events import RegisterImported
from rmo_web.members.models import Membership, Organisation, Person
from rmo_web.members.services import NewMembership, NewOrganisation, NewPerson

ROWS_MAX, COLUMNS_MAX, HEADER_WITHIN, CELL_MAX = 2_000, 60, 15, 2_000
ALIKE = 0.86
_MENDED = re.compile(r"cell-(\d{1,5})-([a-z_]{1,20})")
NEW_ONE = "new"


class UploadForm(Form):
    file = FileField("Файл Excel (.xlsx)", render_kw={"accept": ".xlsx"})


class ApplyForm(Form):
    skips_wrong = BooleanField("Пропустить строки с ошибками")


class Wrong(ValueError):
    """A cell that cannot be what its column says; the message is for whoever fills it."""


# Columns: what they hold, by which words they are recognised, how they are read and written.


@dataclass(frozen=True, slots=True)
class Column:
    key: str
    title: str
    marks: str
    read: Callable[[str], Any]
    write: Callable[[Any], Any] = str
    is_private: bool = False
    choices: tuple[str, ...] = ()


def _text(most: int) -> Callable[[str], str]:
    def read(said: str) -> str:
        if len(said) > most:
            raise Wrong(f"слишком длинно, не больше {most} знаков")
        return said

    return read


def _name(said: str) -> str:
    try:
        rules.check_name(*said.split(" "))
    except Refused as refusal:
        raise Wrong(str(refusal).rstrip(".")) from None
    return _text(rules.NAME_MAX)(said)


def _day(said: str) -> date:
    for pattern in ("%d.%m.%Y", "%Y-%m-%d"):
        try:
            return datetime.strptime(said, pattern).date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
    raise Wrong("нужна дата, например 01.09.2015")


def _year(said: str) -> int:
    found = re.search(r"(?<!\d)(19|20)\d\d(?!\d)", said)
    if found is None:
        raise Wrong("нужен год, например 1975")
    return int(found[0])


def _rate(said: str) -> Decimal:
    try:
        rate = Decimal(said.replace(",", "."))
    except InvalidOperation:
        raise Wrong("ставка — число: 1, 0,5 или 0,25") from None
    if not (rate.is_finite() and Decimal("0.05") <= rate <= 2):
        raise Wrong("ставка от 0,05 до 2")
    return rate


def _email(said: str) -> str:
    if not re.fullmatch(r"[^@\s]+@[^@\s]+", said):
        raise Wrong("так адрес почты не пишут")
    return _text(rules.EMAIL_MAX)(said)


def _one_of(words: dict[Any, str]) -> Callable[[str], Any]:
    by_word = {russian.fold(word): one for one, word in words.items()}

    def read(said: str) -> Any:
        if (found := by_word.get(russian.fold(said))) is None:
            raise Wrong("такого слова в списке нет, выберите")
        return found

    return read


def _word(words: dict[Any, str]) -> Callable[[Any], str]:
    return lambda one: words[one] if one else ""


def _plain(value: Any) -> str:
    return "" if value is None else str(value)


def _dotted(value: date | None) -> str:
    return russian.day(value) if value else ""


def _of(words: dict[Any, str]) -> dict[str, Any]:
    return {"read": _one_of(words), "write": _word(words), "choices": tuple(words.values())}


COLUMNS = (
    Column("surname", "Фамилия", r"фамилия", _name),
    Column("given", "Имя", r"имя", _name),
    Column("patronymic", "Отчество", r"отчество", _name),
    Column("organisation", "Организация", r"(оо|школа|организация|место работы)\b", _text(rules.TITLE_MAX)),
    Column("post", "Должность", r"должность", **_of(wording.POSTS)),
    Column("rate", "Ставка", r"ставка", _rate, wording.rate),
    Column("library_since", "В школьной библиотеке с",
           r"(в школьной библиотеке|.*библиотечный стаж|стаж библиотечный)", _day, _dotted),
    Column("consent_on", "Согласие на обработку данных", r"согласие", _day, _dotted, is_private=True),
    Column("birth_year", "Год рождения", r"(год|дата) рождения", _year, _plain, is_private=True),
    Column("education", "Образование", r"образование", is_private=True, **_of(wording.EDUCATION)),
    Column("institution", "Учебное заведение", r"(учебное заведение|учреждение|окончил)",
           _text(rules.TITLE_MAX), is_private=True),
    Column("graduated_in", "Год окончания", r"год окончания", _year, _plain, is_private=True),
    Column("speciality", "Специальность", r"специальность", _text(rules.TITLE_MAX), is_private=True),
    Column("retraining", "Переподготовка", r"переподготовка", _text(500), is_private=True),
    Column("category", "Категория", r"(кв\.? ?|квалификационная )?категория$",
           is_private=True, **_of(wording.CATEGORIES)),
    Column("category_on", "Категория с", r"(категория с|дата присвоения)", _day, _dotted, is_private=True),
    Column("category_until", "Категория до", r"(категория до|дата следующей аттестации)", _day, _dotted,
           is_private=True),
    Column("works_since", "Общий стаж с", r"(общий стаж|стаж общий)", _day, _dotted, is_private=True),
    Column("teaches_since", "Педагогический стаж с", r"(педагогический стаж|стаж педагогический)",
           _day, _dotted, is_private=True),
    Column("phone", "Телефон", r"телефон", _text(rules.PHONE_MAX), is_private=True),
    Column("email", "Почта", r"(почта|e-?mail|электронная почта)", _email, is_private=True),
    Column("awards", "Награды", r"награды", _text(4_000), is_private=True),
)  # fmt: skip
BY_KEY = {column.key: column for column in COLUMNS}
WORK = ("organisation", "post", "rate")
NEVER = re.compile(r"(домашний )?адрес|паспорт|снилс|инн\b")


@dataclass(frozen=True, slots=True)
class Table:
    """A sheet as it was read: the cells by their columns, and what was left aside."""

    rows: tuple[tuple[int, dict[str, str]], ...]
    strange: tuple[str, ...]
    never: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WrongCell:
    name: str
    label: str
    value: str
    message: str
    choices: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class CheckedRow:
    """What will happen to one row."""

    number: int
    who: str
    words: str
    kind: str
    details: tuple[str, ...]
    wrong: tuple[WrongCell, ...]
    person_id: int | None
    values: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Checked:
    rows: tuple[CheckedRow, ...]
    added: int
    changed: int
    wrong: int
    strange: tuple[str, ...]
    never: tuple[str, ...]
    mended: tuple[tuple[str, str], ...]


# Reading


def read(content: bytes) -> Table:
    """The sheet's rows. Refused when it is broken, too large, or has no column of names."""
    try:
        lines = _lines(content)
    except Refused:
        raise
    except Exception:
        # A dozen classes come out of a mutated workbook; each means the same to its owner.
        raise Refused("Файл Excel повреждён: откройте его в Excel и сохраните заново.") from None
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
    return " ".join(russian.clean("" if value is None else str(value))[:CELL_MAX].split())


def _table(lines: list[tuple[int, list[str]]]) -> Table:
    for place, (_, cells) in enumerate(lines[:HEADER_WITHIN]):
        keys = [_key(title) for title in cells]
        if "full_name" in keys or "surname" in keys:
            titles = [title for title, key in zip(cells, keys, strict=True) if title and not key]
            never = tuple(title for title in titles if NEVER.search(russian.fold(title)))
            strange = tuple(t for t in titles if t not in never and t.strip("№ п/.") != "")
            rows = tuple(
                (number, _cells(keys, row)) for number, row in lines[place + 1 :] if any(row)
            )
            return Table(rows, strange, never)
    raise Refused("В файле нет столбца «ФИО» или «Фамилия» в первых строках.")


def _key(title: str) -> str:
    folded = russian.fold(title)
    if re.match(r"(фио|ф\. ?и\. ?о|фамилия,? имя)", folded):
        return "full_name"
    return next((one.key for one in COLUMNS if re.match(one.marks, folded)), "")


def _cells(keys: list[str], row: list[str]) -> dict[str, str]:
    cells = {key: value for key, value in zip(keys, row, strict=False) if key and value}
    if whole := cells.pop("full_name", ""):
        parts = [*whole.split(" ", 2), "", ""][:3]
        cells = dict(zip(("surname", "given", "patronymic"), parts, strict=True)) | cells
    return {key: value for key, value in cells.items() if value}


def mended_in(typed: MultiDict[str, str]) -> dict[tuple[int, str], str]:
    """What was mended in the preview, by row and column."""
    found = ((_MENDED.fullmatch(name), value) for name, value in typed.items())
    return {
        (int(place[1]), place[2]): " ".join(russian.clean(value)[:CELL_MAX].split())
        for place, value in found
        if place
    }


# Checking


@dataclass(slots=True)
class _Known:
    """Somebody of the register, or of an earlier row of the same file."""

    person: Person | None
    name: str
    schools: set[str]
    row: int = 0


def checked(table: Table, mended: dict[tuple[int, str], str], *, today: date) -> Checked:
    """Row by row what will happen; nothing is written."""
    known, schools = _register()
    rows = []
    for number, cells in table.rows:
        corrected = {key: value for (row, key), value in mended.items() if row == number}
        rows.append(_check(number, cells | corrected, known, schools, today))
    kinds = [row.kind for row in rows]
    return Checked(
        rows=tuple(rows),
        added=kinds.count("new"),
        changed=kinds.count("change"),
        wrong=kinds.count("wrong"),
        strange=table.strange,
        never=table.never,
        mended=tuple((f"cell-{row}-{key}", value) for (row, key), value in mended.items()),
    )


def _register() -> tuple[list[_Known], dict[str, Organisation]]:
    schools = {one.sort_key: one for one in db.session.scalars(select(Organisation))}
    by_id = {one.id: one.sort_key for one in schools.values()}
    places: dict[int, set[str]] = {}
    for one in db.session.scalars(select(Membership).where(Membership.until.is_(None))):
        places.setdefault(one.person_id, set()).add(by_id[one.organisation_id])
    people = db.session.scalars(select(Person).order_by(Person.id))
    known = [_Known(one, one.search_key, places.get(one.id, set())) for one in people]
    return known, schools


def _check(
    number: int,
    cells: dict[str, str],
    known: list[_Known],
    schools: dict[str, Organisation],
    today: date,
) -> CheckedRow:
    values, wrong = _values(number, cells)
    names = [values.get(key, "") for key in ("surname", "given", "patronymic")]
    school = russian.sort_key(values.get("organisation", ""))
    if not values.get("surname") and not wrong:
        wrong.append(_wrong(number, "surname", "", "без фамилии строку не записать"))
    if values.get("organisation") and not values.get("post") and "post" not in cells:
        wrong.append(_wrong(number, "post", "", "не указана должность"))
    match, doubt = _match(
        number, " ".join(filter(None, names)), school, cells.get("who", ""), known
    )
    wrong += doubt
    if not wrong:
        wrong += _unfit(number, match, values, today)
    who = " ".join(filter(None, (cells.get(k, "") for k in ("surname", "given", "patronymic"))))
    if wrong:
        return CheckedRow(number, who, "исправьте", "wrong", (), tuple(wrong), None, values)
    person = match.person if match else None
    details = _details(person, values) + _place_details(match, values, schools)
    if match is None:
        known.append(_Known(None, russian.fold(who), {school} - {""}, number))
        return CheckedRow(number, who, "будет добавлен(а)", "new", details, (), None, values)
    if school:
        match.schools.add(school)
    words, kind = ("изменится", "change") if details else ("без изменений", "same")
    return CheckedRow(number, who, words, kind, details, (), person.id if person else None, values)


def _values(number: int, cells: dict[str, str]) -> tuple[dict[str, Any], list[WrongCell]]:
    values: dict[str, Any] = {}
    wrong = []
    for key, said in cells.items():
        column = BY_KEY.get(key)
        if column is None or not said:
            continue
        try:
            values[key] = column.read(said)
        except Wrong as message:
            wrong.append(_wrong(number, key, said, str(message)))
    return values, wrong


def _wrong(number: int, key: str, said: str, message: str) -> WrongCell:
    column = BY_KEY[key]
    choices = tuple((word, word) for word in column.choices)
    return WrongCell(f"cell-{number}-{key}", column.title, said, message, choices)


def _match(
    number: int, name: str, school: str, chosen: str, known: list[_Known]
) -> tuple[_Known | None, list[WrongCell]]:
    """Who of the register this row is about; a question when that is not certain."""
    folded = russian.fold(name)
    if chosen.isdigit():
        return next((o for o in known if o.person and o.person.id == int(chosen)), None), []
    same = [one for one in known if one.name == folded]
    here = [one for one in same if school in one.schools]
    if len(same) == 1 or len(here) == 1:
        return (here or same)[0], []
    if len(same) > 1:
        return None, [_question(number, name, same, "таких несколько, выберите")]
    if chosen == NEW_ONE or not folded:
        return None, []
    alike = [
        one for one in known
        if one.person and SequenceMatcher(None, one.name, folded).ratio() >= ALIKE
    ]  # fmt: skip
    if alike:
        return None, [_question(number, name, alike, "похоже на того, кто уже есть, выберите")]
    return None, []


def _question(number: int, name: str, found: list[_Known], message: str) -> WrongCell:
    people = [one.person for one in found if one.person]
    choices = [(str(p.id), f"{p.surname} {p.given} {p.patronymic}".strip()) for p in people]
    return WrongCell(
        f"cell-{number}-who",
        "Кто это",
        name,
        message,
        ((NEW_ONE, "другой, новый человек"), *choices),
    )


def _unfit(
    number: int, match: _Known | None, values: dict[str, Any], today: date
) -> list[WrongCell]:
    """What the register's own rules say of the card as it would become."""
    card = _Card({c.name: None for c in Person.__table__.columns})
    if match and match.person:
        card = _Card({c.name: getattr(match.person, c.name) for c in Person.__table__.columns})
    card.update({key: value for key, value in values.items() if key not in WORK})
    try:
        services.check_card(card, today)
    except Refused as refusal:
        said = str(refusal)
        guilty = next(
            (key for key, what in services.DAYS.items() if said.startswith(what)),
            "consent_on" if said == services.NO_CONSENT else "birth_year",
        )
        return [_wrong(number, guilty, _again(guilty, values), said.rstrip("."))]
    return []


def _again(key: str, values: dict[str, Any]) -> str:
    return str(BY_KEY[key].write(values[key])) if values.get(key) else ""


class _Card(dict[str, Any]):
    """Fields by their names, as the rules of a card read them."""

    def __getattr__(self, name: str) -> Any:
        return self[name]


def _details(person: Person | None, values: dict[str, Any]) -> tuple[str, ...]:
    if person is None:
        return ()
    changes = []
    for key, value in values.items():
        if key not in WORK and getattr(person, key) != value:
            column = BY_KEY[key]
            before = column.write(getattr(person, key)) or "пусто"
            changes.append(f"{column.title}: {before} → {column.write(value)}")
    return tuple(changes)


def _place_details(
    match: _Known | None, values: dict[str, Any], schools: dict[str, Organisation]
) -> tuple[str, ...]:
    name = values.get("organisation", "")
    if not name or (match and russian.sort_key(name) in match.schools):
        return ()
    new = "" if russian.sort_key(name) in schools else " (организации ещё нет, будет внесена)"
    return (f"место работы: {name}{new}",)


# Writing into the register


def apply(result: Checked, *, by: int, at: datetime, today: date) -> str:
    """Write the rows that are right, in the caller's transaction; what was done, in words."""
    added: dict[str, Person] = {}
    for row in result.rows:
        if row.kind in {"new", "change"}:
            _write_row(row, added, by=by, at=at, today=today)
    emit(RegisterImported(by=by, at=at, added=result.added, changed=result.changed))
    words = [f"добавлено {result.added}", f"изменено {result.changed}"]
    if result.wrong:
        words.append(f"пропущено с ошибками {result.wrong}")
    return f"База участников загружена: {', '.join(words)}."


def _write_row(
    row: CheckedRow, added: dict[str, Person], *, by: int, at: datetime, today: date
) -> None:
    values = {key: value for key, value in row.values.items() if key not in WORK}
    name = russian.fold(row.who)
    if row.person_id:
        person = db.session.get_one(Person, row.person_id)
        services.change_person(person, values, by=by, at=at, today=today)
    elif name in added and row.kind == "change":
        person = added[name]
    else:
        names = [values.pop(key, "") for key in ("surname", "given", "patronymic")]
        told = NewPerson(*names, is_guest=False, details=values)
        person = added[name] = services.add_person(told, by=by, at=at, today=today)
    if row.values.get("organisation"):
        _write_work(person, row.values, by=by, at=at)


def _write_work(person: Person, values: dict[str, Any], *, by: int, at: datetime) -> None:
    key = russian.sort_key(values["organisation"])
    school = db.session.scalar(select(Organisation).filter_by(sort_key=key))
    if school is None:
        school = services.add_organisation(NewOrganisation(values["organisation"]), by=by, at=at)
    there = select(Membership.id).filter_by(
        person_id=person.id, organisation_id=school.id, until=None
    )
    if db.session.scalar(there) is None:
        told = NewMembership(school.id, values["post"], values.get("rate"))
        services.join(person, told, by=by, at=at)


# Writing into Excel


def written(actor: Actor, *, today: date) -> tuple[bytes, int]:
    """The register as .xlsx, a row for each place of work; private columns for its keepers."""
    columns = [one for one in COLUMNS if actor.leads or not one.is_private]
    found = db.session.execute(
        select(Person, Membership, Organisation.name)
        .outerjoin(Membership, (Membership.person_id == Person.id) & Membership.until.is_(None))
        .outerjoin(Organisation, Organisation.id == Membership.organisation_id)
        .where(Person.left_on.is_(None), ~Person.is_guest)
        .order_by(Person.sort_key, Person.id, Organisation.sort_key)
    )
    rows = [
        [str(column.write(_value(column.key, *row)) or "") for column in columns] for row in found
    ]
    return _book("База участников", [column.title for column in columns], rows), len(rows)


def _value(key: str, person: Person, work: Membership | None, school: str | None) -> Any:
    if key == "organisation":
        return school or ""
    if key in WORK:
        return getattr(work, key) if work else ""
    return getattr(person, key)


def template() -> bytes:
    """An empty table with every column that is understood."""
    return _book("База участников", [column.title for column in COLUMNS], [])


def _book(title: str, titles: list[str], rows: list[list[str]]) -> bytes:
    made = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    book = xlsxwriter.Workbook(made, options)
    sheet = book.add_worksheet(title)
    bold, text = (
        book.add_format({"bold": True, "text_wrap": True}),
        book.add_format({"num_format": "@"}),
    )
    for place, words in enumerate(titles):
        sheet.write_string(0, place, words, bold)
        sheet.set_column(place, place, max(12, min(40, _width(place, words, rows))), text)
    for number, row in enumerate(rows, start=1):
        for place, words in enumerate(row):
            sheet.write_string(number, place, words, text)
    sheet.freeze_panes(1, 1)
    sheet.repeat_rows(0)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    if rows:
        sheet.autofilter(0, 0, len(rows), len(titles) - 1)
    book.close()
    return made.getvalue()


def _width(place: int, words: str, rows: list[list[str]]) -> int:
    return max([len(words), *(len(row[place]) for row in rows)]) + 2
