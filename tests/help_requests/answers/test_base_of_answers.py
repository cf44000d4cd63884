"""The base of answers: from a solved request, without names, found by stems."""

import pytest

from rmo_web.help_requests.answers.services import NewArticle, draft_article, keep_article
from rmo_web.help_requests.models import Article
from rmo_web.help_requests.rules import Action
from rmo_web.kernel.db import saving
from rmo_web.kernel.errors import Refused
from tests import pages
from tests.help_requests.hands import count

HTMX = {"HX-Request": "true"}


def test_a_solved_request_becomes_an_answer_for_everybody(make, as_):
    author = make.librarian(person=make.person("Зябликова", "Анна", "Сергеевна"))
    head, other = make.head(), make.librarian()
    asked = make.ask(author, "Как списать учебники?")
    make.move(asked, Action.ANSWER, head, "Зябликовой А.С. нужен акт комиссии.")
    client = as_(head)
    url = client.post(f"/help-requests/{asked.id}/to-base").headers["Location"]
    kept = pages.form_on(client.get(url), "/edit")
    assert "Зяблик" not in kept["answer"]
    assert as_(other).get(url.removesuffix("/edit")).status_code == 404
    client.post(url, data=kept | {"is_published": "y"})
    assert "нужен акт комиссии" in as_(other).get(url.removesuffix("/edit")).text
    for question in ("спишу ли учебник", f"спишу ли учебник? {'я' * 20_000}"):
        found = as_(other).get(f"/help-requests/like?question={question}", headers=HTMX)
        assert "Как списать учебники?" in found.text
        assert "<html" not in found.text


def test_the_base_becomes_one_article_of_one_request(make, cast):
    asked, _, consultant, head = cast
    make.move(asked, Action.ANSWER, consultant, "Да.")
    for _ in range(2):
        with saving():
            draft_article(make.held(asked), by=make.actor(head), at=make.at)
    assert count(Article) == 1


def test_a_request_without_an_answer_is_not_for_the_base(make, as_, cast):
    asked, _, _, head = cast
    with pytest.raises(Refused):
        draft_article(make.held(asked), by=make.actor(head), at=make.at)
    assert as_(head).post(f"/help-requests/{asked.id}/to-base").status_code == 409


@pytest.mark.parametrize("q", ["акт", "АКТЫ", "учебник"])
def test_the_base_is_searched_by_stems(make, as_, q):
    head = make.head()
    with saving():
        told = NewArticle(make.rubric().id, "Списание учебников", "По акту.", True)
        keep_article(None, told, by=make.actor(head), at=make.at)
    answer = as_(make.librarian()).get("/help-requests/answers/", query_string={"q": q})
    assert "Списание учебников" in answer.text
    assert "Списание" not in as_(head).get("/help-requests/answers/?q=каталог").text


def test_two_who_change_an_answer_see_both_texts(make, as_):
    head, methodist = make.head(), make.methodist()
    with saving():
        told = NewArticle(make.rubric().id, "Вопрос", "Первый текст")
        made = keep_article(None, told, by=make.actor(head), at=make.at)
        url = f"/help-requests/answers/{made.id}/edit"
    mine = pages.form_on(as_(head).get(url), "/edit")
    theirs = pages.form_on(as_(methodist).get(url), "/edit")
    as_(methodist).post(url, data=theirs | {"answer": "Её текст"})
    answer = as_(head).post(url, data=mine | {"answer": "Мой текст"})
    assert answer.status_code == 409
    assert "Её текст" in answer.text
    assert "Мой текст" in answer.text


def test_an_empty_theme_does_not_make_the_base_empty(make, as_):
    head = make.head()
    with saving():
        told = NewArticle(make.rubric().id, "Списание учебников", "По акту.", True)
        keep_article(None, told, by=make.actor(head), at=make.at)
    shown = as_(head).get("/help-requests/answers/?rubric=99999").text
    assert "Такого ответа ещё нет" in shown
    assert "пока пустая" not in shown
