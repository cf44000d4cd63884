"""What the meetings of a year tell the plan, the first page and their own list."""

from datetime import date

import pytest
from sqlalchemy import select

from rmo_web.kernel.db import db, saving
from rmo_web.meetings.agenda import services as agenda
from rmo_web.meetings.models import Meeting
from rmo_web.meetings.rules import Presence, Step
from rmo_web.plan.models import Row
from tests import pages
from tests.counting import statements


def of_plan(number):
    return db.session.scalars(select(Meeting).filter_by(number=number)).one()


def test_what_became_of_a_meeting_stands_beside_its_row(make, office, head):
    make.plan()
    make.go_on(of_plan(1), Step.HOLD, head, held_on=date(2019, 8, 27))
    people = [make.person() for _ in range(3)]
    make.present(of_plan(1), *people, by=head)
    record = make.minutes(of_plan(1), by=head)
    page = pages.words_on(office.get("/plan/"))
    assert "27 августа 2019 г., были 3 из 3, протокол пишется" in page.replace("\xa0", " ")
    make.decide(make.items(record)[0], by=head)
    make.sign(record, by=head)
    rows = pages.of(office.get("/plan/")).xpath("//tr[contains(., 'протокол №')]")
    assert len(rows) == 3  # the meeting and its two questions
    assert "выполнено" in pages.text(rows[1])


@pytest.mark.parametrize("path", ["/meetings/", "/meetings/{id}", "/meetings/{id}/attendance"])
def test_pages_of_meetings_cost_the_same_however_many(make, office, path):
    meeting = make.meeting()
    url = path.format(id=meeting.id)
    with statements() as few:
        assert office.get(url).status_code == 200
    for number in range(2, 6):
        other = make.meeting(number=number)
        make.present(other, make.person(), make.person())
    for text in "абвгд":
        with saving():
            agenda.ask_question(
                make.again(meeting), agenda.NewQuestion(text), by=make.actor(make.head()),
                at=make.at,
            )  # fmt: skip
    with statements() as many:
        assert office.get(url).status_code == 200
    assert len(many) == len(few)


def test_a_row_about_meetings_at_large_has_its_fact(make, office, head):
    make.plan()
    with saving():
        row = db.session.scalars(select(Row).where(Row.title.like("Вебинары%"))).one()
        row.title = "Подготовка и проведение заседаний РМО"
    meeting = make.meeting()
    make.go_on(meeting, Step.HOLD, head)
    make.present(meeting, make.person(), make.person(), by=head)
    make.present(meeting, make.person(), presence=Presence.ABSENT, by=head)
    make.meeting("Ещё впереди", held_on=None)
    page = office.get("/plan/")
    said = pages.words_on(page).replace("\xa0", " ")
    assert "1 заседание, явка 67 %" in said
    assert "выступлен" not in said  # no signed minutes prove them yet
    (url,) = pages.of(page).xpath("//a[contains(., '1\xa0заседание')]/@href")
    assert pages.all_texts(pages.of(office.get(url)), "//main//li//a[@class='q']") == [
        "Заседание № 5. Обмен опытом"
    ]
    assert "Ещё впереди" in pages.words_on(office.get("/meetings/?year=2019"))
    record = make.minutes(meeting)
    make.decide(make.items(record)[0])
    make.sign(record)
    page = office.get("/plan/")
    assert "явка 67 %, 2 выступления" in pages.words_on(page).replace("\xa0", " ")
    (url,) = pages.of(page).xpath("//a[contains(., '2\xa0выступления')]/@href")
    (rows,) = pages.tables(pages.of(office.get(url)))
    assert len(rows) == 2


def test_what_is_left_of_a_year_opens_the_meetings_that_are_counted(make, office, head):
    for theme, steps in {"Прошло": [Step.HOLD], "Впереди": [], "Отменено": [Step.CANCEL]}.items():
        meeting = make.meeting(theme)
        for step in steps:
            make.go_on(meeting, step, head, reason="Карантин")
    titles = "//main//li//a[@class='q']"
    for words, theme in (("не проведены", "Впереди"), ("без подписанного", "Прошло")):
        page = pages.of(office.get("/year/end"))
        (url,) = page.xpath(f"{titles}[contains(., 'Заседания {words}')]/@href")
        (only,) = pages.all_texts(pages.of(office.get(url)), titles)
        assert only.endswith(theme)
    assert len(pages.of(office.get("/meetings/?which=nothing")).xpath(titles)) == 3


def test_the_secretary_hears_of_minutes_that_are_not_signed(make, as_, office, head):
    secretary = make.librarian()
    office.post("/meetings/secretary", data={"person_id": secretary.person_id})
    make.go_on(make.meeting(), Step.HOLD, head)
    assert any(one.endswith(": протокол") for one in pages.waiting(as_(secretary).get("/")))
    others = pages.waiting(as_(make.librarian()).get("/"))
    assert not any(one.endswith(": протокол") for one in others)
