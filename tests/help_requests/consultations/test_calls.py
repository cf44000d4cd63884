"""A call is written down."""

from datetime import date

import pytest
from sqlalchemy import select

from rmo_web.help_requests.models import HelpRequest
from rmo_web.help_requests.rules import Status
from rmo_web.kernel import clock
from rmo_web.kernel.db import db
from tests import pages
from tests.help_requests.hands import count


def call(make, person, **changes):
    told = {"person_id": person.id, "rubric_id": make.rubric().id, "question": "Как вести КСУ",
            "held_on": "20.11.2026", "minutes": "10", "given": "phone", "nonce": "n"}  # fmt: skip
    return told | changes


def test_a_call_is_written_down_in_one_line(make, as_):
    person, head = make.person("Ёлкина"), make.head()
    answer = as_(head).post("/help-requests/calls/new", data=call(make, person))
    made = db.session.scalars(select(HelpRequest)).one()
    assert answer.status_code == 303
    assert (made.is_call, made.status, made.minutes) == (True, Status.CLOSED, 10)
    assert clock.local(made.asked_at).date() == date(2026, 11, 20)
    assert made.consultant_id == head.person_id


@pytest.mark.parametrize(
    ("field", "value"),
    [("person_id", "0"), ("rubric_id", "0"), ("question", " "), ("held_on", "01.01.2090"),
     ("held_on", "вчера"), ("minutes", "-1"), ("held_on", "")],
)  # fmt: skip
def test_a_call_with_a_mistake_is_not_written(make, as_, field, value):
    person = make.person()
    told = call(make, person, result="Посоветовала КСУ") | {field: value}
    answer = as_(make.head()).post("/help-requests/calls/new", data=told)
    assert answer.status_code == 422
    assert pages.form_on(answer, "/new")["result"] == "Посоветовала КСУ"
    assert count(HelpRequest) == 0
