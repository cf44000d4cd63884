"""A clean database for each test, and the cast: head, methodist, librarian, stranger."""

import gc
import os
import shutil
import subprocess
import sys
from contextvars import Context
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import ClassVar

import pytest
from flask import has_app_context
from flask_login import FlaskLoginClient
from flask_migrate import upgrade
from hypothesis import settings
from jinja2 import BytecodeCache
from sqlalchemy import delete

from rmo_web import create_app
from rmo_web.household import audit
from rmo_web.kernel.db import Base, db
from rmo_web.settings import TOP, Settings
from tests import moulds
from tests.makers import Maker
from tests.postgres import cluster, copied, new_database
from tests.proofread import proofread
from tests.world import world

__all__ = ["world"]

os.environ["FLASK_SKIP_DOTENV"] = "1"  # the `.env` of this machine is no part of a test
# The program is started some hundred times: it is compiled once, whatever this machine prefers.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False
settings.register_profile("house", deadline=None)  # a clock in a test fails on a busy machine
settings.load_profile("house")
PASSWORD = "четыре-слова-для-входа"


def pytest_itemcollected(item):
    """Whatever reaches the database is marked so; the rest is the same on each kind of it."""
    if "database_url" in getattr(item, "fixturenames", ()):
        item.add_marker(pytest.mark.database)


def pytest_collection_finish():
    """What is loaded by now stays to the end, and is not searched for rubbish again and again."""
    gc.collect()
    gc.freeze()


class Browser(FlaskLoginClient):
    """A client whose every request has a context of its own, as in life."""

    def open(self, *args, **kwargs):
        if has_app_context():
            db.session.rollback()  # the test's own reading must not hold the write lock
        answer = Context().run(super().open, *args, **kwargs)
        if answer.mimetype == "text/html" and "<html" in answer.text:
            proofread(answer.text)
        return answer


def application(instance, url="", **overrides):
    """The application over a database of its own, with hashes that cost nothing."""
    settings = Settings(instance=str(instance), database_url=url, demo_password=PASSWORD)
    app = create_app(
        settings,
        TESTING=True,
        PROPAGATE_EXCEPTIONS=False,
        WTF_CSRF_ENABLED=False,
        PASSWORD_COST="cheap",
        **overrides,
    )
    app.test_client_class = Browser
    app.jinja_env.bytecode_cache = Compiled()
    return app


class Compiled(BytecodeCache):
    """Templates are compiled once for all applications of the tests."""

    kept: ClassVar = {}

    def load_bytecode(self, bucket):
        bucket.code = self.kept.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket):
        self.kept[bucket.key, bucket.checksum] = bucket.code


@pytest.fixture(scope="session")
def database_url():
    """Where the tests keep their rows: memory, or a PostgreSQL of their own."""
    if os.environ.get("TEST_DATABASE") != "postgres":
        yield ""
        return
    with cluster() as address:
        yield address


@pytest.fixture(scope="session")
def tables(database_url):
    """Where an empty house with its tables is, on a disk of memory where there is one."""
    with in_memory() as folder:
        address = database_url and new_database(database_url)
        app = application(folder, address)
        with app.app_context():
            upgrade(app.config["MIGRATIONS"])
            db.engine.dispose()
        yield folder, address


@pytest.fixture(scope="session")
def built(tables):
    """The application with its tables."""
    with in_memory() as folder:
        app = like(tables, folder)
        yield app
        with app.app_context():
            db.engine.dispose()


def in_memory():
    memory = Path("/dev/shm")
    return TemporaryDirectory(dir=memory if memory.is_dir() else None)


def like(tables, folder):
    """An application over a copy of these tables."""
    original, address = tables
    if address:
        return application(folder, copied(address))
    shutil.copy(Path(original) / "rmo.db", folder)
    return application(folder)


@pytest.fixture
def app(built):
    """The application inside a context; every table is empty before the test."""
    with built.app_context():
        empty()
        yield built
        db.session.remove()


def empty():
    """Take every row out of the few tables that have any."""
    connection = db.session.connection()
    found = moulds.full(connection)
    if found:
        audit.unlock(connection)
        for table in reversed(Base.metadata.sorted_tables):
            if table.name in found:
                connection.execute(delete(table))
        audit.lock(connection)
    db.session.commit()


@pytest.fixture
def make(app):
    return Maker()


@pytest.fixture
def as_(app, make):
    """`as_(account)`: a browser in which this account has signed in."""

    def browser(account=None):
        client = app.test_client()
        if account is not None:
            with client.session_transaction() as session:
                session.update(make.signed_in(account))
        return client

    return browser


@pytest.fixture
def on_day(app, monkeypatch):
    """`on_day(date(2019, 12, 9))`: what comes after it in the test happens on that day."""
    return lambda day: monkeypatch.setitem(app.config, "TODAY", day.isoformat())


@pytest.fixture
def new_house(tmp_path, database_url, tables):
    """`new_house()`: one more application over a database of its own, empty or `with_tables`."""
    made = []

    def build(*, with_tables=False):
        folder = tmp_path / f"house-{len(made)}"
        folder.mkdir()
        if with_tables:
            made.append(like(tables, folder))
        else:
            made.append(application(folder, database_url and new_database(database_url)))
        return made[-1]

    yield build
    for app in made:
        with app.app_context():
            db.engine.dispose()


def command(word, folder, **said):
    """Run a command of the program over this folder, as whoever keeps the machine does."""
    ours = {"RMO_INSTANCE": str(folder), "RMO_DEMO_PASSWORD": PASSWORD, "RMO_TODAY": ""}
    others = {"DATABASE_URL": "", "RMO_MAIL": "", "HOST": "", "BASE_URL": ""}
    words = [sys.executable, "-m", "rmo_web", word]
    environment = os.environ | ours | others | said
    subprocess.run(words, cwd=TOP, env=environment, check=True, capture_output=True)


@pytest.fixture(scope="session")
def left_by(tmp_path_factory):
    """`left_by("demo", folder)`: the folder as this command leaves it, which is run only once."""
    made = {}

    def put(word, folder):
        if word not in made:
            made[word] = tmp_path_factory.mktemp(word) / "instance"
            command(word, made[word])
        shutil.copytree(made[word], folder, dirs_exist_ok=True)

    return put
