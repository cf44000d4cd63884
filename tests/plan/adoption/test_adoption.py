"""A plan that is adopted, approved and done, and what it is then closed to."""

import pytest

from rmo_web.kernel.db import db, saving
from rmo_web.plan.adoption.services import NewState, go_on
from rmo_web.plan.models import Plan
from rmo_web.plan.rules import PlanState
from tests import pages
from tests.plan.makers import adopt, post, remove, row_of, section_of, told
from tests.test_promises import fingerprint


def test_a_plan_is_adopted_by_its_minutes_and_says_so(plan, client, make):
    answer = client.post("/plan/state", data={"state": "adopted", "nonce": "n"})
    assert answer.status_code == 422
    assert "номер и дату протокола" in answer.text
    said = "протокол № 1 от 27.08.2019"
    client.post("/plan/state", data={"state": "adopted", "adoption": said, "nonce": "n"})
    page = pages.words_on(client.get("/plan/"))
    assert "Принят на заседании РМО, протокол № 1 от 27.08.2019" in page
    stamp = "директор МКУ «Центр»\nИ.О. Фамилия\n30.08.2019"
    client.post("/plan/state", data={"state": "approved", "approval": stamp, "nonce": "m"})
    assert "Утверждён гриф: директор МКУ «Центр», И.О. Фамилия" in pages.words_on(
        client.get("/plan/")
    )


@pytest.mark.parametrize("state", ["approved", "done", "draft", "eaten"])
def test_a_state_that_does_not_follow_is_refused(plan, client, state):
    before = fingerprint()
    said = {"state": state, "adoption": "№ 1", "approval": "директор"}
    assert client.post("/plan/state", data=said).status_code == 422
    assert fingerprint() == before


def test_a_plan_that_is_over_is_only_read(plan, client, make):
    adopt(plan, make)
    with saving():
        db.session.get_one(Plan, plan.id).state = PlanState.DONE
    row = row_of("Вебинары")
    said = told(row, text="Иное", reason="Так надо")
    assert "План завершён" in client.post(f"/plan/rows/{row.id}", data=said).text


def test_a_plan_that_was_adopted_is_not_taken_back_into_its_draft(client, plan, make):
    row = row_of("Вебинары")
    post(client, f"/plan/rows/{row.id}", **told(row, text="Встречи"))
    adopt(db.session.get_one(Plan, plan.id), make)
    assert "Отменить" not in client.get("/plan/edit").text
    assert client.post("/plan/undo", data={"change": 1}).status_code == 409
    assert row_of("Встречи")


def test_only_the_head_adopts_the_plan(plan, make, as_):
    methodist = as_(make.methodist())
    assert "Принять план" not in methodist.get("/plan/state").text
    said = {"state": "adopted", "adoption": "протокол № 1", "nonce": "n"}
    assert methodist.post("/plan/state", data=said).status_code == 403
    adopt(plan, make)
    said = {"state": "approved", "approval": "директор", "nonce": "m"}
    assert methodist.post("/plan/state", data=said).status_code == 303


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
