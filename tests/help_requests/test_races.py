"""Many at once: one takes a request, numbers have no twin, and no state is left by a side door."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from flask_migrate import upgrade
from sqlalchemy import select

from rmo_web.help_requests import rules
from rmo_web.help_requests.models import HelpRequest, Message
from rmo_web.help_requests.rules import Action, Party, Status
from rmo_web.kernel.db import db, saving
from tests.makers import Maker

CROWD = 20
REFUSED = [
    (status, action)
    for status in Status
    for action in Action
    if (status, action) not in rules.TRANSITIONS and rules.PARTIES[action] is not Party.CLOCK
]


def crowd(app, make, role):
    """Twenty browsers of people with this role, with a name each."""
    browsers = []
    for _ in range(CROWD):
        client = app.test_client()
        with client.session_transaction() as session:
            session.update(make.signed_in(getattr(make, role)()))
        browsers.append(client)
    return browsers


def at_once(browsers, act):
    start = Barrier(len(browsers))

    def go(client):
        start.wait()
        return act(client)

    with ThreadPoolExecutor(len(browsers)) as pool:
        return list(pool.map(go, browsers))


def test_of_twenty_who_take_a_request_one_gets_it(new_house):
    app = new_house()
    with app.app_context():
        upgrade(app.config["MIGRATIONS"])
        make = Maker()
        asked = make.ask(make.librarian()).id
        browsers = crowd(app, make, "methodist")
        db.session.remove()
    url = f"/help-requests/{asked}/move"
    answers = at_once(browsers, lambda client: client.post(url, data={"action": "take"}))
    with app.app_context():
        held = db.session.get_one(HelpRequest, asked)
        taken = db.session.scalars(select(Message).filter_by(request_id=asked, action="take")).all()
        name = db.session.scalar(
            db.text("SELECT surname FROM person WHERE id = :id").bindparams(id=held.consultant_id)
        )
    codes = sorted(answer.status_code for answer in answers)
    assert codes == [303] + [422] * (CROWD - 1)
    assert len(taken) == 1
    losers = [answer.text for answer in answers if answer.status_code == 422]
    assert all(f"Эту заявку уже ведёт {name}" in text for text in losers)


def test_numbers_given_at_once_have_neither_gap_nor_twin(new_house):
    app = new_house()
    with app.app_context():
        upgrade(app.config["MIGRATIONS"])
        make = Maker()
        make.association()
        told = {"rubric_id": make.rubric().id, "question": "Вопрос", "wished": "writing"}
        browsers = crowd(app, make, "librarian")
        db.session.remove()
    answers = at_once(browsers, lambda client: client.post("/help-requests/new", data=told))
    assert {answer.status_code for answer in answers} == {303}
    with app.app_context():
        numbers = sorted(db.session.scalars(select(HelpRequest.number)))
    assert numbers == list(range(1, CROWD + 1))


def test_a_question_sent_twice_is_asked_once(make, as_):
    told = {"rubric_id": make.rubric().id, "question": "Вопрос", "wished": "writing", "nonce": "n"}
    client = as_(make.librarian())
    places = {client.post("/help-requests/new", data=told).headers["Location"] for _ in range(3)}
    assert len(places) == 1
    assert db.session.query(HelpRequest).count() == 1


@pytest.mark.parametrize(("status", "action"), REFUSED)
def test_what_the_table_lacks_cannot_be_done(make, as_, status, action):
    head, author = make.head(), make.librarian()
    asked = make.ask(author)
    with saving():
        held = db.session.get_one(HelpRequest, asked.id)
        held.status, held.consultant_id = status, None if status is Status.NEW else head.person_id
        held.postponed_until = make.at.date() if status is Status.POSTPONED else None
    version = make.held(asked).version
    actor = author if rules.PARTIES[action] in {Party.AUTHOR, Party.EITHER} else head
    said = {"action": action.value, "text": "Слова", "until": "2030-01-01", "whom": "ИРО",
            "consultant_id": str(head.person_id), "version": str(version)}  # fmt: skip
    answer = as_(actor).post(f"/help-requests/{asked.id}/move", data=said)
    assert answer.status_code == 422
    held = make.held(asked)
    assert (held.status, held.version) == (status, version)
    assert db.session.query(Message).count() == 1
