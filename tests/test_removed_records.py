"""A record that a colleague removed while somebody was writing: the words are shown, and go on."""

import pytest
from sqlalchemy import select

from rmo_web.help_requests.models import QuickReply
from rmo_web.kernel.db import db, saving
from rmo_web.meetings.listens import give_up
from rmo_web.meetings.models import Question
from rmo_web.plan.models import Row, Section
from rmo_web.plan.rules import RowKind
from tests import pages

WORDS = "Провести мастер-класс по буктрейлерам"
HTMX = {"HX-Request": "true"}


@pytest.fixture
def client(make, as_):
    make.plan()
    return as_(make.head())


def row(make, client):
    found = db.session.scalars(
        select(Row).filter_by(kind=RowKind.ITEM).order_by(Row.id).limit(1)
    ).one()
    return f"/plan/rows/{found.id}", f"/plan/rows/{found.id}/remove", "text"


def section(make, client):
    asked = select(Section).order_by(Section.position).limit(1)  # it has one row only
    found = db.session.scalars(asked).one()
    rows = db.session.scalars(select(Row).filter_by(section_id=found.id).order_by(Row.id.desc()))
    for one in [one.id for one in rows]:
        assert client.post(f"/plan/rows/{one}/remove").status_code == 303
    return f"/plan/sections/{found.id}", f"/plan/sections/{found.id}/remove", "title"


def question(make, client):
    meeting = make.meeting("Буктрейлер", questions=("О чтении",))
    (found,) = make.questions(meeting)
    return f"/meetings/questions/{found.id}", f"/meetings/questions/{found.id}/remove", "text"


def quick_reply(make, client):
    client.post("/help-requests/replies/new", data={"rubric_id": 0, "title": "Первая", "text": "А"})
    found = db.session.scalars(select(QuickReply)).one()
    return f"/help-requests/replies/{found.id}", f"/help-requests/replies/{found.id}/drop", "text"


@pytest.fixture(params=[row, section, question, quick_reply], ids=lambda one: one.__name__)
def gone(request, make, client):
    """A form that was filled, of a record that is removed."""
    url, removal, field = request.param(make, client)
    said = pages.form_on(client.get(url), url) | {field: WORDS}
    assert client.post(removal).status_code == 303
    return url, said


def test_the_words_are_shown_and_go_on_as_a_new_record(client, gone):
    url, said = gone
    answer = client.post(url, data=said, headers={"Referer": f"http://localhost{url}"})
    assert answer.status_code == 404
    shown = pages.words_on(answer)
    assert WORDS in shown
    assert "Записать как новую" in shown
    assert "Назад" not in shown  # to where nothing opens
    anew = said["anew"]
    assert client.post(anew, data=pages.form_on(answer, anew.split("?")[0])).status_code == 303
    kept = db.session.scalars(
        select(Row.text).union_all(
            select(Section.title), select(Question.text), select(QuickReply.text)
        )
    ).all()
    assert kept.count(WORDS) == 1


def test_in_place_the_words_are_shown_too(client, gone):
    url, said = gone
    answer = client.post(url, data=said, headers=HTMX)
    assert answer.status_code == 404
    assert answer.headers["HX-Retarget"] == "#messages"
    assert WORDS in answer.text
    assert said["anew"].replace("&", "&amp;") in answer.text


def test_a_new_row_below_a_removed_one_stands_at_the_end(make, client):
    _, removal, _ = row(make, client)
    number = int(removal.split("/")[3])
    section_id = db.session.get_one(Row, number).section_id
    url = f"/plan/sections/{section_id}/new?after={number}"
    said = pages.form_on(client.get(url)) | {"text": WORDS}
    client.post(removal)
    assert client.post(url, data=said).status_code == 303
    asked = select(Row.text).filter_by(section_id=section_id).order_by(Row.position.desc())
    assert db.session.scalars(asked.limit(1)).one() == WORDS


def test_a_meeting_that_the_plan_took_away_gives_its_words_back(make, client):
    meeting = make.meeting("Буктрейлер", questions=())
    url = f"/meetings/{meeting.id}/edit"
    said = pages.form_on(client.get(url), "/edit") | {"bring": WORDS}
    with saving():
        give_up(make.again(meeting))
    answer = client.post(url, data=said)
    assert answer.status_code == 404
    assert WORDS in pages.words_on(answer)
    assert said["anew"].startswith("/meetings/new?year=2019")


def test_a_stranger_learns_nothing_from_the_page_of_lost_words(make, as_):
    asked, stranger = make.ask(make.librarian()), as_(make.librarian())
    said = {"action": "reply", "text": WORDS}
    real = stranger.post(f"/help-requests/{asked.id}/move", data=said)
    none = stranger.post("/help-requests/99999/move", data=said)
    assert real.status_code == none.status_code == 404
    assert WORDS in pages.words_on(real)
    assert pages.words_on(real) == pages.words_on(none)


def test_the_words_go_on_to_no_other_site(client):
    said = {"text": WORDS, "anew": "https://evil.example/"}
    answer = client.post("/plan/rows/99999", data=said)
    assert "evil.example" not in answer.text
    assert "Записать как новую" not in answer.text


def test_words_that_are_not_for_her_role_are_shown(make, as_):
    said = {"text": WORDS, "anew": "/help-requests/replies/new"}
    answer = as_(make.librarian()).post("/help-requests/replies/new", data=said)
    assert answer.status_code == 403
    assert "Записать как новую" not in answer.text  # she may do that neither
    assert WORDS in pages.words_on(answer)


def test_a_button_without_words_says_only_that_nothing_is_there(client):
    answer = client.post("/plan/rows/99999/remove")
    assert answer.status_code == 404
    assert "Вы написали" not in answer.text


@pytest.mark.parametrize(
    ("came", "way"),
    [("http://localhost", {}), ("https://rmo.example.ru", {"Sec-Fetch-Site": "same-origin"})],
)
def test_the_way_back_is_a_page_of_ours_that_is_still_there(gone, client, came, way):
    url, said = gone
    for page, is_offered in (("/members/?q=x", True), (url, False)):
        answer = client.post(url, data=said, headers=way | {"Referer": f"{came}{page}"})
        assert answer.status_code == 404
        assert bool(pages.of_any(answer).xpath(f"//a[@href='{page}']")) is is_offered
