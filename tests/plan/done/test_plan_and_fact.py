"""Plan and fact: what became of every row, and how many of each."""

from sqlalchemy import select

from rmo_web.kernel.db import db
from rmo_web.plan.models import PlanChange, Row
from tests import pages
from tests.plan.makers import adopt, row_of, told


def test_what_became_of_a_row_needs_a_word_and_no_reason(plan, client, make):
    adopt(plan, make)
    row = row_of("Вебинары")
    said = told(row, state="done", note="Проведено два вебинара")
    assert client.post(f"/plan/rows/{row.id}", data=said).status_code == 303
    page = pages.words_on(client.get("/plan/"))
    assert "выполнено Проведено два вебинара" in page
    assert db.session.scalars(select(PlanChange)).one().reason == ""
    assert "Изменений не было" in client.get("/plan/changes").text


def test_the_page_of_plan_and_fact_counts_every_state(client):
    row = db.session.scalars(select(Row).where(Row.title.like("Вебинары%"))).one()
    client.post(f"/plan/rows/{row.id}", data=told(row, state="done", note="проведено три"))
    page = pages.of(client.get("/plan/fact"))
    states = pages.all_texts(page, "//p[@class='standing']/span")
    assert sorted(states) == ["выполнено 1", "запланировано 18"]
    marks = pages.all_texts(page, "//td[@data-label='Отметка']")
    assert "выполнено проведено три" in marks
