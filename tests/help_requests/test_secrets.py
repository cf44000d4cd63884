"""What must not reach somebody: notes, requests of others, hidden names, drafts of answers."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from rmo_web.help_requests import notify
from rmo_web.help_requests.answers.services import NewArticle, keep_article
from rmo_web.help_requests.models import HelpRequest
from rmo_web.help_requests.queue.rules import Tab
from rmo_web.help_requests.rules import Action
from rmo_web.household.audit import AuditEntry
from rmo_web.household.outbox import Letter
from rmo_web.kernel.db import db, saving
from rmo_web.members.models import Person
from tests import pages
from tests.makers import TODAY

__all__ = ["notify"]  # the room's listeners
CANARY = "Канареечный"
SURNAME, SCHOOL = "Невидимкина", "МБОУ «Школа № 77»"
QUEUE = "/help-requests/"


def own_rubric(account, rubric):
    """The queue is this librarian's too."""
    with saving():
        db.session.get_one(type(rubric), rubric.id).owner_id = account.person_id


def rows_on(answer):
    """What the queue's table has, without the lists of the filters."""
    return str(pages.tables(pages.of(answer)))


def tabs_on(answer):
    return pages.all_texts(pages.of(answer), "//*[@id='queue-tabs']/a")


def everything_of(client, request):
    """Every page on which somebody may meet a request."""
    number = request.id
    urls = [
        "/", "/notices/", "/notices/count", QUEUE, f"{QUEUE}mine", f"{QUEUE}{number}",
        f"{QUEUE}{number}/news", f"{QUEUE}queue/{number}", f"{QUEUE}answers/",
        f"{QUEUE}journal", f"{QUEUE}like?question={CANARY}", f"{QUEUE}answers/?q={CANARY}",
        f"{QUEUE}mine?q={CANARY}", "/journal", "/me",
        *(f"{QUEUE}?tab={tab.value}&q={said}" for tab in Tab for said in ("", CANARY, SURNAME)),
    ]  # fmt: skip
    for url in urls:
        for headers in ({}, {"HX-Request": "true"}):
            yield url, client.get(url, headers=headers)


# Notes of the office


@pytest.fixture
def noted(make, as_, app, monkeypatch):
    """A request of somebody with a consultant and a note; mail is on, everybody has an address."""
    monkeypatch.setitem(app.config, "MAIL", "file")
    author, consultant, head = (
        maker(person=make.person(email=f"{who}@school.local", consent_on=TODAY))
        for who, maker in (
            ("author", make.librarian), ("consultant", make.librarian), ("head", make.head)
        )
    )  # fmt: skip
    asked = make.ask(author)
    make.move(asked, Action.ASSIGN, head, consultant_id=consultant.person_id)
    said = {"action": "note", "text": f"{CANARY} вопрос.", "nonce": "n1"}
    assert as_(head).post(f"{QUEUE}{asked.id}/move", data=said).status_code == 303
    return author, consultant, head, asked


def test_a_note_reaches_the_office(noted, as_):
    _, consultant, head, asked = noted
    for account in (consultant, head):
        client = as_(account)
        assert CANARY in client.get(f"{QUEUE}{asked.id}").text
        assert CANARY in client.get(f"{QUEUE}{asked.id}/news").text
        assert asked.title in rows_on(client.get(f"{QUEUE}?tab=all&q={CANARY}"))


@pytest.mark.parametrize("own", [False, True], ids=["a librarian", "who owns the rubric"])
def test_a_note_reaches_its_author_on_no_page(noted, as_, own):
    author, *_, asked = noted
    if own:
        own_rubric(author, asked.rubric)
    for url, answer in everything_of(as_(author), asked):
        words = answer.text.replace(f'value="{CANARY}"', "")  # the field of the search
        shown = words if "q=" not in url else rows_or_words(answer)
        assert CANARY not in shown, url
        assert "Служебная заметка" not in words, url


def rows_or_words(answer):
    is_page = answer.status_code == 200 and "<h1" in answer.text
    return rows_on(answer) if is_page else answer.text.replace(f"q={CANARY}", "").replace(
        f'value="{CANARY}"', ""
    )  # fmt: skip


def test_a_note_is_in_no_letter_no_entry_and_no_data_of_hers(noted, as_):
    author, *_ = noted
    letters = list(db.session.scalars(select(Letter)))
    to_author = [one for one in letters if one.recipient == "author@school.local"]
    assert to_author
    assert not [one for one in letters if CANARY in one.subject + one.body]
    assert not [one for one in to_author if "заметка" in one.subject.lower()]
    assert not [
        one for one in db.session.scalars(select(AuditEntry)) if CANARY in one.words + one.details
    ]
    for said in ("person", "program"):
        assert CANARY not in as_(author).post("/me/data", data={"for": said}).text


def test_a_note_does_not_come_back_with_the_answer_to_any_move(noted, as_):
    author, *_, asked = noted
    client = as_(author)
    for action, text in (("reply", "Ещё."), ("reply", ""), ("helped", ""), ("withdraw", "")):
        for headers in ({}, {"HX-Request": "true"}):
            said = {"action": action, "text": text}
            answer = client.post(f"{QUEUE}{asked.id}/move", data=said, headers=headers)
            assert CANARY not in answer.text


def test_the_author_writes_no_note_herself(make, as_):
    for author in (make.librarian(), make.methodist()):
        asked = make.ask(author)
        said = {"action": "note", "text": "Себе."}
        assert as_(author).post(f"{QUEUE}{asked.id}/move", data=said).status_code == 403


def test_a_methodist_does_not_read_or_find_a_note_to_her_own_question(make, as_):
    author, head = make.methodist(), make.head()
    asked = make.ask(author)
    said = {"action": "note", "text": CANARY}
    assert as_(head).post(f"{QUEUE}{asked.id}/move", data=said).status_code == 303
    client = as_(author)
    assert CANARY not in client.get(f"{QUEUE}{asked.id}").text
    for tab in Tab:
        found = client.get(f"{QUEUE}?tab={tab.value}&q={CANARY}")
        assert asked.title not in rows_on(found)


def test_a_note_does_not_get_into_the_base_of_answers(noted, make, as_):
    _, _, head, asked = noted
    make.move(asked, Action.ANSWER, head, "По акту комиссии.", at=datetime.now(UTC))
    answer = as_(head).post(f"{QUEUE}{asked.id}/to-base", follow_redirects=True)
    assert answer.status_code == 200
    assert CANARY not in answer.text
    assert CANARY not in as_(head).get(f"{QUEUE}journal?since=01.01.2020&until=31.12.2030").text


# Requests of others


@pytest.mark.parametrize("tab", list(Tab))
def test_an_outsider_learns_nothing_of_foreign_requests(make, as_, tab):
    """A consultant of another rubric sees the same page whether or not they are there."""
    outsider, author, head = make.librarian(), make.librarian(), make.head()
    own_rubric(outsider, make.rubric("Самообразование"))
    client = as_(outsider)
    url = f"{QUEUE}?tab={tab.value}&q={CANARY}"
    before, menu = client.get(url), client.get("/").text
    for action in (None, Action.TAKE, Action.ASK_BACK, Action.ANSWER):
        asked = make.ask(author, f"{CANARY} учебник не пришёл?")
        if action:
            make.move(asked, action, head, "Слово.")
    after = client.get(url)
    assert CANARY not in rows_on(after)
    assert (tabs_on(after), rows_on(after)) == (tabs_on(before), rows_on(before))
    assert pages.words_on(client.get("/")) == " ".join(
        pages.html.fromstring(menu).xpath("//main")[0].text_content().split()
    )
    for said in (str(asked.number), f"№ {asked.number}", "%", "_", SURNAME):
        assert asked.title not in rows_on(client.get(f"{QUEUE}?tab=all&q={said}"))


def test_a_librarian_without_requests_finds_none(make, as_):
    asked = make.ask(make.librarian(), f"{CANARY} учебник?")
    client = as_(make.librarian())
    for url in (f"{QUEUE}?q={CANARY}", f"{QUEUE}?tab=all&q={CANARY}", f"{QUEUE}mine?q={CANARY}"):
        answer = client.get(url)
        assert asked.title not in answer.text
        assert tabs_on(answer) == []


def test_foreign_requests_are_404_by_every_address(make, as_):
    asked = make.ask(make.librarian())
    client = as_(make.librarian())
    for url in (f"{asked.id}", f"{asked.id}/news", f"queue/{asked.id}"):
        assert client.get(QUEUE + url).status_code == 404
    for url in (f"{asked.id}/move", f"queue/{asked.id}/move", f"{asked.id}/to-base"):
        for action in (*Action, "note", "", "взять"):
            answer = client.post(QUEUE + url, data={"action": action, "text": "Слово"})
            assert answer.status_code == 404, (url, action)


# A hidden name


@pytest.fixture
def hidden(make):
    """A request with a hidden name, the consultant who holds it, and the head."""
    person = make.person(SURNAME, "Аделаида", "Тихоновна")
    make.work(person, make.school(SCHOOL))
    author, head, consultant = make.librarian(person=person), make.head(), make.librarian()
    asked = make.ask(author, hides_name=True)
    assert asked.organisation_id
    make.move(asked, Action.ASSIGN, head, consultant_id=consultant.person_id)
    make.move(asked, Action.REPLY, author, "Дополняю.")
    return author, consultant, head, asked


WORDS = (SURNAME, "Аделаида", "Тихоновна", "Школа № 77")


def test_a_consultant_meets_a_hidden_name_nowhere(hidden, as_):
    _, consultant, _, asked = hidden
    for url, answer in everything_of(as_(consultant), asked):
        for word in WORDS:
            shown = answer.text if "tab=" not in url and url != QUEUE else shown_rows(answer)
            assert word not in shown, (url, word)


def shown_rows(answer):
    """The queue's rows; the filters beside them list every school."""
    return rows_on(answer) if "<h1" in answer.text else answer.text.replace(f"q={SURNAME}", "")


def test_a_consultant_who_answers_meets_no_hidden_name(hidden, as_, make):
    _, consultant, _, asked = hidden
    client = as_(consultant)
    for action in ("ask_back", "answer", "take", "note"):
        for url in (f"{QUEUE}{asked.id}/move", f"{QUEUE}queue/{asked.id}/move"):
            version = make.held(asked).version
            said = {"action": action, "text": "Слово.", "version": version}
            answer = client.post(url, data=said, headers={"HX-Request": "true"})
            for word in WORDS:
                assert word not in answer.text
    for word in WORDS:
        assert word not in client.get("/notices/").text


@pytest.mark.parametrize("said", [SURNAME, "Невидим", "аделаида", "Тихоновна Аделаида"])
def test_a_hidden_name_finds_nothing_for_a_consultant_and_the_request_for_the_head(
    hidden, as_, said
):
    _, consultant, head, asked = hidden
    for account, is_found in ((consultant, False), (head, True)):
        answer = as_(account).get(f"{QUEUE}?tab=all&q={said}")
        assert (asked.title in rows_on(answer)) is is_found


def test_a_school_picks_no_request_with_a_hidden_name(hidden, as_):
    _, consultant, head, asked = hidden
    for account, is_found in ((consultant, False), (head, True)):
        answer = as_(account).get(f"{QUEUE}?tab=all&school={asked.organisation_id}")
        assert (asked.title in rows_on(answer)) is is_found


def test_the_head_and_the_author_see_a_hidden_name(hidden, as_):
    author, _, head, asked = hidden
    for account in (author, head):
        page = as_(account).get(f"{QUEUE}{asked.id}").text
        assert SURNAME in page
        assert "Школа № 77" in page
    assert SURNAME in rows_on(as_(head).get(f"{QUEUE}?tab=all"))


def test_a_name_that_is_not_hidden_is_seen_and_found(make, as_):
    author, consultant = make.librarian(person=make.person(SURNAME)), make.librarian()
    asked = make.ask(author)
    make.move(asked, Action.ASSIGN, make.head(), consultant_id=consultant.person_id)
    client = as_(consultant)
    assert SURNAME in client.get(f"{QUEUE}{asked.id}").text
    assert asked.title in rows_on(client.get(f"{QUEUE}?tab=mine&q={SURNAME}"))


# Drafts of answers


@pytest.mark.parametrize("is_published", [False, True], ids=["a draft", "published"])
def test_a_librarian_has_an_answer_only_when_it_is_published(make, as_, is_published):
    head, rubric = make.head(), make.rubric()
    told = NewArticle(rubric.id, f"{CANARY} учебник списать", "По акту.", is_published)
    with saving():
        number = keep_article(None, told, by=make.actor(head), at=make.at).id
    for account, may in ((make.librarian(), is_published), (head, True)):
        client = as_(account)
        answer = client.get(f"{QUEUE}answers/{number}")
        assert (answer.status_code, CANARY in answer.text) == ((200, True) if may else (404, False))
        for url in (f"answers/?q={CANARY}", "answers/", f"answers/?rubric={rubric.id}"):
            assert (f"{CANARY} учебник" in client.get(QUEUE + url).text) is may, url
        like = client.get(f"{QUEUE}like?question={CANARY} учебник списать").text
        assert (CANARY in like) is is_published


def test_a_request_made_into_an_answer_stays_a_draft_without_names(make, as_):
    person = make.person(SURNAME, "Аделаида")
    make.work(person, make.school(SCHOOL))
    author, head = make.librarian(person=person), make.head()
    asked = make.ask(author, f"Пишет {SURNAME} из Школы № 77: как списать учебники?")
    make.move(asked, Action.ANSWER, head, f"Уважаемая Аделаида, {SURNAME}! По акту.")
    as_(head).post(f"{QUEUE}{asked.id}/to-base")
    page = as_(head).get(f"{QUEUE}answers/").text
    assert SURNAME not in page
    assert "Аделаида" not in page
    assert "По акту" not in as_(author).get(f"{QUEUE}answers/").text
    assert db.session.get_one(HelpRequest, asked.id).title.startswith("Пишет")


# Letters


def test_a_letter_holds_no_word_of_the_question(app, make, monkeypatch):
    monkeypatch.setitem(app.config, "MAIL", "file")
    monkeypatch.setitem(app.config, "BASE_URL", "https://rmo.example.ru")
    author = make.librarian()
    with saving():
        db.session.get_one(Person, author.person_id).email = "author@example.org"
    asked = make.ask(author, "Как вести КСУ?")
    make.move(asked, Action.ANSWER, make.head(), "По образцу.")
    letters = db.session.scalars(select(Letter)).all()
    assert [one.recipient for one in letters] == ["author@example.org"]
    assert letters[0].subject == "На вашу заявку 1/2019-20 ответили"
    assert f"https://rmo.example.ru/help-requests/{asked.id}\n" in letters[0].body
    assert "КСУ" not in letters[0].body
    assert "образц" not in letters[0].body
