"""Whoever is away for a time is missing nowhere, and nobody who may not know it can tell."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from sqlalchemy import select

from rmo_web.help_requests.rules import Action
from rmo_web.help_requests.thread import listens
from rmo_web.household.notices import Notice
from rmo_web.kernel.db import db, saving
from rmo_web.kernel.errors import Refused
from rmo_web.meetings.rules import Step
from tests import pages
from tests.world import addresses

NOW = datetime(2019, 11, 25, 9, tzinfo=UTC)
TODAY, AHEAD = date(2019, 11, 25), date(2019, 12, 20)
TOKEN = re.compile(r'name="(nonce|csrf|csrf_token)" (value|content)="[^"]*"')


@pytest.fixture(autouse=True)
def monday():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def away(make):
    """A librarian whom a meeting, an assignment and a request are waiting for."""
    person = make.person("Чайкина", "Юлия", "Романовна")
    with saving():
        person.joined_on = date(2018, 9, 1)
    return make.librarian(person=person)


@pytest.fixture
def meeting(make, away):
    return make.go_on(make.meeting(held_on=AHEAD, number=30), Step.INVITE, make.head())


@pytest.fixture
def duty(make, away):
    other = make.person("Совина", "Анна")
    return make.assign(person_ids=(away.person_id, other.id), due_on=date(2019, 11, 20))


def is_away(make, account, *, since=TODAY, until=TODAY):
    return make.away(account, since, until)


@pytest.mark.parametrize("day", [TODAY, AHEAD], ids=["now", "on the day of the meeting"])
def test_an_invitation_finds_her_beside_the_silent(make, as_, away, meeting, day):
    head, address = as_(make.head()), f"/meetings/{meeting.id}"
    assert "Чайкина" in pages.words_on(head.get(address)).partition("Ещё не ответили:")[2]
    is_away(make, away, since=day, until=day)
    said = pages.words_on(head.get(address))
    assert "Временно не работают: 1Чайкина Ю.Р." in said
    assert "Чайкина" not in said.partition("Ещё не ответили:")[2]


def test_what_she_has_answered_stands(make, as_, away, meeting):
    as_(away).post(f"/meetings/{meeting.id}/answer", data={"answer": "will"})
    is_away(make, away)
    said = pages.words_on(as_(make.head()).get(f"/meetings/{meeting.id}"))
    assert "Буду: 1Чайкина Ю.Р." in said
    assert "Временно не работают" not in said


def test_an_assignment_finds_her_beside_those_who_have_not_done_it(make, as_, away, duty):
    head, address = as_(make.head()), f"/meetings/assignments/{duty.id}"
    assert "Кто не сдал: 2" in pages.words_on(head.get(address))
    is_away(make, away)
    said = pages.words_on(head.get(address))
    assert "Кто не сдал: 1" in said
    assert "Чайкина" not in said.partition("Ещё не отметили:")[2].partition("Скопировать")[0]
    assert "Временно не работают: 1 (Чайкина Ю.Р.)" in said
    first = pages.words_on(head.get("/"))
    assert "Не сдали: Совина А.; Временно не работают: Чайкина Ю.Р." in first


def test_where_one_is_chosen_who_leads_reads_who_is_away(make, as_, away):
    is_away(make, away)
    client = as_(make.head())
    assert "Чайкина Юлия Романовна (временно не работает)" in pages.words_on(
        client.get("/meetings/assignments/new")
    )


def test_on_the_roll_she_stands_as_a_member_and_who_leads_knows_why(make, as_, away):
    held = make.meeting(held_on=TODAY)
    is_away(make, away)
    said = pages.words_on(as_(make.head()).get(f"/meetings/{held.id}/attendance"))
    line = said.partition("Чайкина Юлия Романовна")[2][:60]
    assert "временно не работает" in line


def test_no_request_is_given_to_her(make, as_, away):
    request = make.ask(make.librarian())
    methodist = make.methodist()
    client, address = as_(methodist), f"/help-requests/{request.id}"
    assert "Чайкина" in client.get(address).text
    is_away(make, away)
    assert "Чайкина" not in client.get(address).text
    with pytest.raises(Refused, match=r"временно не работает, по 25\.11\.2019"):
        make.move(request, Action.ASSIGN, methodist, consultant_id=away.person_id, today=TODAY)


def test_of_a_postponed_request_of_hers_the_office_is_reminded(make, away):
    head, request = make.head(), make.ask(make.librarian(), at=NOW - timedelta(9))
    make.move(request, Action.ASSIGN, head, consultant_id=away.person_id, at=NOW - timedelta(8))
    make.move(
        request, Action.POSTPONE, away, text="Позже", until=TODAY,
        at=NOW - timedelta(7), today=TODAY - timedelta(7),
    )  # fmt: skip
    is_away(make, away)
    listens.remind_of_postponed(NOW)
    asked = select(Notice.account_id).where(Notice.text.contains("была отложена до"))
    assert list(db.session.scalars(asked)) == [head.id]


def test_nobody_who_may_not_know_it_can_tell(app, world, make, as_, away, meeting, duty):
    """Every page and paper reads for the others as if she were here."""
    make.ask(make.librarian())
    who = {one: as_(world["cast"][one]) for one in ("stranger", "owner", "secretary")}
    every = [*addresses(app, world), f"/meetings/{meeting.id}", "/members/?who=away",
             f"/meetings/assignments/{duty.id}", f"/members/people/{away.person_id}"]  # fmt: skip

    def read():
        return {
            (name, address): shown(client.get(address))
            for name, client in who.items()
            for address in every
        }

    before = read()
    is_away(make, away, until=AHEAD)
    after = read()
    assert [key for key, page in before.items() if after[key] != page] == []


def shown(answer):
    """What the page says, whatever it was numbered by; of a file, how long it is."""
    if "text" in answer.content_type:
        return answer.status_code, TOKEN.sub("", answer.text)
    return answer.status_code, len(answer.data)
