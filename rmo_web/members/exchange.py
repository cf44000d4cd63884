"""The register to Excel and back: nothing is written before every row has been shown."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from difflib import SequenceMatcher
from typing import Any

from sqlalchemy import select
from werkzeug.datastructures import MultiDict

from rmo_web.kernel import russian
from rmo_web.kernel.access import Actor
from rmo_web.kernel.db import db
from rmo_web.kernel.errors import Refused
from rmo_web.kernel.events import emit
from rmo_web.members import rules, services, sheet, wording, works
from rmo_web.members.events import RegisterImported
from rmo_web.members.models import Membership, Organisation, Person
from rmo_web.members.rules import Unfit
from rmo_web.members.services import NewMembership, NewOrganisation, NewPerson
from rmo_web.members.sheet import BY_KEY, COLUMNS, PLACE, Column, Table

ALIKE = 0.86
NAME_WHOLE_MAX = 200
NOT_YOUR_EMAIL = "Почту того, кто уже в базе, меняет он сам или руководитель: очистите ячейку."
NAMES = ("surname", "given", "patronymic")
NEW_ONE = "new"
_MENDED = re.compile(r"cell-(\d{1,5})-([a-z_]{1,20})")


@dataclass(frozen=True, slots=True)
class WrongCell:
    """What has to be mended, and among which words."""

    name: str
    label: str
    value: str
    message: str
    choices: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class CheckedRow:
    """What will happen to one row: `kind` is new, change, same or wrong."""

    number: int
    who: str
    kind: str
    words: str
    details: tuple[str, ...] = ()
    wrong: tuple[WrongCell, ...] = ()
    values: dict[str, Any] = field(default_factory=dict)
    person_id: int | None = None
    same_as: int = 0  # an earlier row about the same newcomer
    work_id: int | None = None  # the place of work that gets another post or rate
    has_new_work: bool = False


@dataclass(frozen=True, slots=True)
class Checked:
    """The whole sheet, row by row, with what was left aside and what was mended."""

    rows: tuple[CheckedRow, ...]
    added: int
    changed: int
    wrong: int
    strange: tuple[str, ...]
    never: tuple[str, ...]
    mended: tuple[tuple[str, str], ...]


def mended_in(typed: MultiDict[str, str]) -> dict[tuple[int, str], str]:
    """What was mended in the preview, by row and column."""
    found = ((_MENDED.fullmatch(name), value) for name, value in typed.items())
    return {(int(place[1]), place[2]): sheet.tidy(value) for place, value in found if place}


def checked(
    table: Table, mended: dict[tuple[int, str], str], *, today: date, sets_email: bool
) -> Checked:
    """Row by row what will happen; nothing is written."""
    rows = tuple(_Checker(table, mended, today, sets_email).rows())
    kinds = [row.kind for row in rows]
    return Checked(
        rows=rows,
        added=kinds.count("new"),
        changed=kinds.count("change"),
        wrong=kinds.count("wrong"),
        strange=table.strange,
        never=table.never,
        mended=tuple((f"cell-{row}-{key}", value) for (row, key), value in mended.items()),
    )


@dataclass(slots=True)
class _Known:
    """Somebody of the register, or a newcomer of an earlier row."""

    name: str
    person: Person | None = None
    row: int = 0
    works: dict[str, list[Membership]] = field(default_factory=dict)

    def works_at(self, school: str) -> bool:
        return bool(school) and school in self.works


class _Checker:
    """Reads rows against the register and against each other."""

    def __init__(
        self,
        table: Table,
        mended: dict[tuple[int, str], str],
        today: date,
        sets_email: bool,
    ) -> None:
        self.today, self.sets_email = today, sets_email
        self.lines = {number: dict(cells) for number, cells in table.rows}
        for (number, key), said in mended.items():
            if number in self.lines:
                self.lines[number][key] = said
        self.schools = {one.id: one.sort_key for one in db.session.scalars(select(Organisation))}
        self.known = self._register()
        # A school's post that the sheet names stays; one that it doesn't may become another.
        self.named = {
            (_who(cells), russian.sort_key(cells.get("organisation", "")), _folded(cells, "post"))
            for cells in self.lines.values()
        }

    def _register(self) -> list[_Known]:
        people = db.session.scalars(select(Person).order_by(Person.id))
        known = {one.id: _Known(one.search_key, one) for one in people}
        for one in db.session.scalars(select(Membership).where(Membership.until.is_(None))):
            school = self.schools[one.organisation_id]
            known[one.person_id].works.setdefault(school, []).append(one)
        return list(known.values())

    def rows(self) -> Iterator[CheckedRow]:
        for number, cells in self.lines.items():
            yield self._check(number, cells)

    def _check(self, number: int, cells: dict[str, str]) -> CheckedRow:
        values, wrong = _read(number, cells)
        name = " ".join(cells[key] for key in NAMES if cells.get(key))
        if not cells.get("surname"):
            wrong.append(_wrong(number, "surname", "", "Без фамилии строку не записать."))
        if cells.get("organisation") and not cells.get("post"):
            wrong.append(_wrong(number, "post", "", "Не указана должность."))
        school = russian.sort_key(cells.get("organisation", ""))
        match, doubt = self._match(number, name, school, cells.get("who", ""))
        wrong += doubt or ([] if wrong else self._unfit(number, match, values, cells))
        if wrong:
            return CheckedRow(number, name, "wrong", "исправьте", wrong=tuple(wrong))
        return self._outcome(number, name, match, values, school)

    def _match(
        self, number: int, name: str, school: str, chosen: str
    ) -> tuple[_Known | None, list[WrongCell]]:
        """Who this row is about; a question when that is not certain."""
        folded = russian.fold(name)
        if chosen.isdecimal():
            found = [one for one in self.known if one.person and str(one.person.id) == chosen]
            return next(iter(found), None), []
        same = [one for one in self.known if one.name == folded]
        here = [one for one in same if one.works_at(school)]
        if len(same) == 1 or len(here) == 1:
            return (here or same)[0], []
        if chosen == NEW_ONE or not folded:
            return None, []
        if same:
            return None, [_question(number, name, same, "Таких несколько, выберите.")]
        alike = _alike(folded, self.known)
        words = "Похоже на того, кто уже есть, выберите."
        return None, [_question(number, name, alike, words)] if alike else []

    def _unfit(
        self, number: int, match: _Known | None, values: dict[str, Any], cells: dict[str, str]
    ) -> list[WrongCell]:
        """What the register's own rules say of the card as it would become."""
        known = match.person if match else None
        if known and not self.sets_email and values.get("email", known.email) != known.email:
            return [_wrong(number, "email", cells["email"], NOT_YOUR_EMAIL)]
        card = services.as_it_would_be(known, _of_card(values))
        try:
            rules.check_card(card, self.today)
        except Unfit as refusal:
            key = refusal.field if refusal.field in BY_KEY else "surname"
            return [_wrong(number, key, cells.get(key, ""), str(refusal))]
        return []

    def _outcome(
        self, number: int, name: str, match: _Known | None, values: dict[str, Any], school: str
    ) -> CheckedRow:
        kind, words = "change", "изменится"
        details = list(_changes(match.person, values)) if match and match.person else []
        if match is None:
            kind, words = "new", "будет добавлен(а)"
            self.known.append(match := _Known(russian.fold(name), row=number))
        place, work_id, has_new_work = self._place(match, values, school)
        details += place
        if kind == "change" and not details:
            kind, words = "same", "без изменений"
        return CheckedRow(
            number,
            name,
            kind,
            words,
            details=tuple(details),
            values=values,
            person_id=match.person.id if match.person else None,
            same_as=match.row if match.row != number else 0,
            work_id=work_id,
            has_new_work=has_new_work,
        )

    def _place(
        self, match: _Known, values: dict[str, Any], school: str
    ) -> tuple[list[str], int | None, bool]:
        """What happens to the place of work: words, the one that changes, whether a new one."""
        if not school:
            return [], None, False
        works = match.works.setdefault(school, [])
        post, rate = values["post"], values.get("rate")
        work = next((one for one in works if one.post == post), None)
        if work is None:
            spare = [one for one in works if not self._is_named(match, school, one)]
            if len(spare) != 1:
                return [self._new_place(values["organisation"], school)], None, True
            work = spare[0]
        changes = []
        if work.post != post:
            changes.append(f"Должность: {wording.POSTS[work.post]} → {wording.POSTS[post]}")
        if rate not in {None, work.rate}:
            changes.append(f"Ставка: {wording.rate(work.rate) or 'пусто'} → {wording.rate(rate)}")
        return changes, work.id if changes else None, False

    def _is_named(self, match: _Known, school: str, work: Membership) -> bool:
        return (match.name, school, russian.fold(wording.POSTS[work.post])) in self.named

    def _new_place(self, name: str, school: str) -> str:
        new = "" if school in self.schools.values() else " (организации ещё нет, будет внесена)"
        return f"место работы: {name}{new}"


def _folded(cells: dict[str, str], key: str) -> str:
    return russian.fold(cells.get(key, ""))


def _who(cells: dict[str, str]) -> str:
    return " ".join(_folded(cells, key) for key in NAMES if cells.get(key))


def _alike(name: str, known: list[_Known]) -> list[_Known]:
    """Those of the register whose names differ by a letter or two; cheap bounds come first."""
    if len(name) > NAME_WHOLE_MAX:
        return []
    matcher = SequenceMatcher(None, "", name)
    found = []
    for one in known:
        if one.person and one.name[:1] == name[:1]:
            matcher.set_seq1(one.name)
            bounds = (matcher.real_quick_ratio, matcher.quick_ratio, matcher.ratio)
            if all(bound() >= ALIKE for bound in bounds):
                found.append(one)
    return found


def _of_card(values: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in values.items() if key not in PLACE}


def _read(number: int, cells: dict[str, str]) -> tuple[dict[str, Any], list[WrongCell]]:
    values: dict[str, Any] = {}
    wrong = []
    for key, said in cells.items():
        if key in BY_KEY and said:
            try:
                values[key] = BY_KEY[key].read(said)
            except Refused as refusal:
                wrong.append(_wrong(number, key, said, str(refusal)))
    return values, wrong


def _wrong(number: int, key: str, said: str, message: str) -> WrongCell:
    column = BY_KEY[key]
    choices = tuple((word, word) for word in column.choices)
    return WrongCell(f"cell-{number}-{key}", column.title, said, message, choices)


def _question(number: int, name: str, found: list[_Known], message: str) -> WrongCell:
    people = [one.person for one in found if one.person]
    choices = [(str(p.id), f"{p.surname} {p.given} {p.patronymic}".strip()) for p in people]
    choices.insert(0, (NEW_ONE, "другой, новый человек"))
    return WrongCell(f"cell-{number}-who", "Кто это", name, message, tuple(choices))


def _changes(person: Person, values: dict[str, Any]) -> Iterator[str]:
    for key, value in _of_card(values).items():
        if getattr(person, key) != value:
            write = BY_KEY[key].write
            before = write(getattr(person, key)) or "пусто"
            yield f"{BY_KEY[key].title}: {before} → {write(value)}"
    if person.left_on:
        yield "снова в составе"


# Into the register


def apply(result: Checked, *, by: int, at: datetime, today: date) -> str:
    """Write the rows that are right, in the caller's transaction; what was done, in words."""
    newcomers: dict[int, Person] = {}
    for row in result.rows:
        if row.kind == "new":
            newcomers[row.number] = _add(row, by=by, at=at, today=today)
        if row.kind in {"new", "change"}:
            known = newcomers.get(row.same_as or row.number)
            _write(row, known or db.session.get_one(Person, row.person_id), by, at, today)
    emit(RegisterImported(by=by, at=at, added=result.added, changed=result.changed))
    words = [f"добавлено {result.added}", f"изменено {result.changed}"]
    if result.wrong:
        words.append(f"пропущено с ошибками {result.wrong}")
    return f"База участников загружена: {', '.join(words)}."


def _add(row: CheckedRow, *, by: int, at: datetime, today: date) -> Person:
    details = _of_card(row.values)
    names = [details.pop(key, "") for key in NAMES]
    return services.add_person(
        NewPerson(names[0], names[1], names[2], details=details), by=by, at=at, today=today
    )


def _write(row: CheckedRow, person: Person, by: int, at: datetime, today: date) -> None:
    services.change_person(person, _of_card(row.values), by=by, at=at, today=today)
    if person.left_on:
        services.come_back(person, by=by, at=at)
    if row.work_id:
        work = db.session.get_one(Membership, row.work_id)
        told = NewMembership(
            work.organisation_id,
            row.values["post"],
            row.values.get("rate", work.rate),
            work.since,
            work.until,
        )
        services.change_membership(work, told, by=by, at=at)
    elif row.has_new_work:
        school = _school(row.values["organisation"], by=by, at=at)
        told = NewMembership(school.id, row.values["post"], row.values.get("rate"))
        services.join(person, told, by=by, at=at)


def _school(name: str, *, by: int, at: datetime) -> Organisation:
    found = db.session.scalar(select(Organisation).filter_by(sort_key=russian.sort_key(name)))
    return found or services.add_organisation(NewOrganisation(name), by=by, at=at)


# Into Excel


def written(actor: Actor, today: date) -> tuple[bytes, int]:
    """The register as .xlsx, a row for each place of work; private columns for its keepers."""
    columns = [one for one in COLUMNS if actor.leads or not one.is_private]
    found = db.session.execute(
        select(Person, Membership, Organisation.name)
        .outerjoin(Membership, (Membership.person_id == Person.id) & works.here(today))
        .outerjoin(Organisation, Organisation.id == Membership.organisation_id)
        .where(Person.left_on.is_(None), ~Person.is_guest)
        .order_by(Person.sort_key, Person.id, *works.MAIN_FIRST)
    )
    rows = [[_cell(column, *row) for column in columns] for row in found]
    return sheet.book(columns, rows), len(rows)


def _cell(column: Column, person: Person, work: Membership | None, school: str | None) -> object:
    if column.key == "organisation":
        return school or ""
    return column.cell(getattr(work if column.key in PLACE else person, column.key, None))


def template() -> bytes:
    """An empty table with every column that is understood."""
    return sheet.book(COLUMNS, [])
