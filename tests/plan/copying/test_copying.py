"""The plan of the next year from this one."""

from sqlalchemy import select

from rmo_web.kernel.db import db
from rmo_web.plan.models import Plan, Row, Section
from rmo_web.plan.rules import PlanState
from rmo_web.plan.services import lines_of
from tests import pages
from tests.plan.makers import count, post, row_of, told


def test_the_next_year_begins_with_the_rows_of_this_one(plan, client):
    row = row_of("Вебинары")
    client.post(f"/plan/rows/{row.id}", data=told(row, state="failed", note="Не было связи"))
    order = row_of("Оформление заказа")
    client.post(f"/plan/rows/{order.id}", data=told(order, when="12.02.2020"))
    assert client.post("/plan/copy").status_code == 303
    made = db.session.scalars(select(Plan).order_by(Plan.id.desc())).first()
    assert made.title.endswith("на 2020-2021 учебный год")
    assert (made.state, made.adoption) == (PlanState.DRAFT, "")
    asked = select(Row).join(Section, Section.id == Row.section_id).filter(
        Section.plan_id == made.id).order_by(Section.position, Row.position)  # fmt: skip
    rows = db.session.scalars(asked).all()
    assert len(rows) == count(Row) / 2
    by_title = {one.title.split()[0]: one for one in rows}
    assert by_title["Вебинары"].note == "В прошлом году: не выполнено"
    copied = by_title["Оформление"]
    assert "на 2021-2022 учебный год" in copied.title
    assert (copied.when_text, copied.when["months"]) == ("Февраль 2021", [[2021, 2]])
    assert copied.meeting_id == next(one.id for one in rows if one.meeting_number == 3)
    assert lines_of(copied) == ()
    assert lines_of(by_title["Обновление"]) == ("Захарина Ж.В.",)
    page = pages.words_on(client.get("/plan/edit"))
    assert "2020–2021" in page
    assert "В прошлом году: не выполнено" in page
    assert "год 2020" not in page
    assert client.get("/plan/word").status_code == 200
    client.post("/year", data={"year_id": str(plan.year_id)})
    assert count(Plan) == 2


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
