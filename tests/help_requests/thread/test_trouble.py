"""A full disk and a held database cost the asker no word, and leave nothing half stored."""

import sqlite3

import pytest
from lxml import html
from sqlalchemy import create_engine, event, text
from sqlalchemy.pool import NullPool

from rmo_web.help_requests.rules import Action
from rmo_web.kernel.db import db
from tests.attaching import RIGHT, sent
from tests.makers import Maker
from tests.test_reliability import everything, uri

pytestmark = pytest.mark.trouble
TYPED = "Как списать учебники?\n" + "Подробности. " * 1500
ROOM = ("help_request", "help_message", "attachment", "attachment_bytes", "journal", "notice",
        "letter", "sent_form")  # fmt: skip


@pytest.fixture
def house(new_house):
    """A request that has been taken, its author's and the head's browser, and a short patience."""
    app = new_house(with_tables=True)
    with app.app_context():
        make = Maker()
        author, head = make.librarian(), make.head()
        asked = make.ask(author)
        make.move(asked, Action.TAKE, head)
        browsers = {}
        for name, account in (("author", author), ("head", head)):
            browsers[name] = app.test_client()
            session = make.signed_in(account)
            with browsers[name].session_transaction() as cookie:
                cookie.update(session)
        urls = {"ask": "/help-requests/new", "move": f"/help-requests/{asked.id}/move"}
        forms = {
            "ask": {"rubric_id": make.rubric().id, "question": TYPED, "wished": "writing"},
            "reply": {"action": "reply", "text": TYPED},
            "note": {"action": "note", "text": TYPED},
            "answer": {"action": "answer", "text": TYPED, "version": make.held(asked).version},
        }
        db.session.remove()

        @event.listens_for(db.engine, "connect")
        def hurry(connection, _):
            is_sqlite = uri(app).startswith("sqlite")
            patience = "PRAGMA busy_timeout = 20" if is_sqlite else "SET lock_timeout = '20ms'"
            connection.execute(patience)
            if not is_sqlite:
                connection.commit()

        db.engine.dispose()

    def send(deed, *files):
        client = browsers["author" if deed in {"ask", "reply"} else "head"]
        url = urls["ask" if deed == "ask" else "move"]
        return client.post(url, **sent(*files, nonce="n1", **forms[deed]))

    return app, send


DEEDS = ("ask", "reply", "note", "answer")


def stored(app):
    with app.app_context():
        rows = everything()
        return {name: rows[name] for name in ROOM}


def hands_back(answer, *, with_file):
    """The page that sends the same words with one press."""
    page = html.fromstring(answer.text)
    words = [area.text.strip().replace("\r\n", "\n") for area in page.xpath("//form//textarea")]
    assert TYPED.strip() in words
    assert page.xpath("//form//input[@name='nonce']/@value") == ["n1"]
    assert ("Файл браузер не хранит" in answer.text) is with_file
    assert "Traceback" not in answer.text


@pytest.fixture
def full(house):
    """The disk of the house is full; SQLite itself says so."""
    app, send = house
    if not uri(app).startswith("sqlite"):
        pytest.skip("a limit of pages is SQLite's")

    def fill(connection, *_):
        [pages] = connection.execute("PRAGMA page_count").fetchone()
        connection.execute(f"PRAGMA max_page_count = {pages}")

    with app.app_context():
        event.listen(db.engine, "connect", fill)
        db.engine.dispose()
    return app, send


@pytest.mark.parametrize("files", [(), (("a.pdf", RIGHT["pdf"]),)], ids=["bare", "with a file"])
@pytest.mark.parametrize("deed", DEEDS)
def test_a_full_disk_hands_the_words_back_and_stores_nothing(full, deed, files):
    app, send = full
    before = stored(app)
    answer = send(deed, *files)
    assert answer.status_code == 503
    assert "нет места" in answer.text
    hands_back(answer, with_file=bool(files))
    assert stored(app) == before


@pytest.mark.parametrize("files", [(), (("a.pdf", RIGHT["pdf"]),)], ids=["bare", "with a file"])
@pytest.mark.parametrize("deed", DEEDS)
def test_a_held_database_hands_the_words_back_and_one_press_more_sends_them(house, deed, files):
    app, send = house
    before = stored(app)
    with held(app):
        answer = send(deed, *files)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "60")
    hands_back(answer, with_file=bool(files))
    assert stored(app) == before
    assert send(deed, *files).status_code == 303
    assert len(stored(app)["help_message"]) == len(before["help_message"]) + 1


class held:  # noqa: N801 - reads as the word it is
    """Another program holds what a request of this room must write to."""

    def __init__(self, app):
        self.uri = uri(app)

    def __enter__(self):
        if self.uri.startswith("sqlite"):
            path = self.uri.removeprefix("sqlite:///")
            self.holder = sqlite3.connect(path, isolation_level=None)
            self.holder.execute("BEGIN IMMEDIATE")
            return
        self.holder = create_engine(self.uri, poolclass=NullPool).connect()
        self.holder.execute(text("LOCK TABLE help_message IN SHARE ROW EXCLUSIVE MODE"))

    def __exit__(self, *_):
        if self.uri.startswith("sqlite"):
            self.holder.execute("ROLLBACK")
        self.holder.close()
