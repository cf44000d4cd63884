"""Row by row what a sheet would change: nothing is written before that has been shown."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from sqlalchemy import select

from rmo_web.kernel import russian
from rmo_web.kernel.db import db
from rmo_web.kernel.errors import Refused
from rmo_web.kernel.papers.cells import CellToFill, mend
from rmo_web.kernel.papers.sheet import SheetRead
from rmo_web.members import rules, works
from rmo_web.members.exchange import wording
from rmo_web.members.exchange.rules import (
    NEW_ONE,
    PLACE,
    CheckedRow,
    CheckedSheet,
    KnownPerson,
    KnownPlace,
    Placing,
    PreviewChoices,
    alike,
    of_card,
)
from rmo_web.members.exchange.wording import BY_KEY, COLUMNS
from rmo_web.members.models import Membership, Organisation, Person
from rmo_web.members.rules import Unfit
from rmo_web.members.wording import POSTS

NOT_YOUR_EMAIL = "Почту того, кто уже в базе, меняет он сам или руководитель: очистите ячейку."
# Columns whose text may be spelled better or worse.
TEXTS = frozenset({*rules.NAMES, "institution", "speciality", "retraining", "awards", "email"})


def checked(
    table: SheetRead, choices: PreviewChoices, *, today: date, sets_email: bool
) -> CheckedSheet:
    """Row by row what will happen; nothing is written."""
    checker = _Checker(table, choices, today, sets_email)
    rows = tuple(checker.rows())
    return CheckedSheet(
        rows=rows,
        strange=table.strange,
        never=table.never,
        left_out=tuple(one.title for one in COLUMNS if one.key in checker.left_out),
        mended=choices.mended,
    )


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
        return " ".join(self.cells[key] for key in rules.NAMES if self.cells.get(key))

    @property
    def school(self) -> str:
        return works.as_compared(self.cells.get("organisation", ""))

    def blame(self, key: str, message: str) -> None:
        self.wrong.append(wording.cell_to_fill(self.number, key, self.cells.get(key, ""), message))


class _Checker:
    """Reads rows against the register and against each other."""

    def __init__(
        self, table: SheetRead, choices: PreviewChoices, today: date, sets_email: bool
    ) -> None:
        self.choices, self.today, self.sets_email = choices, today, sets_email
        self.lines = dict(mend(table.rows, choices.mended))
        self.left_out: set[str] = set()
        self.schools = {key: one.name for key, one in works.organisations_as_compared().items()}
        self.known_schools = frozenset(self.schools)
        self.known = self._register()
        self.by_reading: dict[str, list[KnownPerson]] = defaultdict(list)
        for one in self.known:
            self.by_reading[one.reading].append(one)
        # A school's post that the sheet names stays; one that it doesn't may become another.
        self.named = {
            (_who(cells), works.as_compared(cells.get("organisation", "")), _folded(cells, "post"))
            for number, cells in self.lines.items()
            if number not in choices.skipped
        }

    def _register(self) -> list[KnownPerson]:
        people = db.session.scalars(select(Person).order_by(Person.id))
        known = {one.id: KnownPerson(russian.reading(one.name.full), one) for one in people}
        found = db.session.execute(
            select(Membership, Organisation.name)
            .join(Organisation, Organisation.id == Membership.organisation_id)
            .where(works.not_over(self.today))
            .order_by(*works.MAIN_FIRST)
        )
        for one, name in found:
            work = KnownPlace(works.as_compared(name), one.post, one.rate, one.id)
            known[one.person_id].works.append(work)
        return list(known.values())

    @cached_property
    def shown(self) -> dict[int, str]:
        """Everybody of the register, told apart: for the questions who is meant."""
        people = (one.person for one in self.known if one.person)
        rows = ((one.id, one.initials, one.name.full) for one in people)
        return works.told_apart(rows, self.today)

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
            known = match or KnownPerson(russian.reading(row.name), row=row.number)
            self._settle(row, known)
            self._place(row, known)
            self._must_fit(row, known)
            if not row.wrong:
                return self._outcome(row, known, is_new=match is None)
        return self._answer(row, match, "wrong", "исправьте")

    def _match(self, row: _Reading) -> tuple[KnownPerson | None, CellToFill | None]:
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
        similar = alike(reading, self.known)
        words = "Похоже на того, кто уже есть, выберите."
        return None, self._question(row, similar, words) if similar else None

    def _question(self, row: _Reading, found: list[KnownPerson], message: str) -> CellToFill:
        people = [(str(one.person.id), self.shown[one.person.id]) for one in found if one.person]
        offered = ((NEW_ONE, "другой, новый человек"), *people)
        return CellToFill(row.number, "who", "Кто это", row.name, message, offered)

    def _keep_private_to_consent(self, row: _Reading, match: KnownPerson | None) -> None:
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

    def _settle(self, row: _Reading, known: KnownPerson) -> None:
        """Leave of the card's values what changes it: the better of two spellings is kept."""
        is_new = known.person is None and not known.card
        kept: dict[str, Any] = {}
        for key, said in of_card(row.values).items():
            before = known.get(key)
            value = self._spelled(row, key, before, said)
            row.said.add(key)
            if value == before:
                continue
            if key in known.said_in and not _reads_alike(key, before, value):
                row.blame(key, wording.contradicts(known.said_in[key], key, before))
            kept[key] = value
            if not is_new:
                row.details.append(wording.change(key, before, value))
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

    def _place(self, row: _Reading, known: KnownPerson) -> None:
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
            row.blame("rate", wording.contradicts(work.row, "rate", work.rate))
        changes = []
        if work.post != post:
            changes.append(wording.change("post", work.post, post))
        if rate not in {None, work.rate}:
            changes.append(wording.change("rate", work.rate, rate))
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

    def _is_named(self, known: KnownPerson, work: KnownPlace) -> bool:
        return (known.reading, work.school, russian.reading(POSTS[work.post])) in self.named

    def _must_fit(self, row: _Reading, known: KnownPerson) -> None:
        """What the register's own rules say of the card as it would become."""
        person = known.person
        if person and not self.sets_email and row.values.get("email", person.email) != person.email:
            row.blame("email", NOT_YOUR_EMAIL)
        try:
            rules.check_change(person, known.card | of_card(row.values), self.today)
        except Unfit as refusal:
            row.blame(refusal.field if refusal.field in BY_KEY else "surname", str(refusal))

    def _outcome(self, row: _Reading, known: KnownPerson, *, is_new: bool) -> CheckedRow:
        """The row as it goes on; the next rows reckon with it."""
        if is_new:
            self.known.append(known)
            self.by_reading[known.reading].append(known)
        if known.person and known.person.left_on and not known.said_in:
            row.details.append("снова в составе")
        known.card |= of_card(row.values)
        known.said_in |= dict.fromkeys(row.said, row.number)
        if row.school:
            self.schools[row.school] = row.organisation
            post = row.values["post"]
            before = row.place.before if row.place else post
            rate = row.values.get("rate")
            known.take(row.school, post, rate, before=before, row=row.number)
        if is_new:
            return self._answer(row, known, "new", "будет добавлен(а)")
        if row.details:
            return self._answer(row, known, "change", "изменится")
        return self._answer(row, known, "same", "без изменений")

    def _answer(
        self, row: _Reading, known: KnownPerson | None, kind: str, words: str
    ) -> CheckedRow:
        said = ", ".join(map(wording.spelled_otherwise, row.otherwise))
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
            consent=wording.cell_to_fill(row.number, "consent_on", "", "") if asks else None,
            values=row.values,
            person_id=known.person.id if known and known.person else None,
            same_as=known.row if known and known.row != row.number else 0,
            place=row.place,
            renames=row.renames,
        )


def _folded(cells: dict[str, str], key: str) -> str:
    return russian.reading(cells.get(key, ""))


def _who(cells: dict[str, str]) -> str:
    return " ".join(_folded(cells, key) for key in rules.NAMES if cells.get(key))


def _reads_alike(key: str, one: Any, other: Any) -> bool:
    """Whether two texts of this column differ by their spelling alone."""
    return key in TEXTS and bool(one) and russian.reading(one) == russian.reading(other)


def _read(number: int, cells: dict[str, str]) -> _Reading:
    row = _Reading(number, cells)
    for key, said in cells.items():
        if key in BY_KEY and said:
            try:
                row.values[key] = BY_KEY[key].read(said)
            except Refused as refusal:
                row.blame(key, str(refusal))
    return row
