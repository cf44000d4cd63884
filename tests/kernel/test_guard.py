"""The guard of every room: what it answers about a record, and to whom."""

from enum import StrEnum

import pytest
from werkzeug.exceptions import Forbidden, NotFound

from rmo_web.kernel import years
from rmo_web.kernel.access import Actor, Role, grant, guard, leads, present
from rmo_web.kernel.db import db, of_id, saving
from rmo_web.kernel.years import SchoolYear
from tests.counting import statements

HEAD = Actor(1, 1, 1, Role.HEAD, "Иволгина М.П.")
LIBRARIAN = Actor(2, 2, 2, Role.LIBRARIAN, "Совина А.А.")
NOBODYS = Actor(3, 3, 3, Role.LIBRARIAN, "Чайкина Ю.Р.")


class Of(StrEnum):
    """What the thing of these tests may be needed for."""

    SEE = "guard.see"
    KEEP = "guard.keep"


grant({Of.SEE: lambda actor, _: actor is not NOBODYS, Of.KEEP: leads})


class Thing:
    """A record, of a year where one is said."""

    def __init__(self, year_id=None):
        if year_id is not None:
            self.year_id = year_id


@pytest.fixture
def asked(app):
    with app.test_request_context("/"):
        yield app


def test_who_may_gets_the_record_itself(asked):
    thing = Thing()
    assert guard(thing, HEAD, Of.KEEP) is thing
    assert guard(thing, LIBRARIAN, Of.SEE) is thing


def test_a_reader_is_told_no(asked):
    with pytest.raises(Forbidden):
        guard(Thing(), LIBRARIAN, Of.KEEP, seen=Of.SEE)


def test_of_what_is_not_there_nobody_is_told_no(asked):
    for actor in (HEAD, LIBRARIAN, NOBODYS):
        with pytest.raises(NotFound):
            guard(None, actor, Of.KEEP)
    with pytest.raises(NotFound):
        present(None)


def test_a_stranger_does_not_learn_that_the_record_exists(asked):
    with pytest.raises(NotFound):
        guard(Thing(year_id=7), NOBODYS, Of.KEEP, seen=Of.SEE)
    assert not years.is_of_record()


def test_the_page_of_a_record_stays_in_its_year(asked):
    guard(Thing(), HEAD, Of.KEEP)
    assert not years.is_of_record()
    guard(Thing(year_id=7), HEAD, Of.KEEP)
    assert years.is_of_record()


@pytest.mark.parametrize(("method", "times"), [("GET", 1), ("POST", 2)])
def test_a_record_is_read_anew_and_held_where_it_may_be_changed(app, method, times):
    with saving():
        key = years.opened(2019).id
    with app.test_request_context("/", method=method):
        with statements() as told:
            first, second = of_id(SchoolYear, key), of_id(SchoolYear, key)
        assert first is second
        assert len(told) == times
        if db.engine.dialect.name == "postgresql":
            assert all("FOR NO KEY UPDATE" in one for one in told) is (method == "POST")
        assert of_id(SchoolYear, key + 1) is None
        db.session.rollback()
