"""What others hear of a request: notices, what time reminds of, the plan's fact."""

from datetime import timedelta

import pytest

from rmo_web.help_requests.models import HelpRequest, Rubric
from rmo_web.help_requests.rules import Action
from rmo_web.help_requests.thread import listens
from rmo_web.household import notices
from rmo_web.kernel import clock
from rmo_web.kernel.db import db, saving
from tests import pages
from tests.help_requests.hands import told_to
from tests.makers import TODAY


def question(make, **changes):
    told = {"rubric_id": make.rubric().id, "question": "Как списать учебники?", "wished": "writing",
            "nonce": "n"}  # fmt: skip
    return told | changes


def test_the_owner_of_the_rubric_hears_of_a_question(make, as_):
    owner, head, author = make.librarian(), make.head(), make.librarian()
    rubric = make.rubric()
    with saving():
        db.session.get_one(Rubric, rubric.id).owner_id = owner.person_id
    make.ask(author)
    assert told_to(owner) == ["Новая заявка 1/2019-20"]
    assert told_to(head) == told_to(author) == []


def test_without_an_owner_the_leaders_hear(make):
    head, methodist, author = make.head(), make.methodist(), make.librarian()
    make.ask(author)
    assert told_to(head) == told_to(methodist) == ["Новая заявка 1/2019-20"]


def test_everybody_hears_of_what_others_did_and_not_of_her_own(make, cast):
    asked, author, consultant, head = cast
    make.move(asked, Action.ANSWER, consultant, "Да.")
    make.move(asked, Action.HELPED, author)
    assert told_to(author) == [
        "По вашей заявке 1/2019-20 назначен консультант", "На вашу заявку 1/2019-20 ответили",
    ]  # fmt: skip
    assert told_to(consultant) == [
        "Вам назначена заявка 1/2019-20", "По заявке 1/2019-20 автор пишет: помогло",
    ]  # fmt: skip
    assert told_to(head) == ["Новая заявка 1/2019-20"]


def test_the_head_hears_once_of_what_waits_three_working_days(make):
    head, author = make.head(), make.librarian()
    make.ask(author, "Давно", at=make.at - timedelta(days=7))
    make.ask(author, "Сегодня")
    listens.remind_of_waiting(clock.now())
    listens.remind_of_waiting(clock.now())
    late = [text for text in told_to(head) if "три рабочих дня" in text]
    assert late == ["Заявка 1/2019-20 ждёт ответа уже три рабочих дня"]


def test_on_its_day_a_postponed_request_calls_its_consultant(make, cast):
    asked, _, consultant, _ = cast
    day = clock.today() + timedelta(days=1)
    make.move(asked, Action.POSTPONE, consultant, until=day, today=clock.today())
    listens.remind_of_postponed(clock.now())
    assert not any("отложена до этого дня" in text for text in told_to(consultant))
    with saving():
        db.session.get_one(HelpRequest, asked.id).postponed_until = clock.today()
    listens.remind_of_postponed(clock.now())
    listens.remind_of_postponed(clock.now())
    assert sum("отложена до этого дня" in text for text in told_to(consultant)) == 1


def test_the_plan_shows_how_much_help_was_given(make, as_, cast):
    asked, _, consultant, head = cast
    make.plan()
    make.move(asked, Action.ANSWER, consultant, "Да.")
    ((words, numbers),) = beside_the_plan(as_(head))
    assert words == "1 заявка, ответ дан на 1"
    ((number, url),) = numbers
    assert number == "1 заявка"
    assert as_(head).get(url).status_code == 200


def beside_the_plan(client, path="/plan/"):
    """The facts of the row of help as this person reads them, and where their numbers lead."""
    row = "//tr[contains(., 'етодическая помощь')]"
    facts = pages.of(client.get(path)).xpath(f"{row}//*[contains(concat(@class, ' '), 'fact ')]")
    return {
        (" ".join(fact.text_content().split()),
         tuple((pages.text(one), one.get("href")) for one in fact.xpath("descendant-or-self::a")))
        for fact in facts
    }  # fmt: skip


@pytest.mark.parametrize("path", ["/plan/", "/plan/fact"])
def test_the_number_is_the_same_for_all_and_leads_only_to_what_one_may_see(make, as_, cast, path):
    _, author, consultant, head = cast
    make.plan()
    words, stranger = "1 заявка, ответ дан на 0", make.librarian()
    (fact,) = beside_the_plan(as_(head), path)
    assert fact == (words, (("1 заявка", "/help-requests/?year=2019&tab=all"),))
    assert beside_the_plan(as_(stranger), path) == {(words, ())}
    assert beside_the_plan(as_(author), path) == {
        (words, ()), ("мои: 1", (("мои: 1", "/help-requests/mine"),)),
    }  # fmt: skip
    assert as_(author).get("/help-requests/mine").status_code == 200
    assert beside_the_plan(as_(consultant), path) == {(words, ())}


def test_notices_hold_no_word_of_the_question(make, cast):
    assert all("учебник" not in text for account in cast[1:] for text in told_to(account))
    assert notices.listed(make.actor(cast[2]), TODAY)[0].url == f"/help-requests/{cast[0].id}"
