"""Rubrics and quick replies."""

from rmo_web.help_requests.rubrics.services import NewQuickReply, keep_quick_reply
from rmo_web.kernel.db import saving
from tests import pages


def test_quick_replies_are_those_of_the_rubric(make, as_, cast):
    asked, _, _, head = cast
    with saving():
        for title, rubric in (
            ("Общая", None),
            ("Своя", asked.rubric_id),
            ("Чужая", make.rubric("Другое").id),
        ):
            told = NewQuickReply(title, f"Текст {title}", rubric)
            keep_quick_reply(None, told, by=make.actor(head), at=make.at)
    page = as_(head).get(f"/help-requests/{asked.id}").text
    assert "Текст Общая" in page
    assert "Текст Своя" in page
    assert "Текст Чужая" not in page


def test_a_rubric_is_changed_archived_and_never_doubled(make, as_):
    client, rubric = as_(make.head()), make.rubric("Другое")
    url = f"/help-requests/rubrics/{rubric.id}"
    kept = pages.form_on(client.get(url))
    client.post(url, data=kept | {"title": "Прочее", "is_archived": "y"})
    assert "Прочее" not in client.get("/help-requests/new").text
    answer = client.post("/help-requests/rubrics/new", data={"title": "Прочее", "nonce": "x"})
    assert "уже есть" in answer.text
