"""What pages show of the register."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import url_for
from sqlalchemy import Row, Select, bindparam, case, func, or_, select

from rmo_web.kernel import russian
from rmo_web.kernel.access import Actor, may
from rmo_web.kernel.db import db
from rmo_web.kernel.offered.mydata import Holding, holds
from rmo_web.kernel.offered.waiting import Count, Waiting, count_of
from rmo_web.kernel.paging import PER_PAGE
from rmo_web.members import rules, wording, works
from rmo_web.members.access import Permission
from rmo_web.members.models import Association, Membership, Organisation, Person
from rmo_web.members.rules import Category, Post
from rmo_web.members.works import Place

LACKS = ("нет школы", "нет согласия", "нет стажа")
_IN_ASSOCIATION = Person.left_on.is_(None) & ~Person.is_guest


@dataclass(frozen=True, slots=True)
class AssociationNames:
    name: str
    district: str
    operator: str
    is_example: bool


@dataclass(frozen=True, slots=True)
class Filter:
    """What the register is asked for."""

    q: str = ""
    organisation_id: int = 0
    post: str = ""
    young: bool = False
    who: str = "now"  # one of wording.WHO, or of wording.WHO_LACKS for those who lead


@dataclass(frozen=True, slots=True)
class RegisterRow:
    name: str
    url: str
    places: str
    posts: str
    experience: str
    is_young: bool
    has_left: str
    lacks: str


@dataclass(frozen=True, slots=True)
class Work:
    id: int
    organisation: str
    organisation_url: str
    post: str
    rate: str
    period: str
    is_over: bool
    edit_url: str


@dataclass(frozen=True, slots=True)
class CardFact:
    label: str
    value: str
    why: str


@dataclass(frozen=True, slots=True)
class PersonCard:
    id: int
    name: str
    is_guest: bool
    is_young: bool
    experience: str
    joined: str
    left: str
    works: tuple[Work, ...]
    contacts: str
    private: tuple[CardFact, ...]
    sees_private: bool
    may_edit: bool
    may_keep: bool
    has_consent: bool
    note: str


@dataclass(frozen=True, slots=True)
class OrganisationRow:
    id: int
    name: str
    kind: str
    people: int
    url: str
    is_archived: bool


@dataclass(frozen=True, slots=True)
class OrganisationCard:
    id: int
    name: str
    full_name: str
    kind: str
    place: str
    is_archived: bool
    people: tuple[tuple[str, str, str], ...]


def composition(today: date) -> list[str]:
    """«18 человек из 12 организаций», and how many of them are young specialists."""
    people = select(Person.id).where(_IN_ASSOCIATION)
    schools = (
        select(func.count(Membership.organisation_id.distinct()))
        .join(Person, Person.id == Membership.person_id)
        .where(_IN_ASSOCIATION, works.here(today))
    )
    counted = select(func.count()).select_from(people.subquery())
    young = select(func.count()).select_from(people.where(_is_young(today)).subquery())
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
        select(Association.name, Association.district, Association.operator, Association.is_example)
    ).one()
    return AssociationNames(*found)


def is_founded() -> bool:
    """Whether this database has its association."""
    return db.session.scalar(select(Association.id)) is not None


def full_name(person: Person) -> str:
    return " ".join(filter(None, (person.surname, person.given, person.patronymic)))


def names(person_ids: set[int]) -> dict[int, str]:
    """«Иволгина М.П.» of each of these persons."""
    found = db.session.execute(
        select(Person.id, Person.surname, Person.given, Person.patronymic).where(
            Person.id.in_(person_ids)
        )
    )
    return {person_id: russian.initials(*name) for person_id, *name in found}


def organisation_names(ids: set[int]) -> dict[int, str]:
    """The short name of each of these organisations."""
    wanted = select(Organisation.id, Organisation.name).where(Organisation.id.in_(ids))
    return dict(db.session.execute(wanted).all())


def school_names() -> list[str]:
    """The organisations that can be a place of a meeting."""
    asked = select(Organisation.name).where(~Organisation.is_archived)
    return list(db.session.scalars(asked.order_by(Organisation.sort_key)))


# The register


def register(
    actor: Actor, asked: Filter, *, today: date, page: int = 1
) -> tuple[list[RegisterRow], int]:
    """A page of the register, and how many there are in all."""
    found = db.session.execute(
        _wanted(asked, today)
        .add_columns(func.count().over())
        .order_by(Person.sort_key, Person.id)
        .limit(PER_PAGE)
        .offset((page - 1) * PER_PAGE)
    ).all()
    places = works.places(_day_of(asked, today), [person.id for person, _ in found])
    rows = [_row(person, places[person.id], actor, today) for person, _ in found]
    return rows, found[0][1] if found else 0


def _wanted(asked: Filter, today: date) -> Select[Person]:
    wanted = select(Person)
    day = _day_of(asked, today)
    if asked.who == "guests":
        wanted = wanted.where(Person.is_guest, Person.left_on.is_(None))
    elif asked.who == "left":
        wanted = wanted.where(Person.left_on.is_not(None), ~Person.is_guest)
    else:
        wanted = wanted.where(_IN_ASSOCIATION)
    if asked.who == "schoolless":
        wanted = wanted.where(~works.somewhere(day))
    if asked.who == "unconsented":
        wanted = wanted.where(Person.consent_on.is_(None))
    if asked.young:
        wanted = wanted.where(_is_young(today))
    if asked.organisation_id or asked.post:
        wanted = wanted.where(_works_there(asked, day))
    for word in russian.fold(asked.q).split():
        wanted = wanted.where(_is_found(russian.like(word), day))
    return wanted


def _day_of(asked: Filter, today: date) -> Any:
    """The day whose places of work are shown: the last one of whoever has left."""
    return Person.left_on if asked.who == "left" else today


def _is_young(today: date) -> Any:
    return Person.is_marked_young | (Person.library_since > rules.young_from(today))


def _works_there(asked: Filter, day: Any) -> Any:
    there = []
    if asked.organisation_id:
        there.append(Membership.organisation_id == asked.organisation_id)
    if asked.post:
        there.append(Membership.post == Post(asked.post))
    return works.somewhere(day, *there)


def _is_found(pattern: str, day: Any) -> Any:
    in_school = works.somewhere(day, Organisation.search_key.like(pattern, escape="\\"))
    return or_(Person.search_key.like(pattern, escape="\\"), in_school)


def _row(person: Person, places: Sequence[Place], actor: Actor, today: date) -> RegisterRow:
    return RegisterRow(
        name=full_name(person),
        url=url_for("members.card", person_id=person.id),
        places=", ".join(dict.fromkeys(one.organisation for one in places)),
        posts=", ".join(dict.fromkeys(wording.POSTS[one.post] for one in places)),
        experience=wording.experience(person.library_since, today),
        is_young=rules.is_young(person.library_since, person.is_marked_young, today),
        has_left=russian.day(person.left_on) if person.left_on else "",
        lacks=_lacks(person, bool(places)) if actor.leads else "",
    )


def _lacks(person: Person, works: bool) -> str:
    if person.is_guest or person.left_on:
        return ""
    school, consent, experience = LACKS
    missing = [] if works else [school]
    if person.consent_on is None:
        missing.append(consent)
    elif person.library_since is None:
        missing.append(experience)
    return ", ".join(missing)


# A card


def card(person: Person, actor: Actor, *, today: date) -> PersonCard:
    """The card, with as much of it as this person may see."""
    sees_private = may(actor, Permission.SEE_PRIVATE, person)
    contacts = ", ".join(filter(None, (person.phone, person.email)))
    return PersonCard(
        id=person.id,
        name=full_name(person),
        is_guest=person.is_guest,
        is_young=rules.is_young(person.library_since, person.is_marked_young, today),
        experience=wording.experience(person.library_since, today),
        joined=russian.day(person.joined_on),
        left=russian.day(person.left_on) if person.left_on else "",
        works=tuple(_work(one, name, today) for one, name in _every_work(person.id)),
        contacts=contacts if sees_private or person.shows_contacts else "",
        private=_private(person, today) if sees_private else (),
        sees_private=sees_private,
        may_edit=may(actor, Permission.EDIT_CARD, person),
        may_keep=may(actor, Permission.KEEP),
        has_consent=person.consent_on is not None,
        note=person.note if actor.leads else "",
    )


def _every_work(person_id: int) -> Sequence[Row[Membership, str]]:
    """Each place that she has, had or will have; what is over comes last."""
    return db.session.execute(
        select(Membership, Organisation.name)
        .join(Organisation, Organisation.id == Membership.organisation_id)
        .where(Membership.person_id == person_id)
        .order_by(Membership.until.is_not(None), *works.MAIN_FIRST)
    ).all()


def _work(one: Membership, name: str, today: date) -> Work:
    since = f"с {russian.day(one.since)}" if one.since else ""
    until = f"по {russian.day(one.until)}" if one.until else ""
    return Work(
        id=one.id,
        organisation=name,
        organisation_url=url_for("members.organisation", organisation_id=one.organisation_id),
        post=wording.POSTS[one.post],
        rate=wording.rate_in_words(one.rate),
        period=" ".join(filter(None, (since, until))),
        is_over=one.until is not None and one.until < today,
        edit_url=url_for("members.edit_work", person_id=one.person_id, membership_id=one.id),
    )


def _private(person: Person, today: date) -> tuple[CardFact, ...]:
    facts = (
        (
            "Согласие на обработку данных",
            wording.said(person.consent_on),
            "без него остальное не хранится",
        ),
        ("Год рождения", str(person.birth_year or ""), "сводка по возрасту"),
        ("Образование", _education(person), "сводка и заказ курсов"),
        ("Переподготовка", person.retraining, "заказ курсов"),
        ("Категория", _category(person), "график аттестации"),
        ("Общий стаж", wording.experience(person.works_since, today), "сводка, награды"),
        ("Педагогический стаж", wording.experience(person.teaches_since, today), "аттестация"),
        ("Телефон", person.phone, "чтобы руководитель мог позвонить"),
        ("Почта", person.email, "письма и новый пароль"),
        ("Награды", person.awards, "наградные документы"),
    )
    return tuple(CardFact(*fact) for fact in facts)


def _education(person: Person) -> str:
    level = wording.said(person.education)
    year = str(person.graduated_in or "")
    return ", ".join(filter(None, (level, person.institution, year, person.speciality)))


def _category(person: Person) -> str:
    words = wording.said(person.category) if person.category is not Category.NONE else ""
    since = f"с {russian.day(person.category_on)}" if person.category_on else ""
    until = f"до {russian.day(person.category_until)}" if person.category_until else ""
    return " ".join(filter(None, (words, since, until)))


# Organisations


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


def organisation_card(organisation: Organisation, today: date) -> OrganisationCard:
    """The organisation and who works there on this day."""
    found = db.session.execute(
        select(Person, Membership.post)
        .join(Membership, Membership.person_id == Person.id)
        .where(
            Membership.organisation_id == organisation.id,
            works.here(today),
            Person.left_on.is_(None),
        )
        .order_by(Person.sort_key, Membership.id)
    )
    return OrganisationCard(
        id=organisation.id,
        name=organisation.name,
        full_name=organisation.full_name,
        kind=wording.KINDS[organisation.kind],
        place=organisation.place,
        is_archived=organisation.is_archived,
        people=tuple(
            (full_name(one), wording.POSTS[post], url_for("members.card", person_id=one.id))
            for one, post in found
        ),
    )


# For other pages


def waiting(actor: Actor, today: date) -> list[Count]:
    """What the register asks of this person."""
    return [_my_card(actor, today), *(_of_keepers(today) if actor.leads else [])]


def _my_card(actor: Actor, today: date) -> Count:
    url = url_for("members.card", person_id=actor.person_id)

    def say(bits: int) -> Waiting:
        words = [word for bit, word in enumerate(LACKS) if bits >> bit & 1]
        title, detail = "моя карточка не заполнена", ", ".join(words).capitalize()
        return Waiting(1 if words else 0, title, detail, url)

    return Count(_MY_LACKS, say, {"me": actor.person_id, "today": today})


# What my own card lacks, as a number in which each thing has its bit.
_MY_LACKS = select(
    case((works.somewhere(bindparam("today")), 0), else_=1)
    + case((Person.consent_on.is_(None), 2), else_=0)
    + case((Person.consent_on.is_not(None) & Person.library_since.is_(None), 4), else_=0)
).where(Person.id == bindparam("me"), _IN_ASSOCIATION)
_NOW = select(func.count(Person.id)).where(_IN_ASSOCIATION)
_UNCONSENTED = _NOW.where(Person.consent_on.is_(None))
_SCHOOLLESS = _NOW.where(~works.somewhere(bindparam("today")))
_YOUNG = _NOW.where(Person.is_marked_young | (Person.library_since > bindparam("young_from")))


def _of_keepers(today: date) -> list[Count]:
    register_url, cards = url_for("members.register"), ("карточка", "карточки", "карточек")
    young = ("молодой специалист", "молодых специалиста", "молодых специалистов")
    why = "Стаж в школьной библиотеке до трёх лет"
    return [
        count_of(
            _UNCONSENTED, cards, "без согласия на обработку данных", "",
            f"{register_url}?who=unconsented",
        ),
        count_of(
            _SCHOOLLESS, cards, "без места работы", "", f"{register_url}?who=schoolless",
            today=today,
        ),
        count_of(
            _YOUNG, young, "", why, f"{register_url}?young=1", young_from=rules.young_from(today)
        ),
    ]  # fmt: skip


@holds("Карточка участника")
def my_card(actor: Actor) -> list[Holding]:
    """Every field of my card."""
    mine = db.session.get_one(Person, actor.person_id)
    return [{label: wording.said(getattr(mine, name)) for name, label in wording.FIELDS.items()}]


@holds("Места работы")
def my_works(actor: Actor) -> list[Holding]:
    """Where the register says I work and worked."""
    return [
        {
            "Организация": name,
            "Должность": wording.POSTS[one.post],
            "Ставка": wording.rate(one.rate),
            "С": wording.said(one.since),
            "По": wording.said(one.until),
        }
        for one, name in _every_work(actor.person_id)
    ]
