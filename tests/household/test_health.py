"""What `check` and /healthz say of a house that is ill."""

import os
import shutil
from collections import namedtuple

import pytest
from sqlalchemy import delete, event, update

from rmo_web.household import files, health
from rmo_web.household.files import AttachmentBytes
from rmo_web.kernel.db import db, dialect, saving

PDF = b"%PDF-1.7\n1 0 obj"


def finding(title):
    [found] = [one for one in health.examine() if one.title == title]
    return found.said, found.is_well


@pytest.fixture
def attached(app, make):
    """Three files, by their numbers."""
    head = make.head()
    with saving():
        return [
            files.attach("x", 1, f"{name}.pdf", PDF, by=head.id, at=make.at).id for name in "abc"
        ]


def test_a_house_that_is_well_is_ready_and_says_so(as_, attached):
    answer = as_().get("/healthz")
    assert (answer.status_code, answer.json["ready"]) == (200, True)
    assert finding("Запись") == ("возможна", True)
    assert finding("Вложения") == ("в порядке", True)


def test_files_that_lost_their_bytes_and_files_that_changed_are_told_by_number(attached):
    with saving():
        db.session.execute(delete(AttachmentBytes).filter_by(attachment_id=attached[0]))
        changed = update(AttachmentBytes).filter_by(attachment_id=attached[2])
        db.session.execute(changed.values(content=PDF + b"!"))
    said = f"содержимого нет: № {attached[0]}; содержимое испорчено: № {attached[2]}"
    assert finding("Вложения") == (said, False)


def read_only(monkeypatch):
    monkeypatch.setattr(os, "access", lambda path, mode: not str(path).endswith("rmo.db"))


def full(monkeypatch):
    usage = namedtuple("usage", "free")
    monkeypatch.setattr(shutil, "disk_usage", lambda path: usage(100_000))


@pytest.mark.parametrize(
    ("fall_ill", "said"), [(read_only, "закрыта запись в"), (full, "на диске нет места")]
)
def test_a_database_that_cannot_be_written_to_is_not_ready(app, as_, monkeypatch, fall_ill, said):
    if dialect() != "sqlite":
        pytest.skip("a file of ours is SQLite's")
    fall_ill(monkeypatch)
    answer = as_().get("/healthz")
    assert (answer.status_code, answer.json["ready"]) == (503, False)
    words, is_well = finding("Запись")
    assert said in words
    assert not is_well


def test_a_server_that_takes_no_changes_is_not_ready(app, as_):
    if dialect() == "sqlite":
        pytest.skip("SQLite has no such setting")

    def close(connection, *_):
        connection.execute("SET default_transaction_read_only = on")
        connection.commit()

    db.session.remove()
    event.listen(db.engine, "connect", close)
    db.engine.dispose()
    try:
        assert as_().get("/healthz").status_code == 503
        assert finding("Запись") == ("невозможна: сервер открыт только для чтения", False)
    finally:
        event.remove(db.engine, "connect", close)
        db.session.remove()
        db.engine.dispose()


def test_asking_whether_it_is_ready_waits_for_nobody_who_writes(app, as_):
    with db.engine.connect() as writer:
        writer.exec_driver_sql("UPDATE alembic_version SET version_num = version_num")
        assert as_().get("/healthz").status_code == 200
        writer.rollback()
