"""What stood in the file and belongs to no row."""

import pytest
from sqlalchemy import select

from rmo_web.kernel.db import db
from rmo_web.plan.importing import services
from rmo_web.plan.models import Leftover, Plan, PlanChange
from tests import pages
from tests.plan.makers import adopt, cells, taken, with_meeting_rows


@pytest.fixture
def plan(make):
    return with_meeting_rows(make)


def note_of(text):
    return db.session.scalars(select(Leftover).where(Leftover.text.like(f"{text}%"))).one()


def test_a_table_that_was_not_understood_stands_on_the_page_as_a_table(client):
    page = pages.of(client.get("/plan/?year=2023"))
    (table,) = page.xpath("//section[@aria-labelledby='leftovers']//table")
    assert [
        [cell.text_content().replace("Изменить", "").strip() for cell in row.xpath("td")]
        for row in table.xpath(".//tr")
    ] == [["Школа", "Читателей"], ["№ 2", "40"]]


def test_a_stamp_in_a_cell_is_no_approval(client, plan):
    assert (plan.state, plan.approval) == ("draft", "")
    again = services.read("п.docx", taken(client, "/plan/word?year=2023"))
    assert again.header.approval == ""


def test_what_was_not_understood_is_edited_at_its_place_and_taken_back(client, plan):
    note = note_of("40")
    url = f"/plan/notes/{note.id}"
    sent = pages.form_on(client.get(url), url) | {"text": "41"}
    assert client.post(url, data=sent).status_code == 303
    assert cells(taken(client, "/plan/word?year=2023"))[2] == [
        ["Школа", "Читателей"],
        ["№ 2", "41"],
    ]
    change = db.session.scalars(select(PlanChange)).one()
    client.post("/plan/undo?year=2023", data={"change": str(change.id)})
    assert cells(taken(client, "/plan/word?year=2023"))[2][1] == ["№ 2", "40"]


def test_a_note_of_an_adopted_plan_asks_for_a_reason(client, plan, make):
    adopt(plan, make)
    url = f"/plan/notes/{note_of('Чай').id}"
    sent = pages.form_on(client.get(url), url) | {"text": ""}
    assert client.post(url, data=sent).status_code == 422
    sent = pages.form_on(client.get(url), url) | {"text": "", "reason": "Протокол № 2"}
    assert client.post(url, data=sent).status_code == 303
    assert "Чай и обсуждение." in client.get("/plan/changes?year=2023").text
    assert "Чай и обсуждение." not in client.get("/plan/?year=2023").text
    assert db.session.scalar(select(Plan.state)) == "adopted"
