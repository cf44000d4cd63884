"""Files of a question, a reply and a note: what they must be, and who may have them."""

from itertools import product

import pytest
from lxml import html
from werkzeug.http import parse_options_header

from rmo_web.help_requests.models import Message
from rmo_web.help_requests.rules import Action
from rmo_web.household.files import SIZE_MAX, Attachment
from rmo_web.kernel.db import db
from tests import pages
from tests.attaching import RIGHT, TYPED, WRONG, kept_files, question, sent, stored

__all__ = ["question"]


DISGUISES = {
    **{f"{what}.{kind}": WRONG[what] for what, kind in product(WRONG, RIGHT)},
    **{f"{one}.{other}": RIGHT[one] for one, other in product(RIGHT, RIGHT) if one != other},
    **{f"{kind}.{what}": RIGHT[kind] for kind, what in product(RIGHT, ["html", "svg", "exe"])},
    **{f"{kind}.{kind}.exe": content for kind, content in RIGHT.items()},
    "акт": RIGHT["pdf"],  # a name without an extension
}


def says_why(said, name):
    assert said.startswith(f"«{name}»: "), said
    assert said.endswith("."), said
    assert said.count("«") == 1


@pytest.fixture
def refused_reply(make, as_):
    """A reply with this file is refused, in words, and nothing is stored of it."""
    author = make.librarian()
    asked = make.ask(author)
    client, version = as_(author), asked.version

    def send(name, content):
        fields = {"action": "reply", "text": TYPED, "nonce": "n1"}
        answer = client.post(f"/help-requests/{asked.id}/move", **sent((name, content), **fields))
        assert answer.status_code == 422
        page = html.fromstring(answer.text)
        assert page.get_element_by_id(f"text-{asked.id}").text.strip() == TYPED
        says_why(pages.text(page.get_element_by_id(f"said-{asked.id}")), name)
        assert (stored(Message), stored(Attachment)) == (1, 0)
        assert make.held(asked).version == version

    return send


@pytest.mark.parametrize("name", DISGUISES)
def test_a_reply_with_a_disguised_file_is_refused(refused_reply, name):
    refused_reply(name, DISGUISES[name])


@pytest.mark.parametrize("kind", RIGHT)
def test_a_reply_with_a_file_too_large_is_refused(refused_reply, kind):
    refused_reply(f"a.{kind}", RIGHT[kind].ljust(SIZE_MAX + 1, b"0"))


@pytest.mark.parametrize("kind", RIGHT)
def test_a_right_file_comes_back_as_it_was_sent_and_is_saved_not_opened(make, as_, question, kind):
    client = as_(make.librarian())
    files = [(f"Акт.{kind}", RIGHT[kind])]
    assert client.post("/help-requests/new", **sent(*files, **question())).status_code == 303
    [(number, name)] = kept_files()
    answer = client.get(f"/files/{number}")
    assert (answer.status_code, answer.data, name) == (200, RIGHT[kind], f"Акт.{kind}")
    disposition, said = parse_options_header(answer.headers["Content-Disposition"])
    assert (disposition, said["filename"]) == ("attachment", f"Акт.{kind}")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert answer.mimetype not in {"text/html", "image/svg+xml", "application/xhtml+xml"}


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("../../x.docx", "x.docx"),
        ("..\\..\\x.docx", "x.docx"),
        ("CON.docx", "файл CON.docx"),
        ("lpt1.docx", "файл lpt1.docx"),
        ("\N{RIGHT-TO-LEFT OVERRIDE}xcod.docx", "xcod.docx"),
        ("а\r\nSet-Cookie: x=1.docx", "а Set-Cookie  x=1.docx"),
        ("а\x00б.docx", "аб.docx"),
        ('"><img src=x onerror=alert(1)>.docx', "img src=x onerror=alert(1) .docx"),
        ("п" * 300 + ".docx", "п" * 110 + ".docx"),
    ],
)  # fmt: skip
def test_a_hostile_name_is_made_harmless_on_the_card_and_in_the_header(
    make, as_, question, said, name
):
    client = as_(make.librarian())
    made = client.post("/help-requests/new", **sent((said, RIGHT["docx"]), **question()))
    assert made.status_code == 303
    [(number, kept)] = kept_files()
    assert kept == name
    card = html.fromstring(client.get(made.headers["Location"]).text)
    assert pages.all_texts(card, f"//a[@href='/files/{number}']") == [" ".join(name.split())]
    answer = client.get(f"/files/{number}")
    assert "Set-Cookie" not in answer.headers
    assert parse_options_header(answer.headers["Content-Disposition"])[1]["filename"] == name


@pytest.fixture
def attached(make):
    """`attached(request, action, actor)`: the number of a file sent with this action."""

    def send(request, action, actor):
        make.move(request, action, actor, "Смотрите файл.", files=(("a.pdf", RIGHT["pdf"]),))
        return kept_files()[-1][0]

    return send


def codes(as_, number, *accounts):
    return [as_(one).get(f"/files/{number}").status_code for one in accounts]


def test_a_file_goes_to_author_and_office_and_to_nobody_else(make, as_, attached):
    author, stranger, head, methodist = (
        make.librarian(), make.librarian(), make.head(), make.methodist()
    )  # fmt: skip
    make.ask(stranger)
    asked = make.ask(author, files=(("a.docx", RIGHT["docx"]),))
    numbers = [kept_files()[0][0], attached(asked, Action.ANSWER, head)]
    for number in numbers:
        assert codes(as_, number, author, head, methodist, stranger) == [200, 200, 200, 404]
        assert codes(as_, number, None) == [303]


def note(as_, account, request, text="Для своих."):
    """A note with a file, through the page; the number of its file."""
    fields = {"action": "note", "text": text, "nonce": text}
    file = ("заметка.pdf", RIGHT["pdf"])
    answer = as_(account).post(f"/help-requests/{request.id}/move", **sent(file, **fields))
    assert answer.status_code == 303
    return kept_files()[-1][0]


def test_the_file_of_a_note_is_for_the_office_only(make, as_):
    author, head, consultant = make.librarian(), make.head(), make.librarian()
    asked = make.ask(author)
    make.move(asked, Action.ASSIGN, head, consultant_id=consultant.person_id)
    number = note(as_, consultant, asked)
    assert codes(as_, number, head, consultant, author, make.librarian()) == [200, 200, 404, 404]
    assert "заметка.pdf" not in as_(author).get(f"/help-requests/{asked.id}").text


def test_the_file_of_a_note_to_her_own_question_is_hidden_from_a_methodist(make, as_):
    author, head = make.methodist(), make.head()
    asked = make.ask(author)
    assert codes(as_, note(as_, head, asked), head, author) == [200, 404]


def test_a_former_consultant_has_neither_the_card_nor_its_files(make, as_, attached):
    author, head, former, now = make.librarian(), make.head(), make.librarian(), make.librarian()
    asked = make.ask(author)
    make.move(asked, Action.ASSIGN, head, consultant_id=former.person_id)
    numbers = [note(as_, former, asked), attached(asked, Action.ASK_BACK, former)]
    for number in numbers:
        assert codes(as_, number, former) == [200]
    make.move(asked, Action.ASSIGN, head, consultant_id=now.person_id)
    for number in numbers:
        assert codes(as_, number, former, now) == [404, 200]
    assert as_(former).get(f"/help-requests/{asked.id}").status_code == 404


def test_the_owner_of_a_rubric_loses_the_files_when_another_takes_the_request(make, as_, attached):
    owner, other, head = make.librarian(), make.librarian(), make.head()
    make.rubric().owner_id = owner.person_id
    db.session.commit()
    asked = make.ask(make.librarian(), files=(("a.docx", RIGHT["docx"]),))
    [(number, _)] = kept_files()
    assert codes(as_, number, owner) == [200]
    make.move(asked, Action.ASSIGN, head, consultant_id=other.person_id)
    assert codes(as_, number, owner, other) == [404, 200]


def test_numbers_of_two_requests_cannot_be_mixed(make, as_):
    """The author of one request and the consultant of another each have their own only."""
    one, other, head, consultant = (
        make.librarian(), make.librarian(), make.head(), make.librarian()
    )  # fmt: skip
    first = make.ask(one, files=(("a.docx", RIGHT["docx"]),))
    second = make.ask(other, files=(("b.docx", RIGHT["docx"]),))
    make.move(second, Action.ASSIGN, head, consultant_id=consultant.person_id)
    (of_first, _), (of_second, _) = kept_files()
    assert codes(as_, of_first, one, other, consultant) == [200, 404, 404]
    assert codes(as_, of_second, one, other, consultant) == [404, 200, 200]
    strange = as_(other).post(
        f"/help-requests/{first.id}/move", data={"action": "reply", "text": "Чужое"}
    )
    assert strange.status_code == 404


def test_a_file_is_kept_over_a_mistake_and_arrives_once(make, as_, question):
    client = as_(make.librarian())
    wrong = client.post(
        "/help-requests/new", **sent(("акт.pdf", RIGHT["pdf"]), **question(rubric_id=0))
    )
    assert wrong.status_code == 422
    assert "Уже приложены: акт.pdf" in pages.words_on(wrong)
    for _ in range(2):  # the second press is of the same form
        made = client.post("/help-requests/new", data=question())
        assert made.status_code == 303
    assert (stored(), [name for _, name in kept_files()]) == (1, ["акт.pdf"])
    assert kept_files("help_upload") == []
    assert "акт.pdf" in client.get(made.headers["Location"]).text
    client.post("/help-requests/new", data=question(nonce="n2", question="Ещё один вопрос?"))
    assert (stored(), len(kept_files())) == (2, 1)


def test_kept_files_are_dropped_when_she_says_so(make, as_, question):
    client = as_(make.librarian())
    client.post("/help-requests/new", **sent(("a.pdf", RIGHT["pdf"]), **question(rubric_id=0)))
    [(number, _)] = kept_files("help_upload")
    made = client.post("/help-requests/new", data=question(drop_files=str(number)))
    assert (made.status_code, kept_files(), kept_files("help_upload")) == (303, [], [])


def test_a_kept_file_is_never_taken_by_another_person(make, as_, question):
    mine, other, head = make.librarian(), make.librarian(), make.head()
    as_(mine).post("/help-requests/new", **sent(("a.pdf", RIGHT["pdf"]), **question(rubric_id=0)))
    [(number, _)] = kept_files("help_upload")
    assert codes(as_, number, mine, other, head) == [200, 404, 404]
    assert "a.pdf" not in as_(other).get("/help-requests/new").text
    assert as_(other).post("/help-requests/new", data=question()).status_code == 303
    assert kept_files() == []
    assert kept_files("help_upload") == [(number, "a.pdf")]
