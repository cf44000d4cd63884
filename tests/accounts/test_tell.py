"""Telling people: who hears of a deed, and that nobody hears of it twice."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from rmo_web.accounts.telling import HEADS, LEADERS, MEMBERS, persons, remind, tell, tell_of
from rmo_web.home.events import YearClosed
from rmo_web.household.notices import Notice
from rmo_web.household.outbox import Letter
from rmo_web.kernel.db import db, saving
from tests.makers import TODAY

WORDS, URL = "Добавлена ссылка", "/links/1"


@pytest.fixture
def by_mail(app, monkeypatch):
    monkeypatch.setitem(app.config, "MAIL", "file")


def told():
    """Who has heard, in the order of their accounts."""
    return list(db.session.scalars(select(Notice.account_id).order_by(Notice.account_id)))


def letters():
    return list(db.session.scalars(select(Letter.recipient).order_by(Letter.id)))


def test_the_named_people_hear_by_notice_and_by_letter(make, by_mail):
    head, reader = make.head(), make.librarian(person=make.person(email="r@school.local",
                                                                  consent_on=TODAY))  # fmt: skip
    with saving():
        tell(persons(head.person_id, reader.person_id), WORDS, URL, cause="links.1", at=make.at)
    assert told() == [head.id, reader.id]
    assert letters() == ["r@school.local"]
    assert "Добавлена" in db.session.scalars(select(Letter.body)).one()


def test_nobody_hears_of_one_cause_twice(make, by_mail):
    make.librarian(person=make.person(email="r@school.local", consent_on=TODAY))
    for minutes in range(2):
        with saving():
            at = make.at + timedelta(minutes=minutes)
            tell(MEMBERS, WORDS, URL, cause="links.1", at=at)
            tell(MEMBERS, WORDS, URL, cause="links.1", at=at)
    assert (len(told()), len(letters())) == (1, 1)
    with saving():
        tell(MEMBERS, WORDS, URL, cause="links.2", at=make.at)
    assert (len(told()), len(letters())) == (2, 2)


def test_who_came_later_hears_of_a_cause_that_others_know(make):
    make.head()
    with saving():
        tell(HEADS, WORDS, URL, cause="links.1", at=make.at)
    make.head()
    with saving():
        tell(HEADS, WORDS, URL, cause="links.1", at=make.at)
    assert len(told()) == len(set(told())) == 2


def test_who_may_not_sign_in_hears_nothing_and_others_hear_instead(make):
    head, gone = make.head(), make.librarian()
    with saving():
        make.again(gone).is_active = False
    with saving():
        tell(persons(gone.person_id), WORDS, URL, cause="links.1", at=make.at)
    assert told() == []
    with saving():
        whom = persons(gone.person_id, None)
        tell(whom, WORDS, URL, cause="links.1", at=make.at, otherwise=LEADERS)
    assert told() == [head.id]


def test_whoever_did_it_is_not_told_and_nobody_else_instead(make):
    head, methodist = make.head(), make.methodist()
    fact = YearClosed(by=head.id, at=make.at, title="2019–2020")
    with saving():
        tell_of(fact, HEADS, "Год закрыт", "/plan/", otherwise=LEADERS)
    assert told() == []
    with saving():
        tell_of(fact, LEADERS, "Год закрыт", "/plan/")
    assert told() == [methodist.id]


def test_a_statement_stands_for_the_people_that_it_finds(make):
    reader, _ = make.librarian(), make.librarian()
    with saving():
        whom = persons(select(type(reader).person_id).filter_by(id=reader.id))
        tell(whom, WORDS, URL, cause="links.1", at=make.at)
    assert told() == [reader.id]


def test_what_is_to_be_done_goes_past_who_is_away_to_who_can_do_it(make):
    head, owner = make.head(), make.librarian()
    make.away(owner, make.at.date(), make.at.date() + timedelta(1))
    with saving():
        whom = persons(owner.person_id)
        tell(whom, WORDS, URL, cause="links.1", at=make.at, otherwise=LEADERS)
    assert told() == [head.id]
    with saving():  # a mere fact waits in her list
        tell(whom, WORDS, URL, cause="links.2", at=make.at)
    assert told() == [head.id, owner.id]


def test_nothing_is_lost_when_all_are_away(make):
    head, owner = make.head(), make.librarian()
    for one in (head, owner):
        make.away(one, make.at.date(), make.at.date() + timedelta(1))
    with saving():
        whom = persons(owner.person_id)
        tell(whom, WORDS, URL, cause="links.1", at=make.at, otherwise=LEADERS)
    assert told() == [owner.id]


def test_who_is_away_is_not_reminded_and_others_are_instead(make):
    methodist, owner = make.methodist(), make.librarian()
    make.away(owner, make.at.date(), make.at.date())
    with saving():
        whom = persons(owner.person_id)
        assert remind(whom, WORDS, URL, cause="links.1", at=make.at, otherwise=LEADERS)
    assert told() == [methodist.id]
    with saving():  # it has ended by itself
        at = make.at + timedelta(days=1, hours=1)
        assert remind(whom, WORDS, URL, cause="links.1", at=at, otherwise=LEADERS)
    assert told() == [methodist.id, owner.id]


def test_a_reminder_waits_while_all_are_away(make):
    head = make.head()
    make.away(head, make.at.date(), make.at.date())
    with saving():
        assert not remind(HEADS, WORDS, URL, cause="links.1", at=make.at, otherwise=LEADERS)
    assert told() == []
