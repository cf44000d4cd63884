"""A plan from an empty sheet: its header and its sections."""

import pytest
from sqlalchemy import select

from rmo_web.kernel import years
from rmo_web.kernel.db import db, saving
from rmo_web.plan.models import Plan, Row, Section
from rmo_web.plan.outline.services import begin
from tests import pages
from tests.plan.makers import count, post, rows_in, section_of, take_back

# From an empty sheet


def test_a_plan_begins_from_an_empty_sheet(make, as_):
    head = make.head()
    with saving():
        year = years.opened(2020)
    client = as_(head)
    client.post("/year", data={"year": str(year.id)})
    page = client.post("/plan/begin", follow_redirects=True)
    assert page.status_code == 200
    made = db.session.scalars(select(Plan)).one()
    assert made.title.endswith("учебный год")
    assert count(Section) == 4
    section = section_of(made, 0)
    client.post(f"/plan/sections/{section.id}/new", data={"text": "Первое дело", "nonce": "n"})
    assert rows_in(section) == [("1", "Первое дело")]
    assert client.post("/plan/begin", follow_redirects=True).status_code in {200, 409}
    assert count(Plan) == 1


def test_title_goal_and_tasks_are_edited(plan, client):
    version = db.session.get_one(Plan, plan.id).version
    said = {"title": "План РМО", "theme": "Чтение", "goal": "Цель", "tasks": "Первая\n\nВторая",
            "version": str(version), "nonce": "n"}  # fmt: skip
    assert client.post("/plan/header", data=said).status_code == 303
    kept = db.session.get_one(Plan, plan.id, populate_existing=True)
    assert (kept.title, kept.theme, kept.tasks) == ("План РМО", "Чтение", ["Первая", "Вторая"])
    old = client.post("/plan/header", data=said | {"title": "Старое", "nonce": "m"})
    assert old.status_code == 409
    assert "Старое" in old.text


# Sections


def section_named(title):
    return db.session.scalars(select(Section).where(Section.title.like(f"{title}%"))).one()


def test_a_section_is_added_with_its_own_columns_and_taken_out_while_empty(client):
    typed = {"title": "Контроль", "number": "5.", "has_place_apart": "y"}
    client.post("/plan/sections/new", data=typed)
    section = section_named("Контроль")
    assert (section.number, section.has_place_apart) == ("5.", True)
    client.post(
        f"/plan/sections/{section.id}/new", data={"text": "Проверка фонда", "state": "planned"}
    )
    assert client.post(f"/plan/sections/{section.id}/remove").status_code == 409
    take_back(client)
    client.post(f"/plan/sections/{section.id}/remove")
    db.session.expire_all()
    assert db.session.scalar(select(Section).where(Section.title == "Контроль")) is None


def _rows_of(section):
    return select(Row).filter_by(section_id=section.id).order_by(Row.position)


def test_place_and_responsible_go_together_or_apart_and_nothing_is_lost(client):
    section = section_named("План работы РМО")
    assert section.has_place_apart
    url = f"/plan/sections/{section.id}"
    form = pages.form_on(client.get(url), url)
    before = [
        one.people_text for one in db.session.scalars(_rows_of(section))
    ]  # fmt: skip
    form.pop("has_place_apart")
    client.post(url, data=form)
    db.session.expire_all()
    together = [
        one.people_text for one in db.session.scalars(_rows_of(section))
    ]  # fmt: skip
    assert [set(one.split()) for one in before] == [set(one.split()) for one in together]
    page = client.get("/plan/word")
    assert page.status_code == 200


def test_a_section_without_a_name_is_refused(client):
    answer = client.post("/plan/sections/new", data={"number": "7."})
    assert answer.status_code == 422
    assert "Напишите название" in answer.text


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


def test_an_older_tab_of_a_section_meets_both_names(client, plan):
    section = section_of(plan, 3)
    post(client, f"/plan/sections/{section.id}", title="Первое имя", version=1, nonce="a")
    answer = client.post(
        f"/plan/sections/{section.id}", data={"title": "Второе имя", "version": 1, "nonce": "b"}
    )
    assert answer.status_code == 409
    assert "Первое имя" in answer.text
    assert "Второе имя" in answer.text
