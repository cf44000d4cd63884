"""The end of a year: looked at first, closed with what moves, opened again."""

import pytest
from sqlalchemy import select

from rmo_web.help_requests.rules import Action
from rmo_web.kernel.db import db, saving
from rmo_web.kernel.years import SchoolYear
from rmo_web.meetings.agenda import services as agenda
from rmo_web.meetings.models import Assignment, Proposal
from rmo_web.meetings.rules import Step
from tests import pages


@pytest.fixture
def head(make):
    return make.head()


@pytest.fixture
def office(as_, head):
    return as_(head)


def years():
    return {one.starts_in: one.is_closed for one in db.session.scalars(select(SchoolYear))}


def year_of(record):
    return db.session.get_one(SchoolYear, record.year_id).starts_in


def test_looking_changes_nothing_and_names_what_is_open(make, office, head):
    make.assign(others=("Все",), by=head)
    page = pages.words_on(office.get("/year/end"))
    assert "Поручения не исполнены" in page
    assert "Откроется 2020–2021 учебный год" in page
    assert years() == {2019: False}


def test_what_is_open_stands_in_the_order_of_the_menu(make, office, head):
    make.plan()
    make.ask(make.librarian())
    make.go_on(make.meeting(), Step.HOLD, head)
    make.assign(others=("Все",), by=head)
    with saving():
        year = db.session.scalars(select(SchoolYear.id)).one()
        agenda.propose("О квестах", year_id=year, by=make.actor(head), at=make.at)
    assert pages.all_texts(pages.of(office.get("/year/end")), "//main//li//a[@class='q']") == [
        "Пункты плана не выполнены или не отмечены", "Заседания не проведены",
        "Заседания без подписанного протокола", "Предложенные вопросы не разобраны",
        "Поручения не исполнены", "Заявки без ответа",
    ]  # fmt: skip


def test_what_was_chosen_moves_and_the_rest_stays(make, office, head):
    duty = make.assign(others=("Все",), by=head)
    done = make.assign("Сделано", others=("Все",), by=head)
    with saving():
        make.again(done).outcome = "dropped"
        proposed = agenda.propose(
            "О квестах", year_id=duty.year_id, by=make.actor(head), at=make.at
        )
    office.post("/year/close", data={"move": "assignments"})
    assert years() == {2019: True, 2020: False}
    assert year_of(make.again(duty)) == 2020
    assert year_of(make.again(done)) == 2019
    assert year_of(make.again(proposed)) == 2019
    assert "2020–2021" in office.get("/plan/").text


def test_a_closed_year_is_read_and_can_be_opened_again(make, office, head):
    make.plan()
    office.post("/year/close")
    page = office.get("/plan/?year=2019").text
    assert "закрыт: его можно только читать" in page
    assert office.post("/plan/undo?year=2019").status_code == 409
    office.post("/year/open?year=2019")
    assert years()[2019] is False


def test_what_only_an_answer_ends_keeps_the_year_open(make, office, head):
    asked = make.ask(make.librarian())
    meeting = make.go_on(make.meeting(), Step.HOLD, head)
    answer = office.post("/year/close")
    assert answer.status_code == 409
    assert "Заявки без ответа: 1" in answer.text
    assert "без подписанного протокола: 1" in answer.text
    assert years() == {2019: False}
    make.move(asked, Action.ANSWER, head, "Ответ.")
    make.go_on(meeting, Step.NOT_HELD, head)
    assert office.post("/year/close").status_code == 303


def test_only_the_head_ends_a_year(make, as_):
    make.association()
    for account in (make.methodist(), make.librarian()):
        assert as_(account).post("/year/close").status_code == 403
    assert years() == {2019: False}


def test_nothing_of_the_year_is_lost(make, office, head):
    make.assign(others=("Все",), by=head)
    with saving():
        year = db.session.scalars(select(SchoolYear.id)).one()
        agenda.propose("О квестах", year_id=year, by=make.actor(head), at=make.at)
    office.post("/year/close", data={"move": ["assignments", "proposals"]})
    assert len(db.session.scalars(select(Assignment)).all()) == 1
    assert year_of(db.session.scalars(select(Proposal)).one()) == 2020


def test_a_year_without_a_plan_promises_no_pattern(make, office):
    make.association()
    assert "составить по этому" not in pages.words_on(office.get("/year/end"))
    make.plan()
    assert "составить по этому" in pages.words_on(office.get("/year/end"))


def test_what_keeps_the_year_open_is_said_in_place_of_the_button(make, office, head):
    asked = make.ask(make.librarian())
    page = office.get("/year/end")
    said = "Год ещё нельзя закрыть. Заявки без ответа: 1. Сначала закончите с ними."
    assert said in pages.words_on(page)
    assert not pages.of(page).xpath("//main//button[contains(., 'Закрыть год')]")
    assert said in office.post("/year/close").text
    make.move(asked, Action.ANSWER, head, "Ответ.")
    assert pages.of(office.get("/year/end")).xpath("//main//button[contains(., 'Закрыть год')]")


def test_opening_a_year_again_is_asked_about_that_year(make, office):
    make.plan()
    office.post("/year/close?year=2019")
    (link,) = pages.of(office.get("/plan/?year=2019")).xpath(
        "//main//a[contains(., 'Открыть год снова')]/@href"
    )
    page = pages.of(office.get(link))
    (form,) = page.xpath("//main//form[contains(., 'Открыть год снова')]/@action")
    answer = office.post(form)
    assert years() == {2019: False, 2020: False}
    assert "2019–2020" in pages.words_on(office.get(answer.headers["Location"]))
    assert "уже открыт" in office.post(form).text


def test_nothing_is_offered_to_move_into_a_closed_year(make, office, head):
    make.assign(others=("Все",), by=head)
    office.post("/year/close?year=2019")
    office.post("/year/close?year=2020")
    office.post("/year/open?year=2019")
    page = office.get("/year/end?year=2019")
    assert "2020–2021 учебный год, уже закрыт" in page.text
    assert not pages.of(page).xpath("//input[@name='move']")
    assert office.post("/year/close?year=2019", data={"move": "assignments"}).status_code == 409
    assert office.post("/year/close?year=2019").status_code == 303
    assert years() == {2019: True, 2020: True, 2021: False}


def first_button(page):
    return pages.all_texts(page, "//main//*[contains(@class, 'btn-primary')]")


def test_an_empty_year_begins_with_the_plan_of_the_closed_one(make, office):
    make.plan()
    office.post("/year/close")
    page = pages.of(office.get("/plan/?year=2020"))
    said = pages.all_texts(page, "//main//button | //main//a[contains(@class, 'btn')]")
    assert said == [
        "Составить по плану прошлого года", "Загрузить план из Word", "Начать с чистого листа",
    ]  # fmt: skip
    (form,) = page.xpath("//main//form[contains(., 'прошлого года')]/@action")
    made = office.post(form)
    assert "План работы" in pages.words_on(office.get(made.headers["Location"]))
    assert years() == {2019: True, 2020: False}
    assert office.post(form).status_code == 409
    assert "на следующий год" not in office.get("/plan/?year=2019").text


def test_a_year_after_a_year_without_a_plan_has_no_pattern(make, office):
    make.association()
    office.post("/year/close")
    page = pages.of(office.get("/plan/?year=2020"))
    assert first_button(page) == ["Загрузить план из Word"]
