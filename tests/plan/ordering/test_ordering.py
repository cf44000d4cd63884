"""Rows that are put elsewhere, with whatever stands under them."""

import pytest
from sqlalchemy import select

from rmo_web.kernel.db import db
from rmo_web.plan.models import Row
from rmo_web.plan.rules import RowKind
from tests import pages
from tests.plan.makers import adopt, row_of, rows_in, section_of
from tests.test_promises import fingerprint


@pytest.mark.parametrize("is_up", [True, False])
def test_a_row_goes_a_step_and_back(plan, client, is_up):
    section = section_of(plan, 3)
    before, row = rows_in(section), row_of("Самообразовательная")
    there, back = ("up", "down") if is_up else ("down", "up")
    client.post(f"/plan/rows/{row.id}/step", data={"to": there})
    assert rows_in(section) != before
    assert [number for number, _ in rows_in(section)] == [number for number, _ in before]
    client.post(f"/plan/rows/{row.id}/step", data={"to": back})
    assert rows_in(section) == before


def test_a_meeting_goes_with_its_questions(plan, client):
    section, meeting = section_of(plan, 2), row_of("Неделя детской книги")
    client.post(f"/plan/rows/{meeting.id}/step", data={"to": "up"})
    titles = [words for _, words in rows_in(section)]
    place = titles.index("Неделя детской")
    assert titles[place + 3] == "Исследовательская работа"
    owned = db.session.scalars(select(Row).filter_by(meeting_id=meeting.id)).all()
    assert len(owned) == 2


@pytest.mark.parametrize(
    ("moved", "onto", "order"),
    [
        ("Библиотека", "Цифровизация", [2, 1, 3, 4]),
        ("Неделя детской книги", "Цифровизация", [1, 2, 4, 3]),
        ("Библиотека", "Организация методической", [2, 3, 4, 1]),
    ],
)
def test_a_meeting_dropped_among_questions_parts_nobody_from_them(plan, client, moved, onto, order):
    meeting, question = row_of(moved), row_of(onto)
    owners = {row.id: row.meeting_id for row in db.session.scalars(select(Row))}
    answer = client.post(f"/plan/rows/{meeting.id}/place", data={"before": question.id})
    assert answer.status_code == 303
    db.session.expire_all()
    rows = db.session.scalars(select(Row).order_by(Row.section_id, Row.position)).all()
    assert [one.meeting_number for one in rows if one.kind is RowKind.MEETING] == order
    assert {row.id: row.meeting_id for row in rows} == owners


def test_a_row_is_dropped_before_another_of_its_section_only(plan, client):
    section, row, before = section_of(plan, 3), row_of("Вебинары"), row_of("Месячник")
    client.post(f"/plan/rows/{row.id}/place", data={"before": before.id})
    assert rows_in(section)[1] == ("1", "Вебинары ;")
    foreign = row_of("Обновление базы")
    was = fingerprint()
    answer = client.post(f"/plan/rows/{row.id}/place", data={"before": foreign.id})
    assert answer.status_code == 409
    assert fingerprint() == was


def test_a_button_of_an_adopted_plan_asks_why_and_then_does_its_deed(plan, client, make):
    adopt(plan, make)
    section, row = section_of(plan, 3), row_of("Вебинары")
    before, url = rows_in(section), f"/plan/rows/{row.id}/step"
    answer = client.post(url, data={"to": "up"})
    assert answer.status_code == 422
    assert rows_in(section) == before
    asked = pages.form_on(answer, url)
    assert asked["to"] == "up"
    assert client.post(url, data=asked | {"reason": "Протокол № 2"}).status_code == 303
    assert rows_in(section) != before


def test_a_reason_that_is_too_long_is_refused_and_given_back(plan, client, make):
    adopt(plan, make)
    section, row = section_of(plan, 3), row_of("Вебинары")
    before, why = rows_in(section), "о" * 501
    for deed in ("step", "place", "remove"):
        answer = client.post(f"/plan/rows/{row.id}/{deed}", data={"to": "up", "reason": why})
        assert answer.status_code == 409
        assert "не больше 500 знаков" in pages.words_on(answer)
        assert why in answer.text
    assert rows_in(section) == before
