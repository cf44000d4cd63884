"""Copies hold their own association only, come back whole or not at all, and say why not."""

import os
import sqlite3
import subprocess
from contextlib import closing, nullcontext

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine, event, make_url, text
from sqlalchemy.exc import DatabaseError
from sqlalchemy.pool import NullPool

from rmo_web import demo as example
from rmo_web.household import backup, dumps, health
from rmo_web.kernel.db import Base, db, dialect, saving
from rmo_web.kernel.errors import Refused
from rmo_web.members import services as members
from tests.conftest import application
from tests.makers import TODAY
from tests.postgres import cluster
from tests.test_reliability import NOON, everything, migrate, uri

pytestmark = pytest.mark.trouble


def add_person(surname="Чижова"):
    with saving():
        told = members.NewPerson(surname)
        return members.add_person(told, by=None, at=NOON, today=TODAY).id


def found(name):
    with saving():
        members.found_association(name, "Район", "Центр", at=NOON)


# Schemas of one PostgreSQL


def as_admin(address, *statements):
    opened = create_engine(address, isolation_level="AUTOCOMMIT", poolclass=NullPool)
    with opened.connect() as connection:
        for statement in statements:
            connection.execute(text(statement))


@pytest.fixture(scope="module")
def districts(database_url):
    """A database for many associations, whatever the other tests run on."""
    with nullcontext(database_url) if database_url else cluster() as address:
        server = make_url(address).set(drivername="postgresql+psycopg")
        as_admin(server, "CREATE DATABASE districts")
        yield server.set(database="districts")
        as_admin(server, "DROP DATABASE districts WITH (FORCE)")


PASSWORD = "п@роль %"


@pytest.fixture
def district(districts, tmp_path):
    """`district("north")`: one more association, whose role may do nothing outside its schema."""
    made = {}

    def build(name):
        role = f"role_{len(made)}"
        as_admin(
            districts,
            f"CREATE ROLE {role} LOGIN",
            f'CREATE SCHEMA "{name}" AUTHORIZATION {role}',
        )
        path = {"options": f'-csearch_path="{name}"'}
        address = districts.set(username=role, password=PASSWORD, query=path)
        folder = tmp_path / role
        folder.mkdir()
        made[role] = application(folder, address.render_as_string(hide_password=False))
        return made[role]

    yield build
    for role, app in made.items():
        with app.app_context():
            db.session.remove()
            db.engine.dispose()
        as_admin(districts, f"DROP OWNED BY {role} CASCADE", f"DROP ROLE {role}")


def test_a_copy_of_one_schema_comes_back_into_another_beside_a_living_neighbour(
    district, tmp_path, monkeypatch
):
    north, south = district("север-1"), district("south")
    with north.app_context():
        migrate(north)
        example.load(at=NOON)
        before = everything()
        copy = backup.take(tmp_path / "copies", NOON, uri(north))
        last = add_person("Зимородкова")
        engine = db.engine
        db.session.remove()

    lines = dumps._lines

    def busy(*told):  # the neighbour writes all the time: nothing of hers may be locked
        with engine.begin() as connection:
            connection.execute(text("SET LOCAL lock_timeout = '50ms'"))
            connection.execute(text("LOCK TABLE person IN ACCESS EXCLUSIVE MODE"))
            connection.execute(text("UPDATE person SET awards = 'Грамота'"))
            yield from lines(*told)

    monkeypatch.setattr(dumps, "_lines", busy)
    with south.app_context():
        backup.put_back(copy, uri(south))
        assert everything() == before
        with db.engine.connect() as connection:
            context = MigrationContext.configure(connection, opts={"compare_type": True})
            assert compare_metadata(context, Base.metadata) == []
        assert add_person() == last  # the numbers go on where they stood
        with pytest.raises(DatabaseError, match="append-only"):
            db.session.execute(text("DELETE FROM journal"))
        db.session.rollback()
        loose = "SELECT count(*) FROM pg_constraint WHERE condeferrable"
        assert db.session.scalar(text(loose)) == 0
    with north.app_context():
        assert len(everything()["person"]) == len(before["person"]) + 1


def test_a_copy_holds_its_own_schema_only(district, tmp_path):
    north, south = district("north"), district("south")
    for one, name in ((north, "Север"), (south, "Юг")):
        with one.app_context():
            migrate(one)
            found(name)
    with north.app_context():
        copy = backup.take(tmp_path, NOON, uri(north))
    assert dumps.stands_at(copy).keys() == {"north"}
    listed = subprocess.run(["pg_restore", "--file=-", copy], capture_output=True, text=True)
    assert "Север" in listed.stdout
    assert "south" not in listed.stdout
    assert "Юг" not in listed.stdout


def test_a_house_that_was_begun_and_not_founded_is_an_empty_place(district, tmp_path):
    north, south = district("north"), district("south")
    for one in (north, south):
        with one.app_context():
            migrate(one)
    with north.app_context():
        found("Север")
        before = everything()
        copy = backup.take(tmp_path, NOON, uri(north))
    with south.app_context():
        backup.put_back(copy, uri(south))
        assert everything() == before
        with pytest.raises(Refused, match="не пустая"):
            backup.put_back(copy, uri(south))


def test_tables_of_others_in_the_path_are_left_alone(districts, district, tmp_path):
    north, south = district("north"), district("role_1")  # its own schema, found as "$user"
    with north.app_context():
        migrate(north)
        found("Север")
        copy = backup.take(tmp_path, NOON, uri(north))
    address = make_url(uri(south)).set(query={})
    south = application(tmp_path, address.render_as_string(hide_password=False))
    as_admin(districts, "CREATE TABLE public.person (id integer)",
             "ALTER TABLE public.person OWNER TO role_1")  # fmt: skip
    with south.app_context():
        backup.put_back(copy, uri(south))
        assert db.session.scalar(text("SELECT count(*) FROM public.person")) == 0
        assert db.session.scalar(text("SELECT name FROM role_1.association")) == "Север"
        db.session.remove()
        db.engine.dispose()


def test_whoever_founds_it_in_the_meantime_keeps_what_was_founded(district, tmp_path, monkeypatch):
    north, south = district("north"), district("south")
    for one in (north, south):
        with one.app_context():
            migrate(one)
    with north.app_context():
        found("Север")
        copy = backup.take(tmp_path, NOON, uri(north))
    with south.app_context():
        found("Юг")
        monkeypatch.setattr(dumps, "is_empty", lambda: True)
        with pytest.raises(Refused, match="не пустая"):
            backup.put_back(copy, uri(south))
        assert "'Юг'" in everything()["association"][0]


def test_a_copy_of_the_whole_database_as_it_was_taken_before_comes_back(
    districts, district, tmp_path
):
    old, copy = district("old"), tmp_path / "rmo-2026-11-23-120000.pgdump"
    with old.app_context():
        migrate(old)
        found("Прежнее")
        before = everything()
    whole = districts.set(drivername="postgresql").render_as_string(hide_password=False)
    dump = ["pg_dump", "--format=custom", f"--file={copy}", whole]
    subprocess.run(dump, check=True)
    fresh = district("fresh")
    with fresh.app_context():
        backup.put_back(copy, uri(fresh))
        assert everything() == before
    subprocess.run(dump, check=True)  # it holds both schemas now
    other = district("other")
    with other.app_context(), pytest.raises(Refused, match=r"несколько схем \(fresh, old\)"):
        backup.put_back(copy, uri(other))


def test_a_copy_that_breaks_off_changes_nothing(district, tmp_path, monkeypatch):
    north, south = district("north"), district("south")
    with north.app_context():
        migrate(north)
        example.load(at=NOON)
        copy = backup.take(tmp_path, NOON, uri(north))
    torn = tmp_path / "torn.pgdump"
    torn.write_bytes(copy.read_bytes()[:-400])
    with south.app_context():
        with pytest.raises(Refused, match=r"torn\.pgdump повреждён"):
            backup.put_back(torn, uri(south))
        assert everything() == {}
        monkeypatch.setattr(dumps, "stands_at", lambda _: {"north": "9999"})
        with pytest.raises(Refused, match="более новой программой"):
            backup.put_back(copy, uri(south))
        assert everything() == {}


def test_a_table_that_somebody_holds_is_waited_for_a_while(
    districts, district, tmp_path, monkeypatch
):
    monkeypatch.setattr(dumps, "WAITS", 50)
    north = district("north")
    holder = create_engine(districts, poolclass=NullPool)
    with north.app_context():
        migrate(north)
        with holder.begin() as held:
            held.execute(text("LOCK TABLE north.journal IN ACCESS EXCLUSIVE MODE"))
            with pytest.raises(Refused, match="занята, повторите позже"):
                backup.take(tmp_path / "copies", NOON, uri(north))
        assert list((tmp_path / "copies").iterdir()) == []


def test_a_schema_that_is_not_there_is_said_in_a_sentence(districts, district, tmp_path):
    gone = district("gone")
    as_admin(districts, "DROP SCHEMA gone")
    with gone.app_context():
        with pytest.raises(Refused, match=r"Схемы .*gone.* нет"):
            backup.take(tmp_path, NOON, uri(gone))
        assert any("gone" in one.said for one in health.examine() if not one.is_well)
    assert gone.test_client().get("/healthz").status_code == 503


SCRIPT = """#!/bin/sh
echo "$@" > {said}
echo "$PGPASSWORD" > {said}.secret
echo "pg_dump: error: server version: 16.4 (Debian); pg_dump version: 15.18" >&2
exit 1
"""


def test_the_password_stands_in_no_command_and_an_older_program_is_said(
    district, tmp_path, monkeypatch
):
    north, said = district("north"), tmp_path / "said"
    program = tmp_path / "pg_dump"
    program.write_text(SCRIPT.format(said=said))
    program.chmod(0o755)
    with north.app_context():
        migrate(north)
        monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)
        with pytest.raises(Refused, match=r"pg_dump 15\.18 старее сервера PostgreSQL 16\.4"):
            backup.take(tmp_path / "copies", NOON, uri(north))
    assert '--schema="north"' in said.read_text()
    assert "роль" not in said.read_text()
    assert (tmp_path / "said.secret").read_text() == f"{PASSWORD}\n"
    assert list((tmp_path / "copies").iterdir()) == []


# Both databases


def test_two_associations_do_not_throw_away_each_others_copies(new_house, tmp_path, monkeypatch):
    monkeypatch.setattr(backup, "KEPT", 2)
    for app in (new_house(with_tables=True), new_house(with_tables=True)):
        with app.app_context():
            for day in range(1, 5):
                backup.take(tmp_path, NOON.replace(day=day), uri(app))
    assert len(list(tmp_path.glob("rmo-2026*"))) == 2 * 2


@pytest.mark.parametrize(
    ("number", "said"),
    [(28, "нет места"), (13, "нет права"), (30, "только для чтения"), (5, "не отвечает")],
)
def test_a_disk_that_takes_no_copy_is_said_in_a_sentence_and_nothing_stays(
    app, tmp_path, monkeypatch, number, said
):
    def fail(path):
        raise OSError(number, os.strerror(number), str(path))

    monkeypatch.setattr(backup, "_keep_on_disk", fail)
    with pytest.raises(Refused, match=rf"^Копия не сделана: .*{said}\.$"):
        backup.take(tmp_path, NOON, uri(app))
    assert [one for one in tmp_path.iterdir() if one.name.startswith("rmo-")] == []


def test_a_folder_that_is_a_file_is_said_in_a_sentence(app, tmp_path):
    (tmp_path / "copies").write_text("")
    with pytest.raises(Refused, match="это файл, а не папка"):
        backup.take(tmp_path / "copies", NOON, uri(app))


def test_a_copy_of_the_other_database_is_told_apart(app, tmp_path):
    is_sqlite = dialect() == "sqlite"
    copy = tmp_path / "copy"
    copy.write_bytes(b"PGDMP\1" if is_sqlite else b"SQLite format 3\0")
    with pytest.raises(
        Refused, match="PostgreSQL, а .*SQLite" if is_sqlite else "SQLite, а .*Post"
    ):
        backup.put_back(copy, uri(app))


def test_a_base_that_is_not_begun_is_not_copied(new_house, tmp_path):
    app = new_house()
    with app.app_context(), pytest.raises(Refused, match="ещё пустая"):
        backup.take(tmp_path / "copies", NOON, uri(app))


# SQLite


@pytest.fixture
def houses(new_house, tmp_path):
    """A founded house with its copy, and an empty one."""
    app, empty = new_house(with_tables=True), new_house()
    if not uri(app).startswith("sqlite"):
        pytest.skip("these are of SQLite")
    with app.app_context():
        found("РМО")
        add_person()
        copy = backup.take(tmp_path / "copies", NOON, uri(app))
    return copy, empty, tmp_path / "copies"


def test_a_copy_of_a_newer_program_changes_nothing(houses):
    copy, empty, _ = houses
    with closing(sqlite3.connect(copy)) as opened, opened:
        opened.execute("UPDATE alembic_version SET version_num = '9999'")
    with empty.app_context():
        with pytest.raises(Refused, match="более новой программой"):
            backup.put_back(copy, uri(empty))
        assert everything() == {}


def test_a_torn_copy_changes_nothing(houses):
    copy, empty, _ = houses
    copy.write_bytes(copy.read_bytes()[:-4096])
    with empty.app_context():
        with pytest.raises(Refused, match="повреждён"):
            backup.put_back(copy, uri(empty))
        assert everything() == {}


def test_a_server_that_runs_sees_what_was_put_back(houses):
    copy, empty, _ = houses
    with empty.app_context():
        migrate(empty)
        db.session.remove()
        path = uri(empty).removeprefix("sqlite:///")
        with closing(sqlite3.connect(path)) as server:
            counted = "SELECT count(*) FROM person"
            assert server.execute(counted).fetchone() == (0,)
            backup.put_back(copy, uri(empty))
            assert server.execute(counted).fetchone() == (1,)


def test_what_is_founded_while_the_copy_is_read_is_kept(houses, monkeypatch):
    copy, empty, _ = houses
    read = backup._revision

    def founded_meanwhile(file):
        if file == copy:
            found("Новое")
        return read(file)

    with empty.app_context():
        migrate(empty)
        monkeypatch.setattr(backup, "_revision", founded_meanwhile)
        with pytest.raises(Refused, match="не пустая"):
            backup.put_back(copy, uri(empty))
        assert "'Новое'" in everything()["association"][0]


@pytest.mark.parametrize("lock", ["BEGIN IMMEDIATE", "BEGIN"])
def test_a_database_that_somebody_holds_is_not_replaced(houses, monkeypatch, lock):
    copy, empty, _ = houses
    monkeypatch.setattr(backup, "WAITS", 0.02)
    with empty.app_context():
        migrate(empty)
        db.session.remove()
        db.engine.dispose()
        event.listen(db.engine, "connect", lambda one, _: one.execute("PRAGMA busy_timeout = 20"))
        path = uri(empty).removeprefix("sqlite:///")
        with closing(sqlite3.connect(path, isolation_level=None)) as server:
            server.execute(lock)
            if lock == "BEGIN":
                server.execute("SELECT count(*) FROM person").fetchone()
            with pytest.raises(Refused, match="занята: остановите сервер"):
                backup.put_back(copy, uri(empty))
            server.execute("ROLLBACK")
        assert everything()["person"] == []


def test_a_sick_database_is_not_copied(houses):
    _, empty, copies = houses
    path = uri(empty).removeprefix("sqlite:///")
    with empty.app_context():
        migrate(empty)
        db.engine.dispose()
        with open(path, "r+b") as file:
            file.seek(4096 * 3)
            file.write(b"\xff" * 4096 * 5)
        with pytest.raises(Refused, match="Копия не сделана"):
            backup.take(copies, NOON, uri(empty))
    assert not list(copies.glob("*.part"))
