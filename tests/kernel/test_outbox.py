from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from rmo_web.kernel import outbox
from rmo_web.kernel.db import db, saving
from rmo_web.kernel.outbox import Letter, State, Undeliverable

NOON = datetime(2019, 12, 9, 12, tzinfo=UTC)


@pytest.fixture
def mail(app, monkeypatch):
    monkeypatch.setitem(app.config, "MAIL", "file")
    with saving():
        outbox.post("a@school5.local", "Тема", "Текст", cause="reset-1", at=NOON)


def letter():
    db.session.rollback()
    return db.session.scalars(select(Letter)).one()


def refuses(error):
    def carry(letter):
        raise error

    return carry


def test_mail_is_off_until_it_is_switched_on(app):
    with saving():
        outbox.post("a@b.ru", "Тема", "Текст", cause="x", at=NOON)
    assert outbox.counts() == {}


def test_a_letter_leaves_once(mail):
    carried = []
    assert outbox.send_due(NOON, carried.append) == 1
    assert outbox.send_due(NOON, carried.append) == 0
    assert (len(carried), letter().state) == (1, State.SENT)


def test_a_server_that_is_down_is_tried_again_later(mail):
    outbox.send_due(NOON, refuses(ConnectionRefusedError()))
    assert (letter().state, letter().next_at) == (State.RETRY, NOON + timedelta(minutes=1))
    assert outbox.send_due(NOON, pytest.fail) == 0


def test_a_letter_refused_for_good_is_not_tried_again(mail):
    outbox.send_due(NOON, refuses(Undeliverable("550")))
    assert letter().state is State.DEAD


def test_a_letter_whose_sender_was_killed_is_in_doubt_and_never_sent_twice(mail):
    with pytest.raises(KeyboardInterrupt):
        outbox.send_due(NOON, refuses(KeyboardInterrupt()))
    later = NOON + outbox.LEASE + timedelta(minutes=1)
    assert outbox.send_due(later, pytest.fail) == 0
    assert letter().state is State.UNKNOWN


def test_a_subject_cannot_add_headers(app, monkeypatch):
    monkeypatch.setitem(app.config, "MAIL", "file")
    with saving():
        outbox.post("a@b.ru\nBcc: c@d.ru", "Тема\r\nBcc: c@d.ru", "Т", cause="x", at=NOON)
    assert letter().subject == "Тема Bcc: c@d.ru"
    assert "\n" not in letter().recipient
