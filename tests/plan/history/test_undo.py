"""Every change of a plan can be taken back exactly, the newest first, until the plan is adopted."""

import pytest
from sqlalchemy import select

from rmo_web.kernel import years
from rmo_web.kernel.db import db, saving
from rmo_web.plan.models import Plan, Row, Section
from rmo_web.plan.outline.services import begin
from tests import pages
from tests.plan.editing.test_editing import PLAN
from tests.plan.makers import add, adopt, picture, post, remove, row_of, section_of, take_back, told


def test_every_change_is_taken_back_one_by_one(plan, client):
    section, row = section_of(plan, 3), row_of("Вебинары")
    before = picture()
    client.post(
        f"/plan/rows/{row.id}", data=told(row, text="Иное", place="ЦДБ", people="Лугова В.Г.")
    )
    client.post(f"/plan/rows/{row.id}/step", data={"to": "up"})
    client.post(f"/plan/rows/{row_of('Месячник').id}/remove")
    client.post(f"/plan/sections/{section.id}/new", data={"text": "Лишнее", "nonce": "n"})
    assert picture() != before
    assert "Отменить: Добавлен пункт «Лишнее»" in pages.words_on(client.get(PLAN))
    for _ in range(4):
        assert take_back(client).status_code == 303
    assert picture() == before
    assert "Отменять нечего" in client.post("/plan/undo", follow_redirects=True).text


def test_an_adopted_plan_changes_with_a_reason_and_lists_it(plan, client, make):
    adopt(plan, make)
    row = row_of("Вебинары")
    answer = client.post(f"/plan/rows/{row.id}", data=told(row, when="апрель 2020"))
    assert answer.status_code == 422
    assert "напишите, почему он меняется" in answer.text
    said = told(row, when="апрель 2020", reason="Протокол № 2")
    assert client.post(f"/plan/rows/{row.id}", data=said).status_code == 303
    page = pages.words_on(client.get("/plan/changes"))
    for words in ("Изменён пункт «Вебинары", "Протокол № 2", "В течение года", "апрель 2020"):
        assert words in page
    answer = client.post(f"/plan/rows/{row.id}/remove", follow_redirects=True)
    assert "напишите, почему он меняется" in answer.text
    assert row_of("Вебинары")


def everything():
    db.session.expire_all()
    sections = db.session.scalars(select(Section).order_by(Section.id)).all()
    heads = [(one.id, one.position, one.number, one.title, one.heading, one.columns,
              one.has_place_apart) for one in sections]  # fmt: skip
    plans = [
        (one.title, one.theme, one.goal, one.tasks) for one in db.session.scalars(select(Plan))
    ]
    return picture(), heads, plans


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


def test_a_change_of_somebody_else_is_not_taken_back_unseen(client, plan):
    row = row_of("Вебинары")
    post(client, f"/plan/rows/{row.id}", **told(row, text="Встречи"))
    seen = pages.of(client.get("/plan/edit")).xpath("//button[@name='change']/@value")[0]
    add(client, section_of(plan, 3), "Пункт коллеги")
    answer = client.post("/plan/undo", data={"change": seen})
    assert answer.status_code == 409
    assert "уже другая" in answer.text
    assert row_of("Пункт коллеги")


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
