from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from rmo_web.household import outbox
from rmo_web.household.outbox import Letter, LetterState, Undeliverable
from rmo_web.kernel.db import db, saving

NOON = datetime(2019, 12, 9, 12, tzinfo=UTC)


@pytest.fixture
def mail(app, monkeypatch):
    monkeypatch.setitem(app.config, "MAIL", "file")
    with saving():
        outbox.post("a@school5.local", "Тема", "Текст", cause="reset-1", at=NOON)


def letter():
    db.session.rollback()
    return db.session.scalars(select(Letter)).one()


def states():
    db.session.rollback()
    return list(db.session.scalars(select(Letter.state).order_by(Letter.id)))


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
    assert (len(carried), letter().state) == (1, LetterState.SENT)


def test_a_server_that_is_down_is_tried_again_later(mail):
    outbox.send_due(NOON, refuses(ConnectionRefusedError()))
    assert (letter().state, letter().next_at) == (LetterState.RETRY, NOON + timedelta(minutes=1))
    assert outbox.send_due(NOON, pytest.fail) == 0


def test_a_letter_refused_for_good_is_not_tried_again(mail):
    outbox.send_due(NOON, refuses(Undeliverable("550")))
    assert letter().state is LetterState.DEAD


def test_a_letter_whose_sender_was_killed_is_in_doubt_and_never_sent_twice(mail):
    with pytest.raises(KeyboardInterrupt):
        outbox.send_due(NOON, refuses(KeyboardInterrupt()))
    later = NOON + outbox.LEASE + timedelta(minutes=1)
    assert outbox.send_due(later, pytest.fail) == 0
    assert letter().state is LetterState.UNKNOWN


def test_a_subject_cannot_add_headers(app, monkeypatch):
    monkeypatch.setitem(app.config, "MAIL", "file")
    with saving():
        outbox.post("a@b.ru\nBcc: c@d.ru", "Тема\r\nBcc: c@d.ru", "Т", cause="x", at=NOON)
    assert letter().subject == "Тема Bcc: c@d.ru"
    assert "\n" not in letter().recipient


def test_a_letter_that_raises_the_unexpected_holds_no_other_back_and_is_tried_again(mail):
    with saving():
        outbox.post("b@school5.local", "Тема", "Текст", cause="reset-2", at=NOON)

    def carry(letter):
        if letter.recipient.startswith("a@"):
            raise KeyError("a fault of ours")

    assert outbox.send_due(NOON, carry) == 1
    assert states() == [LetterState.RETRY, LetterState.SENT]
    assert outbox.send_due(NOON + timedelta(minutes=1), lambda letter: None) == 1
    assert states() == [LetterState.SENT, LetterState.SENT]


def test_a_letter_whose_sending_cannot_be_marked_is_in_doubt_and_holds_no_other_back(
    mail, monkeypatch
):
    with saving():
        outbox.post("b@school5.local", "Тема", "Текст", cause="reset-2", at=NOON)
    carried = []

    def carry(letter):
        carried.append(letter.recipient)
        if letter.recipient.startswith("a@"):
            monkeypatch.setattr(outbox, "saving", held_by_another)

    def held_by_another():
        monkeypatch.setattr(outbox, "saving", saving)
        raise OperationalError("UPDATE", {}, Exception("database is locked"))

    assert outbox.send_due(NOON, carry) == 1
    assert states() == [LetterState.SENDING, LetterState.SENT]
    assert outbox.send_due(NOON + outbox.LEASE * 2, carry) == 0
    assert (states(), carried) == (
        [LetterState.UNKNOWN, LetterState.SENT],
        ["a@school5.local", "b@school5.local"],
    )


def test_a_long_queue_is_not_claimed_by_a_clock_that_has_run_away(mail, monkeypatch):
    with saving():
        outbox.post("b@school5.local", "Тема", "Текст", cause="reset-2", at=NOON)
    passed = iter([0.0, 0.0, outbox.LEASE.total_seconds() / 2])
    monkeypatch.setattr(outbox, "monotonic", lambda: next(passed))
    assert outbox.send_due(NOON, lambda letter: None) == 1
    monkeypatch.undo()
    assert states() == [LetterState.SENT, LetterState.PENDING]
