"""The register to Excel and back: nothing is written before every row has been shown."""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from difflib import SequenceMatcher
from functools import cached_property
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
from rmo_web.members.rules import Post, Unfit
from rmo_web.members.services import NewMembership, NewOrganisation, NewPerson
from rmo_web.members.sheet import BY_KEY, COLUMNS, PLACE, SheetColumn, SheetRead

ALIKE = 0.86
NAME_WHOLE_MAX = 200
NOT_YOUR_EMAIL = "Почту того, кто уже в базе, меняет он сам или руководитель: очистите ячейку."
NAMES = ("surname", "given", "patronymic")
NEW_ONE = "new"
# Columns whose text may be spelled better or worse.
TEXTS = frozenset({*NAMES, "institution", "speciality", "retraining", "awards", "email"})
_MENDED = re.compile(r"cell-(\d{1,5})-([a-z_]{1,20})")
_SKIPPED = re.compile(r"skip-(\d{1,5})")


class RowRefused(Refused):
    """The register has changed since the rows were checked; `number` is the row that met it."""

    def __init__(self, number: int, message: str) -> None:
        super().__init__(message)
        self.number = number


@dataclass(frozen=True, slots=True)
class CellToFill:
    """A cell to be filled on the page: what is wrong with it, and among which words to choose."""

    name: str
    label: str
    value: str
    message: str
    choices: tuple[tuple[str, str], ...] = ()
    key: str = "who"  # the column


@dataclass(frozen=True, slots=True)
class Placing:
    """What becomes of a place of work: a new one, or another post and rate where `before` was."""

    school: str  # as it is compared
    organisation: str  # as it is to be written
    post: Post
    rate: Any
    before: Post | None = None
    membership_id: int | None = None


@dataclass(frozen=True, slots=True)
class CheckedRow:
    """What will happen to one row: `kind` is new, change, same, skip or wrong."""

    number: int
    who: str
    kind: str
    words: str
    details: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()  # what is left as it is, and why
    wrong: tuple[CellToFill, ...] = ()
    refusal: str = ""  # of the whole row
    lacks_consent: bool = False  # private data came without one
    consent: CellToFill | None = None  # where the day may be put down for this row alone
    values: dict[str, Any] = field(default_factory=dict)
    person_id: int | None = None
    same_as: int = 0  # an earlier row about the same newcomer
    place: Placing | None = None
    renames: str = ""  # the organisation's better spelling

    @property
    def skip_words(self) -> str:
        """What can be decided of the row; of one that changes nothing, nothing."""
        words = {"new": "не добавлять", "change": "оставить как есть", "same": ""}
        return words.get(self.kind, "пропустить эту строку")


@dataclass(frozen=True, slots=True)
class Choices:
    """What was decided in the preview, beside the file."""

    mended: dict[tuple[int, str], str] = field(default_factory=dict)  # by row and column
    skipped: frozenset[int] = frozenset()
    consent_on: date | None = None  # for all who have none; without it nothing private is kept


@dataclass(frozen=True, slots=True)
class Checked:
    """The whole sheet, row by row, with what was left aside and what was mended."""

    rows: tuple[CheckedRow, ...]
    strange: tuple[str, ...]
    never: tuple[str, ...]
    left_out: tuple[str, ...]  # private columns that have something without consent
    mended: tuple[tuple[str, str], ...]

    @property
    def added(self) -> int:
        return self._of("new")

    @property
    def changed(self) -> int:
        return self._of("change")

    @property
    def wrong(self) -> int:
        return self._of("wrong")

    @property
    def skipped(self) -> int:
        return self._of("skip")

    @property
    def unconsented_words(self) -> str:
        """«5 человек» whose private data came without their consent."""
        whose = {
            row.person_id or -(row.same_as or row.number) for row in self.rows if row.lacks_consent
        }
        return wording.people(len(whose))

    def _of(self, kind: str) -> int:
        return sum(row.kind == kind for row in self.rows)

    def refused(self, refusal: RowRefused) -> "Checked":
        """The same with this said at its row."""
        rows = (
            replace(row, kind="wrong", words="исправьте", refusal=str(refusal))
            if row.number == refusal.number
            else row
            for row in self.rows
        )
        return replace(self, rows=tuple(rows))


def choices_in(typed: MultiDict[str, str], consent_on: date | None = None) -> Choices:
    """What the preview's form says of single rows."""
    cells = ((_MENDED.fullmatch(name), value) for name, value in typed.items())
    skips = (_SKIPPED.fullmatch(name) for name in typed)
    return Choices(
        {(int(place[1]), place[2]): sheet.tidy(value) for place, value in cells if place},
        frozenset(int(skip[1]) for skip in skips if skip),
        consent_on,
    )


def checked(table: SheetRead, choices: Choices, *, today: date, sets_email: bool) -> Checked:
    """Row by row what will happen; nothing is written."""
    checker = _Checker(table, choices, today, sets_email)
    rows = tuple(checker.rows())
    return Checked(
        rows=rows,
        strange=table.strange,
        never=table.never,
        left_out=tuple(one.title for one in COLUMNS if one.key in checker.left_out),
        mended=tuple((f"cell-{row}-{key}", value) for (row, key), value in choices.mended.items()),
    )


@dataclass(slots=True)
class _Work:
    """A place that is not over, as the rows so far leave it."""

    school: str
    post: Post
    rate: Any
    membership_id: int | None = None
    row: int = 0  # the row that named it


@dataclass(slots=True)
class _Known:
    """Somebody of the register, or a newcomer of an earlier row, as the rows so far leave her."""

    reading: str
    person: Person | None = None
    row: int = 0  # of the newcomer
    works: list[_Work] = field(default_factory=list)
    card: dict[str, Any] = field(default_factory=dict)  # what the rows so far say of it
    said_in: dict[str, int] = field(default_factory=dict)  # and which of them

    def get(self, key: str) -> Any:
        if key in self.card or self.person is None:
            return self.card.get(key)
        return getattr(self.person, key)

    def works_at(self, school: str) -> bool:
        return bool(school) and any(one.school == school for one in self.works)

    def take(self, row: "_Reading") -> None:
        """The place of this row is hers from here on."""
        post, rate = row.values["post"], row.values.get("rate")
        before = row.place.before if row.place else post
        here = (one for one in self.works if (one.school, one.post) == (row.school, before))
        work = next(here, None)
        if work is None:
            work = _Work(row.school, post, rate)
            self.works.append(work)
        work.post, work.row = post, work.row or row.number
        work.rate = work.rate if rate is None else rate


@dataclass(slots=True)
class _Reading:
    """One row while it is read."""

    number: int
    cells: dict[str, str]
    values: dict[str, Any] = field(default_factory=dict)
    wrong: list[CellToFill] = field(default_factory=list)
    details: list[str] = field(default_factory=list)
    otherwise: list[str] = field(default_factory=list)  # texts that are better spelled already
    notes: list[str] = field(default_factory=list)
    said: set[str] = field(default_factory=set)  # fields of the card that the row speaks of
    lacks_consent: bool = False
    place: Placing | None = None
    organisation: str = ""  # in the best spelling that is known
    renames: str = ""

    @property
    def name(self) -> str:
        return " ".join(self.cells[key] for key in NAMES if self.cells.get(key))

    @property
    def school(self) -> str:
        return works.as_compared(self.cells.get("organisation", ""))

    def blame(self, key: str, message: str) -> None:
        self.wrong.append(_cell(self.number, key, self.cells.get(key, ""), message))


class _Checker:
    """Reads rows against the register and against each other."""

    def __init__(self, table: SheetRead, choices: Choices, today: date, sets_email: bool) -> None:
        self.choices, self.today, self.sets_email = choices, today, sets_email
        self.lines = {number: dict(cells) for number, cells in table.rows}
        for (number, key), said in choices.mended.items():
            if number in self.lines:
                self.lines[number][key] = said
        self.left_out: set[str] = set()
        self.schools = {key: one.name for key, one in _schools().items()}
        self.known_schools = frozenset(self.schools)
        self.known = self._register()
        self.by_reading: dict[str, list[_Known]] = defaultdict(list)
        for one in self.known:
            self.by_reading[one.reading].append(one)
        # A school's post that the sheet names stays; one that it doesn't may become another.
        self.named = {
            (_who(cells), works.as_compared(cells.get("organisation", "")), _folded(cells, "post"))
            for number, cells in self.lines.items()
            if number not in choices.skipped
        }

    def _register(self) -> list[_Known]:
        people = db.session.scalars(select(Person).order_by(Person.id))
        known = {one.id: _Known(russian.reading(_whole(one)), one) for one in people}
        found = db.session.execute(
            select(Membership, Organisation.name)
            .join(Organisation, Organisation.id == Membership.organisation_id)
            .where(works.not_over(self.today))
            .order_by(*works.MAIN_FIRST)
        )
        for one, name in found:
            work = _Work(works.as_compared(name), one.post, one.rate, one.id)
            known[one.person_id].works.append(work)
        return list(known.values())

    @cached_property
    def shown(self) -> dict[int, str]:
        """Everybody of the register, told apart: for the questions who is meant."""
        people = [one.person for one in self.known if one.person]
        rows = [(one.id, one.surname, one.given, one.patronymic) for one in people]
        return works.told_apart(rows, self.today, works.whole)

    def rows(self) -> Iterator[CheckedRow]:
        for number, cells in self.lines.items():
            yield self._check(_read(number, cells))

    def _check(self, row: _Reading) -> CheckedRow:
        if row.number in self.choices.skipped:
            return CheckedRow(row.number, row.name, "skip", "пропускается")
        if not row.cells.get("surname"):
            row.blame("surname", "Без фамилии строку не записать.")
        if row.cells.get("organisation") and not row.cells.get("post"):
            row.blame("post", "Не указана должность.")
        match, doubt = self._match(row)
        if doubt:  # whether she has consented is not known either
            row.wrong.append(doubt)
        else:
            self._keep_private_to_consent(row, match)
        if not row.wrong:
            known = match or _Known(russian.reading(row.name), row=row.number)
            self._settle(row, known)
            self._place(row, known)
            self._must_fit(row, known)
            if not row.wrong:
                return self._outcome(row, known, is_new=match is None)
        return self._answer(row, match, "wrong", "исправьте")

    def _match(self, row: _Reading) -> tuple[_Known | None, CellToFill | None]:
        """Who this row is about; a question when that is not certain."""
        chosen, reading = row.cells.get("who", ""), russian.reading(row.name)
        if chosen.isdecimal():
            found = [one for one in self.known if one.person and str(one.person.id) == chosen]
            return next(iter(found), None), None
        same = self.by_reading.get(reading, [])
        here = [one for one in same if one.works_at(row.school)]
        if len(same) == 1 or len(here) == 1:
            return (here or same)[0], None
        if chosen == NEW_ONE or not reading:
            return None, None
        if same:
            return None, self._question(row, same, "Таких несколько, выберите.")
        alike = _alike(reading, self.known)
        words = "Похоже на того, кто уже есть, выберите."
        return None, self._question(row, alike, words) if alike else None

    def _question(self, row: _Reading, found: list[_Known], message: str) -> CellToFill:
        people = [(str(one.person.id), self.shown[one.person.id]) for one in found if one.person]
        offered = ((NEW_ONE, "другой, новый человек"), *people)
        return CellToFill(f"cell-{row.number}-who", "Кто это", row.name, message, offered)

    def _keep_private_to_consent(self, row: _Reading, match: _Known | None) -> None:
        """Nothing private goes on without consent: one day was said for all, or it is left out."""
        said = {*row.values, *(cell.key for cell in row.wrong)}
        if "consent_on" in said or (match and match.get("consent_on")):
            return
        private = {
            key
            for key in said & rules.PRIVATE.keys()
            if row.values.get(key, "wrong") != rules.PRIVATE[key]
        }
        row.lacks_consent = bool(private)
        self.left_out |= private
        if self.choices.consent_on:
            row.values["consent_on"] = self.choices.consent_on
            return
        row.values = {key: one for key, one in row.values.items() if key not in rules.PRIVATE}
        row.wrong = [one for one in row.wrong if one.key not in rules.PRIVATE]
        if private:
            titles = [one.title.lower() for one in COLUMNS if one.key in private]
            row.notes.append(f"без согласия не записывается: {', '.join(titles)}")

    def _settle(self, row: _Reading, known: _Known) -> None:
        """Leave of the card's values what changes it: the better of two spellings is kept."""
        is_new = known.person is None and not known.card
        kept: dict[str, Any] = {}
        for key, said in _of_card(row.values).items():
            before = known.get(key)
            value = self._spelled(row, key, before, said)
            row.said.add(key)
            if value == before:
                continue
            if key in known.said_in and not _reads_alike(key, before, value):
                row.blame(key, _contradicts(known.said_in[key], key, before))
            kept[key] = value
            if not is_new:
                row.details.append(_change(key, before, value))
        row.values = {key: one for key, one in row.values.items() if key in PLACE} | kept

    def _spelled(self, row: _Reading, key: str, before: Any, value: Any) -> Any:
        """The value in its best spelling; the row notes what it had otherwise."""
        if not _reads_alike(key, before, value):
            best = value
        elif key == "email":
            best = before
        else:
            best = russian.better_spelling(before, value)
        if key in TEXTS and best != (said := row.cells[key]) and _reads_alike(key, best, said):
            row.otherwise.append(said)
        return best

    def _place(self, row: _Reading, known: _Known) -> None:
        """What happens to the place of work; nothing when it is there already."""
        school = row.school
        if not school:
            return
        post, rate, name = row.values["post"], row.values.get("rate"), self._spell_school(row)
        here = [one for one in known.works if one.school == school]
        work = next((one for one in here if one.post == post), None)
        if work is None:
            spare = [one for one in here if not one.row and not self._is_named(known, one)]
            if len(spare) != 1:
                is_known = school in self.known_schools
                new = "" if is_known else " (организации ещё нет, будет внесена)"
                row.details.append(f"место работы: {name}{new}")
                row.place = Placing(school, name, post, rate)
                return
            work = spare[0]
        if work.row and work.rate is not None and rate not in {None, work.rate}:
            row.blame("rate", _contradicts(work.row, "rate", work.rate))
        changes = []
        if work.post != post:
            changes.append(f"Должность: {wording.POSTS[work.post]} → {wording.POSTS[post]}")
        if rate not in {None, work.rate}:
            changes.append(f"Ставка: {wording.rate(work.rate) or 'пусто'} → {wording.rate(rate)}")
        if changes:
            before = work.post, work.membership_id
            row.place = Placing(school, name, post, rate or work.rate, *before)
        elif work.row:
            row.notes.append(f"повторяет строку {work.row}")
        row.details += changes

    def _spell_school(self, row: _Reading) -> str:
        said, kept = row.cells["organisation"], self.schools.get(row.school)
        best = russian.better_spelling(kept, said) if kept else row.values["organisation"]
        if best != said:
            row.otherwise.append(said)
        if kept and best != kept:
            row.renames = best
            row.details.append(f"Организация: {kept} → {best}")
        row.organisation = best
        return best

    def _is_named(self, known: _Known, work: _Work) -> bool:
        return (known.reading, work.school, russian.reading(wording.POSTS[work.post])) in self.named

    def _must_fit(self, row: _Reading, known: _Known) -> None:
        """What the register's own rules say of the card as it would become."""
        person = known.person
        if person and not self.sets_email and row.values.get("email", person.email) != person.email:
            row.blame("email", NOT_YOUR_EMAIL)
        try:
            card = services.as_it_would_be(person, known.card | _of_card(row.values))
            rules.check_card(card, self.today)
        except Unfit as refusal:
            row.blame(refusal.field if refusal.field in BY_KEY else "surname", str(refusal))

    def _outcome(self, row: _Reading, known: _Known, *, is_new: bool) -> CheckedRow:
        """The row as it goes on; the next rows reckon with it."""
        if is_new:
            self.known.append(known)
            self.by_reading[known.reading].append(known)
        if known.person and known.person.left_on and not known.said_in:
            row.details.append("снова в составе")
        known.card |= _of_card(row.values)
        known.said_in |= dict.fromkeys(row.said, row.number)
        if row.school:
            self.schools[row.school] = row.organisation
            known.take(row)
        if is_new:
            return self._answer(row, known, "new", "будет добавлен(а)")
        if row.details:
            return self._answer(row, known, "change", "изменится")
        return self._answer(row, known, "same", "без изменений")

    def _answer(self, row: _Reading, known: _Known | None, kind: str, words: str) -> CheckedRow:
        said = ", ".join(map(_otherwise, row.otherwise))
        asks = row.lacks_consent and not self.choices.consent_on
        return CheckedRow(
            row.number,
            row.name,
            kind,
            words,
            details=() if kind == "wrong" else tuple(row.details),
            notes=(*([f"написано иначе: {said}"] if said else []), *row.notes),
            wrong=tuple(row.wrong),
            lacks_consent=row.lacks_consent,
            consent=_cell(row.number, "consent_on", "", "") if asks else None,
            values=row.values,
            person_id=known.person.id if known and known.person else None,
            same_as=known.row if known and known.row != row.number else 0,
            place=row.place,
            renames=row.renames,
        )


def _folded(cells: dict[str, str], key: str) -> str:
    return russian.reading(cells.get(key, ""))


def _who(cells: dict[str, str]) -> str:
    return " ".join(_folded(cells, key) for key in NAMES if cells.get(key))


def _whole(person: Person) -> str:
    return " ".join(filter(None, (person.surname, person.given, person.patronymic)))


def _schools() -> dict[str, Organisation]:
    """The organisations by how their names are compared; of two alike the better spelled."""
    every = list(db.session.scalars(select(Organisation)))
    every.sort(key=lambda one: one.name == russian.one_alphabet(one.name))
    return {works.as_compared(one.name): one for one in every}


def _reads_alike(key: str, one: Any, other: Any) -> bool:
    """Whether two texts of this column differ by their spelling alone."""
    return key in TEXTS and bool(one) and russian.reading(one) == russian.reading(other)


def _alike(name: str, known: list[_Known]) -> list[_Known]:
    """Those of the register whose names differ by a letter or two; cheap bounds come first."""
    if len(name) > NAME_WHOLE_MAX:
        return []
    matcher = SequenceMatcher(None, "", name)
    found = []
    for one in known:
        if one.person and one.reading[:1] == name[:1]:
            matcher.set_seq1(one.reading)
            bounds = (matcher.real_quick_ratio, matcher.quick_ratio, matcher.ratio)
            if all(bound() >= ALIKE for bound in bounds):
                found.append(one)
    return found


def _of_card(values: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in values.items() if key not in PLACE}


def _read(number: int, cells: dict[str, str]) -> _Reading:
    row = _Reading(number, cells)
    for key, said in cells.items():
        if key in BY_KEY and said:
            try:
                row.values[key] = BY_KEY[key].read(said)
            except Refused as refusal:
                row.blame(key, str(refusal))
    return row


def _cell(number: int, key: str, said: str, message: str) -> CellToFill:
    column = BY_KEY[key]
    choices = tuple((word, word) for word in column.choices)
    return CellToFill(f"cell-{number}-{key}", column.title, said, message, choices, key)


def _change(key: str, before: Any, after: Any) -> str:
    write = BY_KEY[key].write
    return f"{BY_KEY[key].title}: {write(before) or 'пусто'} → {write(after)}"


def _otherwise(said: str) -> str:
    """A text as the file has it; what no eye sees is said."""
    return f"«{said}»" if said == russian.one_alphabet(said) else f"«{said}» (латинские буквы)"


def _contradicts(row: int, key: str, said: Any) -> str:
    words = BY_KEY[key].write(said) or "пусто"
    return f"В строке {row} об этом же человеке сказано иначе: {words}."


# Into the register


def apply(result: Checked, *, by: int, at: datetime, today: date) -> str:
    """Write the rows that are right, in the caller's transaction; what was done, in words.

    RowRefused, and nothing is to be kept, when the register says no to one of them.
    """
    writer = _RowWriter(by, at, today)
    for row in result.rows:
        try:
            writer.write(row)
        except Refused as refusal:
            raise RowRefused(row.number, str(refusal)) from None
    emit(RegisterImported(by=by, at=at, added=result.added, changed=result.changed))
    counts = {
        "добавлено": result.added, "изменено": result.changed,
        "пропущено с ошибками": result.wrong, "пропущено": result.skipped,
    }  # fmt: skip
    always = ("добавлено", "изменено")
    words = [f"{word} {count}" for word, count in counts.items() if count or word in always]
    said = f"База участников загружена: {', '.join(words)}."
    if any(row.consent for row in result.rows):
        said += " Личные данные без согласия не записаны."
    return said


class _RowWriter:
    """Writes rows in their order: a later one may be about the newcomer of an earlier one."""

    def __init__(self, by: int, at: datetime, today: date) -> None:
        self.by, self.at, self.today = by, at, today
        self.newcomers: dict[int, Person] = {}
        self.schools = _schools()

    def write(self, row: CheckedRow) -> None:
        if row.kind not in {"new", "change"}:
            return
        if row.kind == "new":
            person = self.newcomers[row.number] = self._add(row)
        else:
            person = self._person(row)
            told = _of_card(row.values)
            services.change_person(person, told, by=self.by, at=self.at, today=self.today)
            if person.left_on:
                services.come_back(person, by=self.by, at=self.at)
        if row.renames:
            self._rename(row)
        if row.place:
            self._settle(person, row.place)

    def _person(self, row: CheckedRow) -> Person:
        newcomer = self.newcomers.get(row.same_as)
        return newcomer or db.session.get_one(Person, row.person_id)

    def _add(self, row: CheckedRow) -> Person:
        details = _of_card(row.values)
        names = [details.pop(key, "") for key in NAMES]
        told = NewPerson(names[0], names[1], names[2], details=details)
        return services.add_person(told, by=self.by, at=self.at, today=self.today)

    def _rename(self, row: CheckedRow) -> None:
        school = self.schools[works.as_compared(row.renames)]
        told = NewOrganisation(row.renames, school.kind, school.full_name, school.place)
        services.change_organisation(
            school, told, is_archived=school.is_archived, by=self.by, at=self.at
        )

    def _settle(self, person: Person, place: Placing) -> None:
        if place.school not in self.schools:
            told = NewOrganisation(place.organisation)
            self.schools[place.school] = services.add_organisation(told, by=self.by, at=self.at)
        school_id = self.schools[place.school].id
        if place.before is None:
            new = NewMembership(school_id, place.post, place.rate)
            services.join(person, new, by=self.by, at=self.at)
            return
        work = self._work(person, school_id, place)
        changed = NewMembership(school_id, place.post, place.rate, work.since, work.until)
        services.change_membership(work, changed, by=self.by, at=self.at)

    def _work(self, person: Person, school_id: int, place: Placing) -> Membership:
        if place.membership_id:
            return db.session.get_one(Membership, place.membership_id)
        made = select(Membership).filter_by(
            person_id=person.id, organisation_id=school_id, post=place.before
        )
        return db.session.scalars(made.order_by(Membership.id.desc()).limit(1)).one()


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
    rows = [[_export_cell(column, *row) for column in columns] for row in found]
    return sheet.book(columns, rows), len(rows)


def _export_cell(
    column: SheetColumn, person: Person, work: Membership | None, school: str | None
) -> object:
    if column.key == "organisation":
        return school or ""
    return column.cell(getattr(work if column.key in PLACE else person, column.key, None))


def template() -> bytes:
    """An empty table with every column that is understood."""
    return sheet.book(COLUMNS, [])
