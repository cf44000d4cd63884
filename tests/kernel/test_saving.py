from dataclasses import dataclass
from datetime import UTC, datetime
from typing import ClassVar

import pytest
from sqlalchemy import delete, event, func, insert, select, text, update
from sqlalchemy.exc import DatabaseError

from rmo_web.household import audit, backup
from rmo_web.household.audit import AuditEntry
from rmo_web.kernel import events
from rmo_web.kernel.db import SentForm, db, dialect, saving, wal_is_safe
from rmo_web.kernel.errors import Refused, Repeated
from rmo_web.kernel.events import Happened
from rmo_web.kernel.hooks import NamedHooks
from rmo_web.kernel.years import SchoolYear

NOON = datetime(2019, 12, 9, 12, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rang(Happened):
    words: ClassVar[str] = "позвонил(а)"
    bell: str = "медный"


def years():
    return db.session.scalar(select(func.count()).select_from(SchoolYear))


def test_a_form_sent_twice_is_accepted_once(app):
    with saving("nonce", by=7) as saved:
        db.session.add(SchoolYear(starts_in=2019))
        saved.url = "/there"
    with pytest.raises(Repeated) as twin, saving("nonce", by=7):
        pytest.fail("the second sending must not get in")
    assert twin.value.url == "/there"
    assert years() == 1


def test_another_person_may_send_the_same_nonce(app):
    for account in (7, 8):
        with saving("nonce", by=account):
            pass
    assert db.session.scalar(select(func.count()).select_from(SentForm)) == 2


def test_a_failure_leaves_nothing_behind(app):
    with pytest.raises(Refused), saving("nonce", by=7):
        db.session.add(SchoolYear(starts_in=2019))
        events.emit(Rang(by=7, at=NOON))
        db.session.flush()
        raise Refused("Нет.")
    with saving():
        pass
    assert (years(), audit.newest(limit=5)) == (0, [])
    with saving("nonce", by=7):
        pass


def test_a_listener_that_fails_undoes_the_deed(app, monkeypatch):
    def fall(fact):
        raise RuntimeError

    monkeypatch.setattr(events, "_heard", NamedHooks())
    events.on(Rang)(fall)
    with pytest.raises(RuntimeError), saving():
        db.session.add(SchoolYear(starts_in=2019))
        events.emit(Rang(by=7, at=NOON))
    assert years() == 0


def test_every_fact_is_written_into_the_journal(app):
    with saving():
        events.emit(Rang(by=7, at=NOON, about=3))
    entry = db.session.scalars(select(AuditEntry)).one()
    assert (entry.by, entry.about, entry.words, entry.at) == (7, 3, "позвонил(а)", NOON)
    assert "медный" in entry.details


@pytest.mark.parametrize(
    "attack",
    [
        update(AuditEntry).values(words="ничего не было"),
        delete(AuditEntry),
        text("DELETE FROM journal"),
    ],
    ids=["update", "delete", "sql"],
)
def test_the_database_itself_keeps_the_journal(app, attack):
    with saving():
        events.emit(Rang(by=7, at=NOON))
    with pytest.raises(DatabaseError, match="append-only"):
        db.session.execute(attack)
    db.session.rollback()
    assert len(audit.newest(limit=5)) == 1


def test_an_entry_cannot_be_put_in_the_place_of_another(app):
    with saving():
        events.emit(Rang(by=7, at=NOON))
    columns = "id, at, fact, words, details, address"
    forged = f"SELECT {columns.replace('words', chr(39) + 'ничего' + chr(39))} FROM journal"
    attacks = {
        "sqlite": f"INSERT OR REPLACE INTO journal ({columns}) {forged}",
        "postgresql": f"INSERT INTO journal ({columns}) {forged} ON CONFLICT (id) "
        "DO UPDATE SET words = excluded.words",
    }
    with pytest.raises(DatabaseError, match="append-only"):
        db.session.execute(text(attacks[dialect()]))
    db.session.rollback()
    assert audit.newest(limit=5)[0].words == "позвонил(а)"


@pytest.mark.parametrize(
    ("version", "is_safe"),
    [((3, 40, 1), False), ((3, 44, 5), False), ((3, 44, 6), True), ((3, 45, 0), False),
     ((3, 50, 7), True), ((3, 51, 2), False), ((3, 51, 3), True), ((3, 52, 0), True)],
)  # fmt: skip
def test_wal_is_used_only_where_it_cannot_lose_pages(version, is_safe):
    assert wal_is_safe(version) is is_safe


def test_what_only_reads_cannot_write_not_even_after_a_copy(app, tmp_path):
    db.session.remove()
    db.engine.dispose()  # one connection for all that follows
    for _ in range(2):
        with app.test_request_context("/"), pytest.raises(DatabaseError, match=r"read-?only"):
            db.session.execute(insert(SchoolYear).values(starts_in=2019))
        db.session.rollback()
        backup.take(tmp_path, NOON, app.config["SQLALCHEMY_DATABASE_URI"])
    with app.test_request_context("/", method="POST"), saving():
        db.session.add(SchoolYear(starts_in=2019))
    assert years() == 1


def test_reading_again_expires_no_prepared_statement(app):
    said = []
    with app.test_request_context("/"), db.engine.connect() as connection:
        event.listen(connection, "before_cursor_execute", lambda *told: said.append(told[2]))
        for _ in range(3):
            connection.execute(select(SchoolYear.id))
            connection.rollback()
    expires = [statement for statement in said if "query_only=" in statement]
    assert len(expires) <= 1
