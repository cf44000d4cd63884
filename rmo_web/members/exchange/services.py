"""Write what was shown and agreed to; say who took the register away."""

from datetime import date, datetime

from sqlalchemy import select

from rmo_web.kernel.db import db
from rmo_web.kernel.errors import Refused
from rmo_web.kernel.events import emit
from rmo_web.members import events, works
from rmo_web.members import services as register
from rmo_web.members.exchange.rules import CheckedRow, CheckedSheet, Placing, RowRefused, of_card
from rmo_web.members.models import Membership, Person
from rmo_web.members.rules import NAMES
from rmo_web.members.services import NewMembership, NewOrganisation, NewPerson


def take_register(rows: int, *, with_private: bool, by: int, at: datetime) -> None:
    """The register was taken away as a file: who did it stands in the journal."""
    emit(events.RegisterTaken(by=by, at=at, rows=rows, with_private=with_private))


def apply(result: CheckedSheet, *, by: int, at: datetime, today: date) -> str:
    """Write the rows that are right, in the caller's transaction; what was done, in words.

    RowRefused, and nothing is to be kept, when the register says no to one of them.
    """
    writer = _RowWriter(by, at, today)
    for row in result.rows:
        try:
            writer.write(row)
        except Refused as refusal:
            raise RowRefused(row.number, str(refusal)) from None
    emit(events.RegisterImported(by=by, at=at, added=result.added, changed=result.changed))
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
        self.schools = works.organisations_as_compared()

    def write(self, row: CheckedRow) -> None:
        if row.kind not in {"new", "change"}:
            return
        if row.kind == "new":
            person = self.newcomers[row.number] = self._add(row)
        else:
            person = self._person(row)
            told = of_card(row.values)
            register.change_person(person, told, by=self.by, at=self.at, today=self.today)
            if person.left_on:
                register.come_back(person, by=self.by, at=self.at)
        if row.renames:
            self._rename(row)
        if row.place:
            self._settle(person, row.place)

    def _person(self, row: CheckedRow) -> Person:
        newcomer = self.newcomers.get(row.same_as)
        return newcomer or db.session.get_one(Person, row.person_id)

    def _add(self, row: CheckedRow) -> Person:
        details = of_card(row.values)
        names = [details.pop(key, "") for key in NAMES]
        told = NewPerson(names[0], names[1], names[2], details=details)
        return register.add_person(told, by=self.by, at=self.at, today=self.today)

    def _rename(self, row: CheckedRow) -> None:
        school = self.schools[works.as_compared(row.renames)]
        told = NewOrganisation(row.renames, school.kind, school.full_name, school.place)
        register.change_organisation(
            school, told, is_archived=school.is_archived, by=self.by, at=self.at
        )

    def _settle(self, person: Person, place: Placing) -> None:
        if place.school not in self.schools:
            told = NewOrganisation(place.organisation)
            self.schools[place.school] = register.add_organisation(told, by=self.by, at=self.at)
        school_id = self.schools[place.school].id
        if place.before is None:
            new = NewMembership(school_id, place.post, place.rate)
            register.join(person, new, by=self.by, at=self.at)
            return
        work = self._work(person, school_id, place)
        changed = NewMembership(school_id, place.post, place.rate, work.since, work.until)
        register.change_membership(work, changed, by=self.by, at=self.at)

    def _work(self, person: Person, school_id: int, place: Placing) -> Membership:
        if place.membership_id:
            return db.session.get_one(Membership, place.membership_id)
        made = select(Membership).filter_by(
            person_id=person.id, organisation_id=school_id, post=place.before
        )
        return db.session.scalars(made.order_by(Membership.id.desc()).limit(1)).one()
