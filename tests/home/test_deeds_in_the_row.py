"""What waits is done where it stands: with and without scripts, said once, taken back once."""

from datetime import date

import pytest
from sqlalchemy import select

from rmo_web.help_requests.rules import Action, Status
from rmo_web.kernel.db import db
from rmo_web.meetings.models import Attendance, Proposal, Target
from rmo_web.meetings.rules import Answer, Step
from rmo_web.members.models import Person
from tests import pages

HTMX = {"HX-Request": "true"}


def buttons(answer):
    """The buttons of the list: what they are called, where they are sent, with what."""
    found = {}
    for form in pages.of(answer).xpath("//section[@id='waits']//form"):
        fields = form.xpath(".//input[@name != 'csrf_token']")
        data = {one.get("name"): one.get("value") for one in fields}
        found[form.xpath(".//button")[0].text] = (form.get("action"), data)
    return found


def said(answer):
    return pages.all_texts(pages.of(answer), "//*[@id='messages']/div")


@pytest.fixture
def invited(make):
    head = make.head()
    meeting = make.meeting(held_on=date(2030, 11, 5))
    make.go_on(meeting, Step.INVITE, head)
    return meeting


def test_an_invitation_is_answered_and_goes(make, as_, invited):
    client = as_(make.librarian())
    url, data = buttons(client.get("/"))["Не буду"]
    answer = client.post(url, data=data)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/")
    page = client.get("/")
    assert said(page) == ["Заседание № 1: ваш ответ «не буду» записан."]
    assert not any(one.startswith("Заседание") for one in pages.waiting(page))
    assert db.session.scalars(select(Attendance)).one().answer is Answer.WONT
    assert said(client.get("/")) == []


def test_with_scripts_the_list_is_asked_anew_and_says_it(make, as_, invited):
    client = as_(make.librarian())
    url, data = buttons(client.get("/"))["Буду"]
    answer = client.post(url, data=data, headers=HTMX)
    assert (answer.status_code, answer.headers["HX-Trigger"]) == (204, "waiting")
    page = client.get("/waiting", headers=HTMX)
    assert said(page) == ["Заседание № 1: ваш ответ «буду» записан."]
    assert "<html" not in page.text
    assert pages.of(page).xpath("//*[@id='messages'][@hx-swap-oob]")
    assert not any(one.startswith("Заседание") for one in pages.waiting(page))


def test_an_assignment_is_done_and_the_mark_taken_back(make, as_):
    head, school, member = make.head(), make.school("Школа № 1"), make.librarian()
    make.work(db.session.get_one(Person, member.person_id), school)
    make.assign(to_all=True, by=head)
    client = as_(member)
    url, data = buttons(client.get("/"))["Исполнено"]
    client.post(url, data=data)
    assert db.session.scalars(select(Target.done_on)).one() is not None
    page = client.get("/")
    assert said(page) == ["Поручение отмечено исполненным. Отменить"]
    undo = pages.of(page).xpath("//*[@id='messages']//form")[0]
    data = {one.get("name"): one.get("value") for one in undo.xpath(".//input")}
    client.post(undo.get("action"), data=data)
    assert db.session.scalars(select(Target.done_on)).one() is None
    assert "Поручение без срока: Прислать отчёт" in pages.waiting(client.get("/"))


def test_a_request_is_taken_and_put_back(make, as_):
    asked, client = make.ask(make.librarian()), as_(make.methodist())
    url, data = buttons(client.get("/"))["Взять"]
    client.post(url, data=data)
    assert make.again(asked).status is Status.IN_WORK
    page = client.get("/")
    assert said(page) == ["Заявка № 1/2019-20: взята в работу. Отменить"]
    undo = pages.of(page).xpath("//*[@id='messages']//form")[0]
    data = {one.get("name"): one.get("value") for one in undo.xpath(".//input")}
    client.post(undo.get("action"), data=data)
    assert make.again(asked).status is Status.NEW


def test_an_answer_that_helped_closes_the_request(make, as_):
    author, head = make.librarian(), make.head()
    asked = make.ask(author)
    make.move(asked, Action.ANSWER, head, "Вот так.")
    client = as_(author)
    url, data = buttons(client.get("/"))["Помогло"]
    client.post(url, data=data)
    assert make.again(asked).status is Status.CLOSED
    assert said(client.get("/")) == ["Заявка № 1/2019-20: автор: помогло."]


def test_what_somebody_did_in_the_meantime_is_refused_in_one_sentence(make, as_):
    asked, client = make.ask(make.librarian()), as_(make.methodist())
    url, data = buttons(client.get("/"))["Взять"]
    make.move(asked, Action.TAKE, make.head())
    answer = client.post(url, data=data, headers=HTMX)
    assert (answer.status_code, answer.headers["HX-Retarget"]) == (409, "#messages")


def test_a_proposal_is_dropped(make, as_):
    as_(make.librarian()).post("/meetings/proposals", data={"text": "О выставках"})
    client = as_(make.head())
    url, data = buttons(client.get("/"))["Снять"]
    client.post(url, data=data)
    assert db.session.scalars(select(Proposal.is_dropped)).one()
    assert said(client.get("/")) == ["Предложение снято."]


def test_what_is_not_hers_has_no_button(make, as_, invited):
    make.ask(make.librarian())
    assert set(buttons(as_(make.librarian()).get("/"))) == {"Буду", "Буду дистанционно", "Не буду"}
