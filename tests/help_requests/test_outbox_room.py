"""Letters of the queue: a mail server that is down, slow or refuses; a sender that is killed."""

import socket
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from threading import Barrier, Thread

import pytest
from sqlalchemy import select

from rmo_web.help_requests import notify
from rmo_web.help_requests.rules import Action
from rmo_web.household import outbox
from rmo_web.household.notices import Notice
from rmo_web.household.outbox import Letter, LetterState
from rmo_web.kernel import clock
from rmo_web.kernel.db import db
from tests.makers import TODAY, Maker

__all__ = ["notify"]  # notify: the room's listeners


class MailServer:
    """A mail server on loopback that answers as it is told to, and counts what it has taken."""

    def __init__(self, **answers):
        self.answers = {"RCPT": "250 ok", "DATA": "250 taken", "QUIT": "221 bye"} | answers
        self.taken, self.open = [], []
        self.listening = socket.create_server(("127.0.0.1", 0))
        self.port = self.listening.getsockname()[1]
        self.thread = Thread(target=self.serve, daemon=True)
        self.thread.start()

    def serve(self):
        while True:
            try:
                talk, _ = self.listening.accept()
            except OSError:
                return
            self.open.append(talk)
            try:
                self.talk(talk)
            except OSError:
                continue

    def talk(self, talk):
        if "HELLO" in self.answers:
            return self.say(talk, "HELLO")
        talk.sendall(b"220 mail\r\n")
        lines = talk.makefile("rb")
        for line in lines:
            word = line[:4].decode().upper()
            if word == "RCPT":
                self.say(talk, "RCPT")
            elif word == "DATA":
                talk.sendall(b"354 go on\r\n")
                self.taken.append(b"".join(iter(lines.readline, b".\r\n")))
                self.say(talk, "DATA")
            elif word == "QUIT":
                return self.say(talk, "QUIT")
            else:
                talk.sendall(b"250 ok\r\n")
        return None

    def say(self, talk, when):
        """What was told; nothing at all keeps the other side waiting."""
        if self.answers[when] == "hang up":
            talk.shutdown(socket.SHUT_RDWR)
        elif self.answers[when]:
            talk.sendall(f"{self.answers[when]}\r\n".encode())

    def close(self):
        self.listening.shutdown(socket.SHUT_RDWR)
        for one in (self.listening, *self.open):
            one.close()
        self.thread.join(5)


@pytest.fixture
def post(app, monkeypatch):
    """`with post(DATA="450 later") as server:` mail goes to this server."""
    monkeypatch.setitem(app.config, "MAIL", "smtp")
    monkeypatch.setitem(app.config, "BASE_URL", "https://rmo.example.ru")
    monkeypatch.setattr(outbox, "TIMEOUT", 0.2)

    @contextmanager
    def begin(**answers):
        server = MailServer(**answers)
        monkeypatch.setitem(app.config, "SMTP_HOST", "127.0.0.1")
        monkeypatch.setitem(app.config, "SMTP_PORT", server.port)
        try:
            yield server
        finally:
            server.close()

    return begin


@pytest.fixture
def asked(make, post):
    """A request that a head has heard of; her letter waits in the outbox."""
    head = make.head(person=make.person(email="head@school.local", consent_on=TODAY))
    author = make.librarian(person=make.person(email="author@school.local", consent_on=TODAY))
    request = make.ask(author)
    return request, author, head


def letters():
    db.session.rollback()
    return list(db.session.scalars(select(Letter).order_by(Letter.id)))


def notices_of(account):
    db.session.rollback()
    return list(db.session.scalars(select(Notice.text).where(Notice.account_id == account.id)))


def test_a_question_puts_a_letter_and_a_notice_beside_it(asked, post):
    request, _, head = asked
    [letter] = letters()
    assert (letter.recipient, letter.state) == ("head@school.local", LetterState.PENDING)
    assert letter.body.endswith(f"https://rmo.example.ru/help-requests/{request.id}\n")
    assert "учебник" not in letter.subject + letter.body
    assert notices_of(head) == [letter.subject]
    with post() as server:
        assert outbox.send_due(clock.now()) == 1
        assert outbox.send_due(clock.now() + timedelta(days=1)) == 0
    assert (len(server.taken), letters()[0].state) == (1, LetterState.SENT)


def test_a_listener_that_fails_takes_question_letter_and_notice_back(make, post, monkeypatch):
    head, author = make.head(), make.librarian()

    def fall(*args, **kwargs):
        raise RuntimeError

    monkeypatch.setattr("rmo_web.household.outbox.post", fall)
    with pytest.raises(RuntimeError):
        make.ask(author)
    assert (letters(), notices_of(head)) == ([], [])


def test_no_mail_server_at_all_stops_no_question_and_loses_no_notice(make, as_, post, app):
    with post() as gone:
        pass
    head = make.head(person=make.person(email="head@school.local", consent_on=TODAY))
    told = {"rubric_id": make.rubric().id, "question": "Как списать?", "wished": "writing"}
    assert as_(make.librarian()).post("/help-requests/new", data=told).status_code == 303
    now = clock.now()
    for _ in range(3):
        assert outbox.send_due(now) == 0
        now += timedelta(hours=1)
    [letter] = letters()
    assert (letter.state, letter.tries, gone.taken) == (LetterState.RETRY, 3, [])
    assert len(notices_of(head)) == 1
    with post() as back:
        assert outbox.send_due(now + timedelta(hours=1)) == 1
    assert len(back.taken) == 1


@pytest.mark.parametrize(
    ("answers", "state"),
    [
        ({"HELLO": ""}, LetterState.RETRY),  # slow: it never says who it is
        ({"HELLO": "421 too busy"}, LetterState.RETRY),
        ({"HELLO": "554 no service"}, LetterState.DEAD),
        ({"HELLO": "hang up"}, LetterState.RETRY),
        ({"RCPT": "450 later"}, LetterState.RETRY),
        ({"RCPT": "550 nobody here"}, LetterState.DEAD),
        ({"RCPT": ""}, LetterState.RETRY),  # slow before the letter was said: nothing has left
        ({"DATA": "451 later"}, LetterState.RETRY),
        ({"DATA": "554 spam"}, LetterState.DEAD),
    ],
    ids=str,
)
def test_a_server_that_is_slow_or_refuses_is_asked_again_or_never(asked, post, answers, state):
    _, _, head = asked
    with post(**answers):
        assert outbox.send_due(clock.now()) == 0
    [letter] = letters()
    assert (letter.state, bool(letter.error)) == (state, True)
    assert len(notices_of(head)) == 1
    with post() as server:
        sent = outbox.send_due(clock.now() + timedelta(days=1))
    assert sent == len(server.taken) == (1 if state is LetterState.RETRY else 0)


def test_a_sender_killed_after_the_claim_leaves_doubt_and_no_second_letter(asked, post):
    _, _, head = asked

    def killed(letter):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        outbox.send_due(clock.now(), killed)
    with post() as server:
        for wait in (timedelta(0), outbox.LEASE / 2, outbox.LEASE * 2, timedelta(days=9)):
            assert outbox.send_due(clock.now() + wait) == 0
    assert (server.taken, letters()[0].state) == ([], LetterState.UNKNOWN)
    assert len(notices_of(head)) == 1


def test_a_sender_killed_after_the_letter_left_sends_it_once(asked, post, monkeypatch):
    def killed(*args, **kwargs):
        raise KeyboardInterrupt

    with post() as server:
        carry = outbox._carrier()

        def carried(letter):
            carry(letter)
            killed()

        with pytest.raises(KeyboardInterrupt):
            outbox.send_due(clock.now(), carried)
        outbox.send_due(clock.now() + timedelta(days=1))
        outbox.send_due(clock.now() + timedelta(days=2))
    assert (len(server.taken), letters()[0].state) == (1, LetterState.UNKNOWN)


def test_one_letter_in_doubt_holds_no_other_back(asked, post, make):
    request, _, head = asked

    def killed(letter):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        outbox.send_due(clock.now(), killed)
    make.move(request, Action.TAKE, head, at=clock.now())
    with post() as server:
        assert outbox.send_due(clock.now() + timedelta(days=1)) == 1
    assert b"author@school.local" in server.taken[0]


def test_every_move_of_a_request_tells_whom_it_concerns_once(asked, make):
    request, author, head = asked
    at = clock.now()
    for number, (action, by) in enumerate(
        [
            (Action.ASK_BACK, head), (Action.REPLY, author), (Action.ANSWER, head),
            (Action.NOT_HELPED, author), (Action.ANSWER, head), (Action.HELPED, author),
            (Action.REOPEN, author),
        ]
    ):  # fmt: skip
        make.move(request, action, by, "Слово.", at=at + timedelta(seconds=number))
    assert [len(notices_of(one)) for one in (author, head)] == [3, 5]
    assert len(letters()) == 8
    assert {one.recipient for one in letters()} == {"author@school.local", "head@school.local"}


def test_two_senders_at_once_send_every_letter_once(new_house):
    app = new_house(with_tables=True)
    app.config["MAIL"] = "file"
    with app.app_context():
        make = Maker()
        make.head(person=make.person(email="head@school.local", consent_on=TODAY))
        author = make.librarian()
        for _ in range(10):
            make.ask(author)
        db.session.remove()
    start, carried = Barrier(3), []

    def send(_):
        with app.app_context():
            start.wait()
            return outbox.send_due(clock.now(), lambda letter: carried.append(letter.id))

    with ThreadPoolExecutor(3) as senders:
        counts = list(senders.map(send, range(3)))
    assert (sum(counts), len(carried), len(set(carried))) == (10, 10, 10)


@pytest.mark.parametrize("address", ["почта@школа.local", "head@школа.рф"])
def test_a_letter_to_an_odd_address_holds_no_other_back(asked, post, make, address):
    request, _, head = asked
    [letter] = letters()
    letter.recipient = address
    db.session.commit()
    make.move(request, Action.TAKE, head, at=clock.now())
    with post() as server:
        outbox.send_due(clock.now() + timedelta(minutes=1))
    assert [b"author@school.local" in one for one in server.taken] == [True]
    assert letters()[0].state in {LetterState.RETRY, LetterState.DEAD}


@pytest.mark.parametrize("said", ["", "hang up"], ids=["is slow", "hangs up"])
def test_a_letter_that_a_server_may_have_taken_is_in_doubt_and_not_sent_twice(asked, post, said):
    """It has the whole letter and does not say so in time: it may have been delivered."""
    with post(DATA=said) as server:
        assert outbox.send_due(clock.now()) == 0
    assert len(server.taken) == 1
    with post() as server:
        outbox.send_due(clock.now() + timedelta(days=1))
    assert (server.taken, letters()[0].state) == ([], LetterState.UNKNOWN)


@pytest.mark.parametrize("said", ["", "hang up", "421 too late", "554 who are you"], ids=str)
def test_a_letter_that_was_taken_is_sent_whatever_is_said_to_the_farewell(asked, post, said):
    with post(QUIT=said):
        assert outbox.send_due(clock.now()) == 1
    with post() as server:
        outbox.send_due(clock.now() + timedelta(days=1))
    assert (server.taken, letters()[0].state) == ([], LetterState.SENT)


def test_a_password_that_cannot_be_said_to_the_mail_server_loses_no_letter(asked, post, app):
    app.config["SMTP_USER"], app.config["SMTP_PASSWORD"] = "rmo", "пароль"
    try:
        with post():
            assert outbox.send_due(clock.now()) == 0
    finally:
        app.config["SMTP_USER"] = app.config["SMTP_PASSWORD"] = ""
    assert (letters()[0].state, bool(letters()[0].error)) == (LetterState.RETRY, True)
