"""What is measured and pictured of the register: fifty people, two hundred in the large year."""

from datetime import date

from sqlalchemy import func, insert, select

from rmo_web.kernel.db import db
from rmo_web.members.models import Membership, Organisation, Person
from tests.measured import HEAD, TODAY, Measured

PEOPLE, IN_LARGE_YEAR = 50, 200
PICTURES = {
    HEAD: {
        "register": "/members/",
        "new-person": "/members/people/new",
        "organisations": "/members/organisations/",
        "organisation": "/members/organisations/5",
        "card": "/members/people/4",
        "card-edit": "/members/people/4/edit",
        "consent": "/members/people/4/consent",
        "withdraw": "/members/people/4/withdraw-consent",
        "leave": "/members/people/4/leave",
        "work": "/members/people/4/works/new",
        "members-import": "/members/import",
        "association": "/members/association",
    }
}
IN_GUIDES = {("register", 1280), ("members-import", 1280), ("card-edit", 360)}


def grow(connection, size):
    known = connection.scalar(select(func.count()).select_from(Person))
    join(connection, "Синицына", PEOPLE - known)
    return Measured({"Участники": "/members/"})


def join(connection, surname, count):
    """So many members more, each in a school; their ids."""
    schools = list(connection.scalars(select(Organisation.id)))
    first = 1 + connection.scalar(select(func.max(Person.id)))
    people = range(first, first + count)
    names = [f"{surname}{letters(number)}" for number in range(count)]
    connection.execute(insert(Person), [
        {"id": one, "surname": name, "given": "Анна", "patronymic": "Сергеевна",
         "initials": f"{name} А.С.", "sort_key": name.lower(), "search_key": name.lower(),
         "joined_on": TODAY, "category": "none", "version": 1}
        for one, name in zip(people, names, strict=True)
    ])  # fmt: skip
    connection.execute(insert(Membership), [
        {"person_id": one, "post": "librarian", "version": 1,
         "organisation_id": schools[one % len(schools)]} for one in people
    ])  # fmt: skip
    return people


def fill_year(year_id):
    schools = list(db.session.scalars(select(Organisation.id)))
    for number in range(IN_LARGE_YEAR):
        surname = f"Совина{letters(number)}"
        person = Person(surname=surname, given="Анна", patronymic="Сергеевна",
                        sort_key=surname.lower(), joined_on=date(2017, 9, 1))  # fmt: skip
        db.session.add(person)
        db.session.flush()
        db.session.add(Membership(person_id=person.id, post="librarian",
                                  organisation_id=schools[number % len(schools)]))  # fmt: skip
    return Measured()


def letters(number):
    return "".join(chr(ord("а") + number // 32**place % 32) for place in range(3))
