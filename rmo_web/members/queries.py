"""What every page may ask of the register."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import url_for
from sqlalchemy import BindParameter, ColumnElement, func, or_, select

from rmo_web.kernel import russian
from rmo_web.kernel.db import db
from rmo_web.members import rules, wording, works
from rmo_web.members.models import Association, Membership, Organisation, Person

IN_ASSOCIATION = Person.left_on.is_(None) & ~Person.is_guest


@dataclass(frozen=True, slots=True)
class AssociationNames:
    name: str
    district: str
    operator: str


@dataclass(frozen=True, slots=True)
class OrganisationRow:
    id: int
    name: str
    kind: str
    people: int
    url: str
    is_archived: bool


def composition(today: date) -> list[str]:
    """«18 человек из 12 организаций», and how many of them are young specialists."""
    people = select(Person.id).where(IN_ASSOCIATION)
    schools = (
        select(func.count(Membership.organisation_id.distinct()))
        .join(Person, Person.id == Membership.person_id)
        .where(IN_ASSOCIATION, works.here(today))
    )
    counted = select(func.count()).select_from(people.subquery())
    young = select(func.count()).select_from(
        people.where(is_young(rules.young_from(today))).subquery()
    )
    all_of_them, from_schools, new = db.session.execute(
        select(counted.scalar_subquery(), schools.scalar_subquery(), young.scalar_subquery())
    ).one()
    said = [wording.people(all_of_them)]
    if from_schools:
        word = russian.form(from_schools, "организации", "организаций", "организаций")
        said[0] += f" из {from_schools}{russian.NBSP}{word}"
    return [*said, f"из них молодых (начинающих) специалистов: {new}"] if new else said


def association() -> AssociationNames:
    """The names of the association."""
    found = db.session.execute(
        select(Association.name, Association.district, Association.operator)
    ).one()
    return AssociationNames(*found)


def is_founded() -> bool:
    """Whether this database has its association."""
    return db.session.scalar(select(Association.id)) is not None


def is_example() -> bool:
    """Whether its association is the invented one."""
    return bool(db.session.scalar(select(Association.is_example)))


def names(person_ids: set[int]) -> dict[int, str]:
    """«Иволгина М.П.» of each of these persons."""
    wanted = select(Person.id, Person.initials).where(Person.id.in_(person_ids))
    return dict(db.session.execute(wanted).all())


def organisation_names(ids: set[int]) -> dict[int, str]:
    """The short name of each of these organisations."""
    wanted = select(Organisation.id, Organisation.name).where(Organisation.id.in_(ids))
    return dict(db.session.execute(wanted).all())


def school_names() -> list[str]:
    """The organisations that can be a place of a meeting."""
    asked = select(Organisation.name).where(~Organisation.is_archived)
    return list(db.session.scalars(asked.order_by(Organisation.sort_key)))


def is_young(young_from: date | BindParameter[date]) -> ColumnElement[bool]:
    """Whether the `Person` of the statement is a young specialist; `rules.young_from` of a day."""
    return Person.is_marked_young | (Person.library_since > young_from)


def is_found(word: str, day: Any) -> ColumnElement[bool]:
    """Whether the word is in the name of the `Person` of the statement, or of where she works."""
    pattern = russian.like(word)
    in_school = works.somewhere(day, Organisation.search_key.like(pattern, escape="\\"))
    return or_(Person.search_key.like(pattern, escape="\\"), in_school)


def organisations(today: date, *, archived: bool = True) -> list[OrganisationRow]:
    """Every organisation with the number of its people on this day."""
    people = (
        select(Membership.organisation_id, func.count(Membership.person_id.distinct()).label("n"))
        .join(Person, Person.id == Membership.person_id)
        .where(works.here(today), Person.left_on.is_(None))
        .group_by(Membership.organisation_id)
        .subquery()
    )
    asked = select(Organisation, people.c.n).outerjoin(
        people, people.c.organisation_id == Organisation.id
    )
    if not archived:
        asked = asked.where(~Organisation.is_archived)
    return [
        OrganisationRow(
            one.id,
            one.name,
            wording.KINDS[one.kind],
            count or 0,
            url_for("members.organisation", organisation_id=one.id),
            one.is_archived,
        )
        for one, count in db.session.execute(
            asked.order_by(Organisation.is_archived, Organisation.sort_key)
        )
    ]
