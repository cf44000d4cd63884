"""Letters that nobody sees: a word copied from a page of ours is that word, wherever it goes."""

import pytest

from rmo_web.kernel.db import db
from rmo_web.members.models import Person
from tests import pages

SHY, ZERO = "\N{SOFT HYPHEN}", "\N{ZERO WIDTH SPACE}"


@pytest.fixture
def client(make, as_):
    return as_(make.head())


@pytest.mark.parametrize("sign", [SHY, ZERO])
def test_a_copied_word_finds_what_it_found_on_the_page(make, client, sign):
    make.person("Скворцова")
    asked = make.ask(make.librarian(), "Как составить аналитическую справку?")
    client.post(
        "/help-requests/answers/new",
        data={"rubric_id": asked.rubric_id, "question": "Аналитическая справка", "answer": "Так."},
    )
    for path, words, found in (
        ("/members/?q=", f"Сквор{sign}цова", "Скворцова"),
        ("/help-requests/?q=", f"ана{sign}ли{sign}тическая", "аналитическую"),
        ("/help-requests/answers/?q=", f"ана{sign}литическая", "Аналитическая справка"),
    ):
        page = pages.words_on(client.get(path + words))
        assert found in page, path


def test_what_is_typed_is_stored_without_them(make, client):
    url = "/members/people/new"
    said = pages.form_on(client.get(url)) | {"surname": f"Сквор{SHY}цова", "given": f"Ольга{ZERO}"}
    answer = client.post(url, data=said)
    assert answer.status_code == 303
    person = db.session.get_one(Person, int(answer.location.rpartition("/")[2]))
    assert (person.surname, person.given) == ("Скворцова", "Ольга")
