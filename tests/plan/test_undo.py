"""Every change of a plan can be taken back exactly, the newest first, until the plan is adopted."""

import pytest
from sqlalchemy import select

from rmo_web.kernel import years
from rmo_web.kernel.db import db, saving
from rmo_web.kernel.years import SchoolYear
from rmo_web.plan.adoption.services import NewState, go_on
from rmo_web.plan.models import Plan, Row, Section
from rmo_web.plan.outline.services import begin
from rmo_web.plan.rules import PlanState
from tests import pages
from tests.plan.test_editing import adopt, picture, row_of, section_of, take_back, told


@pytest.fixture
def plan(make):
    return make.plan()


@pytest.fixture
def client(plan, make, as_):
    return as_(make.head())


def everything():
    db.session.expire_all()
    sections = db.session.scalars(select(Section).order_by(Section.id)).all()
    heads = [(one.id, one.position, one.number, one.title, one.heading, one.columns,
              one.has_place_apart) for one in sections]  # fmt: skip
    plans = [
        (one.title, one.theme, one.goal, one.tasks) for one in db.session.scalars(select(Plan))
    ]
    return picture(), heads, plans


def post(client, url, **typed):
    answer = client.post(url, data=typed)
    assert answer.status_code == 303, answer.text
    return answer


def remove(client, row):
    post(client, f"/plan/rows/{row.id}/remove")


def add(client, section, text, **more):
    said = "&".join(f"{name}={value}" for name, value in more.items())
    post(client, f"/plan/sections/{section.id}/new?{said}", text=text, nonce=text)


CHANGES = {
    "a row removed above a shared cell": lambda client, plan: remove(client, row_of("«Реализация")),
    "a row moved from above a shared cell": lambda client, plan: post(
        client, f"/plan/rows/{row_of('«Реализация').id}/step", to="down"
    ),
    "a row put between shared cells": lambda client, plan: add(
        client, section_of(plan, 2), "Между ними", after=row_of("«Реализация").id
    ),
    "a срок that the row below shares": lambda client, plan: post(
        client,
        f"/plan/rows/{row_of('«Реализация').id}",
        **told(row_of("«Реализация"), when="Сентябрь 2019"),
    ),
    "a heading put above others' questions": lambda client, plan: add(
        client, section_of(plan, 3), "Заседание № 7", kind="meeting", after=row_of("Месячник").id
    ),
    "a section added": lambda client, plan: post(client, "/plan/sections/new", title="Контроль"),
    "columns of a section changed": lambda client, plan: post(
        client, f"/plan/sections/{section_of(plan, 3).id}", title="Между заседаниями", version=1
    ),
    "words above the sections": lambda client, plan: post(
        client, "/plan/header", title="Другой план", version=1
    ),
}


@pytest.mark.parametrize("name", CHANGES)
def test_a_change_is_taken_back_exactly(client, plan, name):
    before = everything()
    CHANGES[name](client, plan)
    assert everything() != before
    assert take_back(client).status_code == 303
    assert everything() == before


def test_a_removed_section_comes_back_with_the_rows_that_were_removed_before_it(client, plan):
    section = section_of(plan, 0)
    row = db.session.scalars(select(Row).filter_by(section_id=section.id)).one()
    before = everything()
    remove(client, row)
    post(client, f"/plan/sections/{section.id}/remove")
    take_back(client)
    take_back(client)
    assert everything() == before


def test_a_row_never_comes_back_into_the_plan_of_another_year(client, plan, make):
    last = db.session.scalars(select(Row).order_by(Row.id.desc())).first()
    remove(client, last)
    with saving():
        other = years.opened(2020).id
        actor = make.actor(make.head())
        made = begin("Другой", year_id=other, by=actor, at=make.at)
    add(client, section_of(made, 0), "Чужой пункт")
    stranger = row_of("Чужой пункт").id
    client.post("/year", data={"year_id": plan.year_id})
    assert take_back(client).status_code == 303
    assert db.session.get(Row, last.id).text == last.text
    assert stranger != last.id
    assert row_of("Чужой пункт").section_id == section_of(made, 0).id


def test_a_plan_that_was_adopted_is_not_taken_back_into_its_draft(client, plan, make):
    row = row_of("Вебинары")
    post(client, f"/plan/rows/{row.id}", **told(row, text="Встречи"))
    adopt(db.session.get_one(Plan, plan.id), make)
    assert "Отменить" not in client.get("/plan/edit").text
    assert client.post("/plan/undo", data={"change": 1}).status_code == 409
    assert row_of("Встречи")


def test_a_change_of_somebody_else_is_not_taken_back_unseen(client, plan):
    row = row_of("Вебинары")
    post(client, f"/plan/rows/{row.id}", **told(row, text="Встречи"))
    seen = pages.of(client.get("/plan/edit")).xpath("//button[@name='change']/@value")[0]
    add(client, section_of(plan, 3), "Пункт коллеги")
    answer = client.post("/plan/undo", data={"change": seen})
    assert answer.status_code == 409
    assert "уже другая" in answer.text
    assert row_of("Пункт коллеги")


# What was not touched stays as the file had it


def test_a_word_more_leaves_every_other_cell_as_it_was(client, plan):
    for row in db.session.scalars(select(Row).filter_by(kind="item")).all():
        before = row.when_text, row.when, row.place, row.place_text, row.people_text, row.shared
        fields = told(row)
        post(client, f"/plan/rows/{row.id}", **fields | {"text": f"{fields['text']} И ещё."})
        db.session.refresh(row)
        now = row.when_text, row.when, row.place, row.place_text, row.people_text, row.shared
        assert now == before, row.title


def test_a_broken_line_is_a_change(client):
    row = row_of("Вебинары")
    post(client, f"/plan/rows/{row.id}", **told(row, text="Вебинары\nи встречи"))
    assert row_of("Вебинары").text.splitlines() == ["Вебинары", "и встречи"]


def test_a_shared_term_is_said_to_every_row_that_shares_it(client):
    upper = row_of("«Реализация")
    post(client, f"/plan/rows/{upper.id}", **told(upper, when="Сентябрь 2019"))
    lower = row_of("Обсуждение")
    assert (lower.when_text, lower.shared) == ("Сентябрь 2019", ["when"])
    post(client, f"/plan/rows/{lower.id}", **told(lower, when="Октябрь 2019"))
    assert row_of("Обсуждение").shared == []
    assert row_of("«Реализация").when_text == "Сентябрь 2019"


# What is closed, and what is another year's


def test_a_mark_is_a_change_too_in_a_closed_year_and_an_ended_plan(client, plan, make):
    row = row_of("Вебинары")
    said = told(row, state="done", note="проведено")
    with saving():
        db.session.get_one(SchoolYear, plan.year_id).is_closed = True
    assert client.post(f"/plan/rows/{row.id}", data=said).status_code == 422
    with saving():
        db.session.get_one(SchoolYear, plan.year_id).is_closed = False
        db.session.get_one(Plan, plan.id).state = PlanState.DONE
    assert client.post(f"/plan/rows/{row.id}", data=said | {"nonce": "m"}).status_code == 422
    assert row_of("Вебинары").note == ""


@pytest.mark.parametrize("url", ["/plan/header", "/plan/state", "/plan/sections/new"])
def test_a_tab_of_another_year_changes_the_plan_that_it_shows(client, plan, make, url):
    with saving():
        other = years.opened(2020).id
        begin("Новый план", year_id=other, by=make.actor(make.head()), at=make.at)
    client.post("/year", data={"year_id": plan.year_id})
    form = pages.of(client.get(url)).xpath("//main//form[@method='post']")[0]
    said = {one.get("name"): one.get("value") or "" for one in form.xpath(".//input[@name]")}
    said |= {"title": "Из первой вкладки", "state": "adopted", "adoption": "протокол № 1"}
    client.post("/year", data={"year_id": other})
    before = pages.words_on(client.get("/plan/"))
    post(client, form.get("action"), **said)
    assert pages.words_on(client.get("/plan/")).replace("Состояние плана изменено. ", "") == before


def test_the_words_of_an_adopted_plan_change_with_a_reason(client, plan, make):
    adopt(plan, make)
    version = db.session.get_one(Plan, plan.id).version
    said = {"title": "Другое", "version": version, "nonce": "n"}
    answer = client.post("/plan/header", data=said)
    assert answer.status_code == 422
    assert "напишите, почему он меняется" in answer.text
    post(client, "/plan/header", **said | {"reason": "Протокол № 2"})
    post(client, "/plan/sections/new", title="Контроль", reason="Протокол № 3")
    page = pages.words_on(client.get("/plan/changes"))
    assert "Изменены название и задачи" in page
    assert "Добавлен раздел «Контроль»" in page


def test_an_older_tab_of_a_section_meets_both_names(client, plan):
    section = section_of(plan, 3)
    post(client, f"/plan/sections/{section.id}", title="Первое имя", version=1, nonce="a")
    answer = client.post(
        f"/plan/sections/{section.id}", data={"title": "Второе имя", "version": 1, "nonce": "b"}
    )
    assert answer.status_code == 409
    assert "Первое имя" in answer.text
    assert "Второе имя" in answer.text


def test_only_the_head_adopts_the_plan(plan, make, as_):
    methodist = as_(make.methodist())
    assert "Принять план" not in methodist.get("/plan/state").text
    said = {"state": "adopted", "adoption": "протокол № 1", "nonce": "n"}
    assert methodist.post("/plan/state", data=said).status_code == 403
    adopt(plan, make)
    said = {"state": "approved", "approval": "директор", "nonce": "m"}
    assert methodist.post("/plan/state", data=said).status_code == 303


def test_an_adopted_plan_is_not_replaced_by_a_file(plan, client, make):
    from rmo_web.kernel.errors import Refused
    from rmo_web.plan.importing import services

    with saving():
        told_state = NewState(PlanState.ADOPTED, "протокол № 1")
        go_on(plan, told_state, by=make.actor(make.head()), at=make.at)
    with pytest.raises(Refused, match="верните его в проект"):
        services.remove(plan.year_id, by=1, at=make.at)


@pytest.mark.parametrize("text", ["Обмен опытом", "Круглый стол"])
def test_a_meeting_says_that_it_is_one(plan, client, text):
    section = section_of(plan, 2)
    answer = client.post(f"/plan/sections/{section.id}/new?kind=meeting", data={"text": text})
    assert answer.status_code == 422
    assert "Начните со слова «Заседание»" in answer.text
    meeting = row_of("Неделя детской книги")
    answer = client.post(f"/plan/rows/{meeting.id}", data=told(meeting, text=text))
    assert answer.status_code == 422
    assert text in answer.text


# Terms


@pytest.mark.parametrize("when", ["15.10.2031", "март 2019", "октябрь 2021"])
def test_a_term_of_another_year_asks(plan, client, when):
    row = row_of("Вебинары")
    said = told(row, when=when)
    answer = client.post(f"/plan/rows/{row.id}", data=said)
    assert answer.status_code == 422
    assert "не из учебного года плана" in answer.text
    assert when in answer.text
    post(client, f"/plan/rows/{row.id}", **said | {"is_outside": "y"})
    assert row_of("Вебинары").when_text == when
    assert "срок не из учебного года этого плана" in pages.words_on(client.get("/plan/edit"))


@pytest.mark.parametrize("when", ["абракадабра", "до 31.02.2020", "до 01.01.0000", "٣١.١٢.٢٠١٩"])
def test_a_term_without_sense_is_kept_and_marked(plan, client, when):
    row = row_of("Вебинары")
    post(client, f"/plan/rows/{row.id}", **told(row, when=when))
    kept = row_of("Вебинары")
    assert (kept.when_text, kept.when["months"], kept.when["day"]) == (when, [], None)
    page = pages.words_on(client.get("/plan/edit"))
    assert "срок не понят" in page


def test_what_wants_a_look_is_listed_with_its_row(plan, client):
    page = pages.of(client.get("/plan/edit"))
    looks = pages.all_texts(page, "//details[contains(., 'На что посмотреть')]//li")
    assert any("«учителей» в названии" in one for one in looks)
    assert any("не указан ответственный" in one for one in looks)
    assert not any("Оформление заказа" in one and "не указан срок" in one for one in looks)
    for address in page.xpath("//details[contains(., 'На что посмотреть')]//li/a/@href"):
        assert address.startswith("/plan/header") or page.xpath(f"//*[@id='{address[1:]}']")


def test_the_next_plan_says_what_did_not_become_of_its_rows(plan, client):
    failed, done = row_of("Вебинары"), row_of("Самообразовательная")
    post(client, f"/plan/rows/{failed.id}", **told(failed, state="failed", note="Не было связи"))
    post(client, f"/plan/rows/{done.id}", **told(done, state="done", note="Все отчитались"))
    hand = row_of("Курсовая")
    by_hand = {"by_hand": "y", "months": ["2019-11"], "when": "по графику"}
    post(client, f"/plan/rows/{hand.id}", **told(hand, **by_hand))
    post(client, "/plan/copy?year=2019")
    made = db.session.scalars(select(Plan).order_by(Plan.id.desc())).first()
    rows = db.session.scalars(
        select(Row).join(Section, Section.id == Row.section_id).where(Section.plan_id == made.id)
    ).all()
    notes = {one.title.split()[0]: one.note for one in rows}
    assert notes["Вебинары"] == "В прошлом году: не выполнено"
    assert notes["Самообразовательная"] == ""
    assert notes["Месячник"] == "В прошлом году: не отмечено, что выполнено"
    months = {one.title.split()[0]: one.when["months"] for one in rows}
    assert months["Курсовая"] == [[2020, 11]]


def test_what_was_amended_before_another_adoption_is_not_taken_back(client, plan, make):
    adopt(plan, make)
    section = section_of(plan, 3)
    client.post(
        f"/plan/sections/{section.id}/new", data={"text": "Дополнение", "reason": "Протокол № 2"}
    )
    actor = make.actor(make.head())
    with saving():
        again = db.session.get_one(Plan, plan.id)
        go_on(again, NewState(PlanState.DRAFT), by=actor, at=make.at)
    remove(client, row_of("Дополнение"))
    adopt(db.session.get_one(Plan, plan.id), make, "протокол № 3 от 01.02.2020")
    assert "Отменить" not in client.get("/plan/edit").text
    assert "Добавлен пункт «Дополнение»" in pages.words_on(client.get("/plan/changes"))


def test_keeping_a_row_costs_the_same_however_long_its_section(client, plan):
    from tests.counting import statements

    section, row = section_of(plan, 3), row_of("Вебинары")
    said = told(row, state="done", note="раз")
    with statements() as few:
        post(client, f"/plan/rows/{row.id}", **said)
    for number in range(10):
        add(client, section, f"Новый пункт {number}")
    again = told(row_of("Вебинары"), state="done", note="два")
    with statements() as many:
        post(client, f"/plan/rows/{row.id}", **again)
    assert len(many) == len(few)
