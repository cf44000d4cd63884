"""A button that is pressed twice, or sent again by a browser, does its deed once.

Whoever did it is led where the first press led, and is told of no other who was faster.
"""

from datetime import date
from io import BytesIO

import pytest
from flask import request

from rmo_web.help_requests.rules import Action
from rmo_web.kernel.db import SentForm, db, saving
from rmo_web.kernel.forms import sending
from rmo_web.meetings.agenda import services as agenda
from rmo_web.meetings.models import MaterialLink
from rmo_web.meetings.rules import Step
from rmo_web.plan.models import Row
from tests import pages
from tests.tables import everything


@pytest.fixture
def furnished(make):
    """A year with one of everything that a button of these pages works on."""
    head = make.head()
    actor, plan = make.actor(head), make.plan()
    meeting = make.meeting("Обмен опытом", held_on=date(2019, 10, 28))
    duty = make.assign("Прислать отчёт", others=("Школа № 3",), by=head)
    with saving():
        agenda.propose("О квестах", year_id=plan.year_id, by=actor, at=make.at)
        db.session.add(MaterialLink(meeting_id=meeting.id, title="Запись", url="https://a.ru/"))
    held = make.go_on(make.meeting("Чтение"), Step.HOLD, head)
    asked = make.ask(make.librarian())
    make.move(asked, Action.TAKE, head)
    named = {"meeting": meeting.id, "held": held.id, "asked": asked.id, "duty": duty.id}
    return {"head": head} | named


PRESSES = {
    "a question goes up": ("/meetings/{meeting}", "Выше", 1),
    "a question is taken out": ("/meetings/{meeting}", "Убрать", 0),
    "a question about decisions": ("/meetings/{meeting}", "О выполнении решений", 0),
    "a proposal is taken": ("/meetings/{meeting}", "В повестку", 0),
    "a link is taken out": ("/meetings/{meeting}", "Убрать", -1),
    "people are invited": ("/meetings/{meeting}", "Пригласить", 0),
    "a mark is taken back": ("/meetings/{held}", "Отметка ошибочна", 0),
    "a proposal is dropped": ("/meetings/proposals", "Снять", 0),
    "a secretary is chosen": ("/meetings/?year=2019", "Назначить", 0),
    "an assignment is marked": ("/meetings/assignments/{duty}", "В работе", 0),
    "a row of the plan goes down": ("/plan/edit", "Ниже", 0),
    "a row of the plan is taken out": ("/plan/edit", "Убрать", -1),
    "a question goes back": ("/help-requests/{asked}", "Вернуть в очередь", 0),
}


def sent_by(tree, path, words, which):
    """Where the button with these words goes, and all that it sends."""
    named = [one for one in tree.xpath("//main//button[@type='submit'][not(@hidden)]")
             if pages.text(one).startswith(words)]  # fmt: skip
    button = named[which]
    form = (tree.xpath(f"//form[@id='{button.get('form')}']")
            or button.xpath("ancestor::form"))[0]  # fmt: skip
    fields = {one.get("name"): one.get("value") or "" for one in form.xpath(".//input[@name]")}
    fields |= {one.get("name"): one.xpath("string(.//option[last()]/@value)")
               for one in form.xpath(".//select[@name]")}  # fmt: skip
    if button.get("name"):
        fields[button.get("name")] = button.get("value")
    return button.get("formaction") or form.get("action") or path, fields


@pytest.mark.parametrize(("path", "words", "which"), PRESSES.values(), ids=PRESSES)
def test_a_second_press_does_nothing_and_leads_where_the_first_one_did(
    furnished, as_, path, words, which
):
    path, client = path.format(**furnished), as_(furnished["head"])
    url, fields = sent_by(pages.of(client.get(path)), path, words, which)
    before = everything()
    first = client.post(url, data=fields)
    done = everything()
    assert (first.status_code, done != before) == (303, True)
    second = client.post(url, data=fields)
    assert (second.status_code, second.location) == (303, first.location)
    assert everything() == done
    assert db.session.query(SentForm).count() >= 1


def test_another_button_of_the_same_form_is_another_deed(furnished, as_):
    client = as_(furnished["head"])
    page, path = pages.of(client.get("/plan/edit")), "/plan/edit"
    order = [one.id for one in db.session.query(Row).order_by(Row.section_id, Row.position)]
    for words in ("Ниже", "Выше"):
        url, fields = sent_by(page, path, words, 0)
        assert client.post(url, data=fields).status_code == 303
    db.session.rollback()
    assert order == [one.id for one in db.session.query(Row).order_by(Row.section_id, Row.position)]


def test_somebody_else_is_not_led_on_by_a_nonce_that_is_not_hers(furnished, make, as_):
    path = f"/meetings/{furnished['meeting']}"
    client = as_(furnished["head"])
    url, fields = sent_by(pages.of(client.get(path)), path, "Убрать", 0)
    assert client.post(url, data=fields).status_code == 303
    other = as_(make.methodist())
    assert other.post(url, data=fields).status_code == 404


def test_the_mended_file_of_the_same_name_is_another_form(app):
    def sent(content):
        data = {"nonce": "n", "file": (BytesIO(content), "план.docx")}
        with app.test_request_context("/", method="POST", data=data):
            named, content_read = sending(), request.files["file"].read()
            assert sending() == named  # whoever has read it in between
            return named, content_read

    first, second = sent("до".encode()), sent("по".encode())
    assert first[0] != second[0] == sent("по".encode())[0]
    assert second[1] == "по".encode()
