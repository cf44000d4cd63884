"""What waits is done where it stands: with and without scripts, said once, taken back once."""

from datetime import date

import pytest
from sqlalchemy import select

from rmo_web.help_requests.rules import Action, Status
from rmo_web.kernel.db import db, saving
from rmo_web.meetings.models import Attendance, Target
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
    assert said(client.get("/")) == ["Заявка № 1/2019-20: закрыта, ответ помог."]


def test_what_somebody_did_in_the_meantime_is_refused_in_one_sentence(make, as_):
    asked, client = make.ask(make.librarian()), as_(make.methodist())
    url, data = buttons(client.get("/"))["Взять"]
    make.move(asked, Action.TAKE, make.head())
    answer = client.post(url, data=data, headers=HTMX)
    assert (answer.status_code, answer.headers["HX-Retarget"]) == (409, "#messages")


def test_a_proposal_leads_to_where_it_is_decided(make, as_):
    as_(make.librarian()).post("/meetings/proposals", data={"text": "О выставках"})
    client = as_(make.head())
    row = pages.of(client.get("/")).xpath("//section[@id='waits']//li[contains(., 'О выставках')]")[
        0
    ]
    page = pages.of(client.get(row.xpath(".//div[@class='does']/a/@href")[0]))
    assert page.get_element_by_id(row.xpath(".//a/@href")[0].partition("#")[2]) is not None


def test_an_undo_that_comes_too_late_takes_nothing_from_anybody(make, as_):
    asked, head, other = make.ask(make.librarian()), make.head(), make.methodist()
    client = as_(head)
    url, data = buttons(client.get("/"))["Взять"]
    client.post(url, data=data)
    undo = pages.of(client.get("/")).xpath("//*[@id='messages']//form")[0]
    make.move(asked, Action.ASSIGN, head, consultant_id=other.person_id)
    data = {one.get("name"): one.get("value") for one in undo.xpath(".//input")}
    assert client.post(undo.get("action"), data=data).status_code == 409
    assert make.again(asked).consultant_id == other.person_id


def test_done_keeps_the_proof_and_the_undo_brings_back_what_was(make, as_):
    head, member = make.head(), make.librarian()
    make.assign(person_ids=(member.person_id,), by=head)
    client = as_(member)
    target = db.session.scalars(select(Target)).one()
    url = f"/meetings/assignments/targets/{target.id}"
    data = buttons(client.get("/"))["Исполнено"][1] | {"to": "taken", "proof": "письмо № 5"}
    client.post(url, data=data)
    url, data = buttons(client.get("/"))["Исполнено"]
    client.post(url, data=data)
    assert make.again(target).proof == "письмо № 5"
    undo = pages.of(client.get("/")).xpath("//*[@id='messages']//form")[0]
    client.post(url, data={one.get("name"): one.get("value") for one in undo.xpath(".//input")})
    again = make.again(target)
    assert (again.done_on, again.proof, again.taken_on is None) == (None, "письмо № 5", False)


def test_two_deeds_are_said_each_with_its_own_undo(make, as_, invited):
    member = make.librarian()
    make.assign(person_ids=(member.person_id,), by=make.head())
    client = as_(member)
    page = buttons(client.get("/"))
    for words in ("Исполнено", "Буду"):
        url, data = page[words]
        client.post(url, data=data)
    assert said(client.get("/")) == [
        "Поручение отмечено исполненным. Отменить",
        "Заседание № 1: ваш ответ «буду» записан.",
    ]


def test_a_consultant_is_asked_for_the_new_ones_of_her_rubric(make, as_):
    owner = make.librarian()
    with saving():
        make.rubric().owner_id = owner.person_id
    make.ask(make.librarian())
    assert any(one.startswith("Заявка: ") for one in pages.waiting(as_(owner).get("/")))
    assert set(buttons(as_(owner).get("/"))) == {"Взять"}


def test_what_is_not_hers_has_no_button(make, as_, invited):
    make.ask(make.librarian())
    assert set(buttons(as_(make.librarian()).get("/"))) == {"Буду", "Буду дистанционно", "Не буду"}
