"""What must not reach whom: notes, names that were hidden, foreign questions, drafts of answers."""

import json

import pytest
from sqlalchemy import select

from rmo_web.help_requests import services
from rmo_web.help_requests.rules import Action
from rmo_web.kernel.db import db, saving
from rmo_web.kernel.outbox import Letter
from rmo_web.members.models import Person
from tests import pages

HTMX = {"HX-Request": "true"}
CANARY = "канарейка"


@pytest.fixture
def noted(make):
    """A request with a note; its author, its consultant (a librarian) and the head."""
    author = make.librarian(person=make.person("Зябликова", "Анна", "Сергеевна"))
    consultant, head = make.librarian(), make.head()
    make.work(db.session.get_one(Person, author.person_id), make.school("МБОУ «Школа № 10»"))
    asked = make.ask(author, "Как вести КСУ?", hides_name=True)
    make.move(asked, Action.ASSIGN, head, consultant_id=consultant.person_id)
    with saving():
        said = services.Said(CANARY)
        services.note(make.held(asked), said, actor=make.actor(head), at=make.at)
    return asked, author, consultant, head


def test_a_note_never_reaches_the_author(as_, noted):
    asked, author, consultant, _ = noted
    hers = as_(author)
    for url in (
        f"/help-requests/{asked.id}", f"/help-requests/{asked.id}/news", "/help-requests/mine",
        "/notices/", "/", f"/help-requests/?tab=all&q={CANARY}", "/help-requests/answers/",
        f"/help-requests/like?question={CANARY} канарейки",
    ):  # fmt: skip
        assert CANARY not in hers.get(url).text.replace(f"q={CANARY}", ""), url
    assert CANARY in as_(consultant).get(f"/help-requests/{asked.id}").text


def test_a_note_is_not_in_what_the_author_takes_out(as_, noted):
    taken = as_(noted[1]).post("/me/data", data={"for": "program"})
    assert "Как вести КСУ?" in json.loads(taken.data).__repr__()
    assert CANARY not in taken.text


def test_an_author_who_is_a_consultant_too_does_not_find_her_own_notes(make, as_, noted):
    asked, author, _, head = noted
    make.move(make.ask(make.librarian()), Action.ASSIGN, head, consultant_id=author.person_id)
    found = as_(author).get("/help-requests/", query_string={"tab": "all", "q": CANARY})
    assert "Как вести КСУ?" not in found.text
    assert "служебная заметка" not in as_(author).get(f"/help-requests/{asked.id}").text


def test_a_hidden_name_is_seen_by_those_who_lead_only(as_, noted):
    asked, _, consultant, head = noted
    for account, sees in ((consultant, False), (head, True)):
        client = as_(account)
        for url in (f"/help-requests/{asked.id}", "/help-requests/?tab=all"):
            assert ("Зябликова" in client.get(url).text) is sees, url
            assert ("Школа № 10" in pages.words_on(client.get(url)).replace(
                "Все организации МБОУ «Школа № 10»", "")) is sees or "?" in url  # fmt: skip
        for q in ("Зябликова", "Анна"):
            found = client.get("/help-requests/", query_string={"tab": "all", "q": q})
            assert ("Как вести КСУ?" in found.text) is sees, q
        assert "Зябликова" not in client.get("/notices/").text


def test_a_school_does_not_give_a_hidden_name_away(as_, noted):
    asked, _, consultant, head = noted
    school = db.session.scalar(select(Person.id)) and asked.organisation_id
    for account, sees in ((consultant, False), (head, True)):
        found = as_(account).get(f"/help-requests/?tab=all&school={school}")
        assert ("Как вести КСУ?" in found.text) is sees


def test_foreign_requests_change_no_count_of_an_outsider(make, as_, noted):
    _, _, consultant, head = noted
    outsider = make.librarian()
    make.move(make.ask(consultant), Action.ASSIGN, head, consultant_id=outsider.person_id)
    url = "/help-requests/?tab=all&q=КСУ"
    before = pages.words_on(as_(outsider).get(url))
    for _ in range(3):
        make.ask(make.librarian(), "Ещё про КСУ")
    assert pages.words_on(as_(outsider).get(url)) == before


def test_a_draft_of_an_answer_is_found_by_its_keepers_only(make, as_, noted):
    _, author, _, head = noted
    with saving():
        told = services.NewArticle(make.rubric().id, "Акт списания", f"{CANARY} у Зябликовой")
        services.keep_article(None, told, actor=make.actor(head), at=make.at)
    for url in ("/help-requests/answers/", f"/help-requests/answers/?q={CANARY}",
                "/help-requests/like?question=акт списания"):  # fmt: skip
        assert "Акт списания" not in as_(author).get(url, headers=HTMX).text
    assert "Акт списания" in as_(head).get("/help-requests/answers/").text


def test_a_letter_holds_no_word_of_the_question(app, make, monkeypatch):
    monkeypatch.setitem(app.config, "MAIL", "file")
    author = make.librarian()
    with saving():
        db.session.get_one(Person, author.person_id).email = "author@example.org"
    asked = make.ask(author, "Как вести КСУ?")
    make.move(asked, Action.ANSWER, make.head(), "По образцу.")
    letters = db.session.scalars(select(Letter)).all()
    assert [one.recipient for one in letters] == ["author@example.org"]
    assert letters[0].subject == "На вашу заявку 1/2019-20 ответили"
    assert f"/help-requests/{asked.id}" in letters[0].body
    assert "КСУ" not in letters[0].body
    assert "образц" not in letters[0].body
