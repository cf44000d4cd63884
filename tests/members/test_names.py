"""A person's name is one thing, in a card and in a statement."""

import pytest
from sqlalchemy import select

from rmo_web.kernel.db import db, saving
from rmo_web.members import services
from rmo_web.members.models import Person
from rmo_web.members.rules import PersonName
from tests.makers import TODAY


@pytest.mark.parametrize(
    ("name", "full", "initials", "signature", "address"),
    [
        (
            PersonName("Иволгина", "Мария", "Петровна"),
            "Иволгина Мария Петровна",
            "Иволгина М.П.",
            "М.П. Иволгина",
            "Мария Петровна",
        ),
        (PersonName("Иволгина", "Мария"), "Иволгина Мария", "Иволгина М.", "М. Иволгина", "Мария"),
        (PersonName("Иволгина"), "Иволгина", "Иволгина", "Иволгина", ""),
    ],
)
def test_a_name_is_written_as_its_place_asks(name, full, initials, signature, address):
    written = (name.full, name.initials, name.signature, name.address)
    assert [one.replace("\xa0", " ") for one in written] == [full, initials, signature, address]


def test_a_statement_gives_the_whole_name(make):
    make.person("Иволгина", "Мария", "Петровна")
    assert db.session.scalar(select(Person.name)) == ("Иволгина", "Мария", "Петровна")


def test_a_name_that_was_changed_is_not_remembered(make):
    person = make.person("Иволгина", "Мария")
    assert person.name.full == "Иволгина Мария"
    with saving():
        services.change_person(person, {"surname": "Чайкина"}, by=1, at=make.at, today=TODAY)
    assert person.name.full == "Чайкина Мария"


def test_lists_are_given_the_initials_that_follow_from_the_name(make):
    person = make.person("Иволгина", "Мария", "Петровна")
    kept = select(Person.initials).filter_by(id=person.id)
    assert db.session.scalar(kept) == person.name.initials
    for said in ({"surname": "Чайкина"}, {"given": ""}, {"patronymic": ""}):
        with saving():
            services.change_person(make.again(person), said, by=1, at=make.at, today=TODAY)
        person = make.again(person)
        assert db.session.scalar(kept) == person.initials == person.name.initials
