"""A question is asked: its fields, its number, its school, and when it is refused."""

import pytest
from sqlalchemy import select

from rmo_web.help_requests import rules
from rmo_web.help_requests.models import HelpRequest, Message
from rmo_web.help_requests.rules import Status
from rmo_web.kernel.db import db, saving
from tests import pages
from tests.help_requests.hands import count


def question(make, **changes):
    told = {"rubric_id": make.rubric().id, "question": "Как списать учебники?", "wished": "writing",
            "nonce": "n"}  # fmt: skip
    return told | changes


def test_a_question_is_asked_in_three_fields(make, as_):
    author = make.librarian()
    answer = as_(author).post("/help-requests/new", data=question(make))
    made = db.session.scalars(select(HelpRequest)).one()
    assert answer.headers["Location"] == f"/help-requests/{made.id}"
    assert (made.status, made.number, made.title) == (Status.NEW, 1, "Как списать учебники?")
    page = as_(author).get(answer.headers["Location"])
    assert "1/2019-20" in pages.words_on(page)


def test_school_and_post_are_those_of_the_day(make, as_):
    person = make.person()
    work = make.work(person, make.school("МБОУ «Школа № 1»"))
    author = make.librarian(person=person)
    asked = make.ask(author)
    with saving():
        db.session.delete(db.session.get_one(type(work), work.id))
    assert "Школа № 1" in as_(author).get(f"/help-requests/{asked.id}").text


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("question", " \n\t ", "Напишите вопрос."),
        ("question", "\x00\x07\u202e", "Напишите вопрос."),
        ("question", "я" * 20_001, "не больше 20000 знаков"),
        ("rubric_id", "0", "Выберите тему."),
        ("rubric_id", "999", ""),
        ("rubric_id", "сто", ""),
        ("wished", "telepathy", ""),
        ("wanted_by", "01.01.2001", "Этот день уже прошёл"),
        ("wanted_by", "31.02.2027", "Такой даты нет"),
        ("wanted_by", "01.01.2090", "больше чем через год"),
    ],
)
def test_a_wrong_field_is_named_and_the_rest_stays(make, as_, field, value, said):
    told = question(make, wanted_by="01.12.2026", hides_name="y") | {field: value}
    answer = as_(make.librarian()).post("/help-requests/new", data=told)
    assert answer.status_code == 422
    assert said in answer.text
    assert pages.wrong_on(answer) or field in {"wished"}
    kept = pages.form_on(answer, "/new")
    if field != "question":
        assert kept["question"] == told["question"]
    if len(value) > 20_000:
        assert kept["question"] == value
    assert kept.get("hides_name") == "y"
    assert count(HelpRequest) == count(Message) == 0


def test_twenty_questions_in_ten_minutes_are_enough(make, as_):
    client = as_(make.librarian())
    codes = [
        client.post("/help-requests/new", data=question(make, nonce=f"n{n}")).status_code
        for n in range(rules.ASKED_AT_MOST + 1)
    ]
    assert codes == [303] * rules.ASKED_AT_MOST + [429]
    answer = client.post("/help-requests/new", data=question(make, question="Мой вопрос"))
    assert "Слишком много попыток" in answer.text
    assert pages.form_on(answer, "/new")["question"] == "Мой вопрос"


def test_the_link_of_a_recommendation_fills_the_form(make, as_):
    rubric = make.rubric()
    url = f"/help-requests/new?rubric={rubric.id}&question=Расскажите о КСУ"
    kept = pages.form_on(as_(make.librarian()).get(url), "/new")
    assert (kept["rubric_id"], kept["question"]) == (str(rubric.id), "Расскажите о КСУ")


def test_a_closed_year_takes_no_question(make, as_):
    make.association()
    told = question(make)
    with saving():
        db.session.execute(db.text("UPDATE school_year SET is_closed = true"))
    answer = as_(make.librarian()).post("/help-requests/new", data=told)
    assert "учебный год закрыт" in answer.text
    assert count(HelpRequest) == 0
