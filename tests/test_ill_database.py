"""A database that takes no changes: every page opens, every deed says so and loses no word."""

import errno
import os
from contextlib import closing, contextmanager

import pytest
from sqlalchemy import delete, event
from werkzeug.wrappers import Request

from rmo_web.household import files
from rmo_web.household.files import AttachmentBytes
from rmo_web.kernel.db import db, dialect, saving
from tests.attaching import RIGHT, question, sent
from tests.conftest import PASSWORD
from tests.test_hostile import every_form, guarded, quick
from tests.world import addresses

__all__ = ["every_form", "guarded", "question", "quick"]
pytestmark = pytest.mark.trouble


def full(connection, _):
    [pages] = connection.execute("PRAGMA page_count").fetchone()
    connection.execute(f"PRAGMA max_page_count = {pages}")


def only_reads(connection, _):
    connection.execute("SET default_transaction_read_only = on")
    connection.commit()


def opened_to_read(dialect, record, arguments, named):
    path = arguments[0]
    arguments[0] = path if path.startswith("file:") else f"file:{path}?mode=ro"
    named["uri"] = True


ILLS = {
    ("sqlite", "full"): ("connect", full),
    ("sqlite", "read only"): ("do_connect", opened_to_read),
    ("postgresql", "read only"): ("connect", only_reads),
}


@contextmanager
def ill(kind):
    """The database is ill in this way for as long as the block runs."""
    if (dialect(), kind) not in ILLS:
        pytest.skip("a limit of pages is SQLite's")
    how = ILLS[dialect(), kind]
    db.session.remove()
    db.engine.dispose()
    if kind == "full":  # the places of rows that earlier tests have removed are no free ones
        with closing(db.engine.raw_connection()) as opened:
            opened.execute("VACUUM")
    event.listen(db.engine, *how)
    db.engine.dispose()
    try:
        yield
    finally:
        db.session.remove()
        event.remove(db.engine, *how)
        db.engine.dispose()


@pytest.mark.parametrize("kind", ["full", "read only"])
def test_no_deed_is_a_bug_while_nothing_can_be_stored(every_form, kind):
    client, found = every_form
    with ill(kind):
        said = [client.post(address, data=fields) for _, address, fields in found]
    refused = [answer for answer in said if answer.status_code >= 500]
    assert len(refused) > 5
    assert {answer.status_code for answer in refused} == {503}
    assert all("ничего нельзя сохранить" in answer.text for answer in refused)


@pytest.mark.parametrize("kind", ["full", "read only"])
def test_every_page_opens_while_nothing_can_be_stored(guarded, world, quick, kind):
    client = quick(world["cast"]["head"])
    pages = addresses(guarded, world)
    well = {url: client.get(url).status_code for url in pages}
    if dialect() == "postgresql":
        well["/healthz"] = 503  # its server says that it takes no changes
    with ill(kind):
        assert {url: client.get(url).status_code for url in pages} == well


def test_signing_in_says_that_nothing_can_be_stored(make, as_):
    told = {"login": make.account(password=PASSWORD).login, "password": PASSWORD}
    with ill("read only"):
        answer = as_().post("/sign-in", data=told)
    assert answer.status_code == 503
    assert "только для чтения" in answer.text
    assert told["login"] in answer.text
    assert PASSWORD not in answer.text
    assert as_().post("/sign-in", data=told).status_code == 303


def test_a_file_whose_bytes_are_gone_is_said_to_be_lost(make, as_):
    head = make.head()
    with saving():
        file = files.attach("plan_upload", head.id, "a.pdf", RIGHT["pdf"], by=head.id, at=make.at)
    with saving():
        db.session.execute(delete(AttachmentBytes))
    answer = as_(head).get(f"/files/{file.id}")
    assert answer.status_code == 410
    assert "Файл потерян" in answer.text


def test_an_older_file_is_not_given_for_one_that_is_lost(make):
    head = make.head()
    for name in ("old.pdf", "new.pdf"):
        with saving():
            made = files.attach("x", 1, name, RIGHT["pdf"], by=head.id, at=make.at)
    with saving():
        db.session.execute(delete(AttachmentBytes).filter_by(attachment_id=made.id))
    assert files.kept("x", 1) is None


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EROFS])
def test_a_file_that_finds_no_place_is_said_and_nothing_is_promised(
    make, as_, question, monkeypatch, number
):
    def full(*_, **__):
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(Request, "_get_file_stream", full)
    answer = as_(make.librarian()).post(
        "/help-requests/new", **sent(("a.pdf", RIGHT["pdf"]), **question())
    )
    assert answer.status_code == 503
    assert "ничего нельзя сохранить" in answer.text
    assert "написанное здесь" not in answer.text
    assert "Отправить ещё раз" not in answer.text


def test_what_was_opened_while_it_was_read_only_is_opened_anew(make, as_):
    if dialect() != "sqlite":
        pytest.skip("PostgreSQL is asked at each transaction")
    client, how = as_(make.head()), ILLS["sqlite", "read only"]
    db.session.remove()
    event.listen(db.engine, *how)
    db.engine.dispose()
    client.get("/")
    event.remove(db.engine, *how)
    assert [client.post("/notices/read").status_code for _ in "12"] == [503, 303]
