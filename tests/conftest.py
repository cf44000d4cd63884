"""A clean database for each test, and the cast: head, methodist, librarian, stranger."""

import os
from contextvars import Context
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import uuid4

import pytest
from flask import has_app_context
from flask_login import FlaskLoginClient
from flask_migrate import upgrade
from hypothesis import settings
from sqlalchemy import create_engine, delete, text
from sqlalchemy.pool import NullPool

from rmo_web import create_app
from rmo_web.household import audit
from rmo_web.kernel.db import Base, db
from rmo_web.settings import Settings
from tests import moulds
from tests.makers import Maker
from tests.postgres import cluster
from tests.proofread import proofread

os.environ["FLASK_SKIP_DOTENV"] = "1"  # the `.env` of this machine is no part of a test
settings.register_profile("house", deadline=None)  # a clock in a test fails on a busy machine
settings.load_profile("house")
PASSWORD = "четыре-слова-для-входа"


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
    return app


@pytest.fixture(scope="session")
def database_url():
    """Where the tests keep their rows: memory, or a PostgreSQL of their own."""
    if os.environ.get("TEST_DATABASE") != "postgres":
        yield ""
        return
    with cluster() as address:
        yield address


@pytest.fixture(scope="session")
def built(database_url):
    """The application with its tables, on a disk of memory where there is one."""
    memory = Path("/dev/shm")
    with TemporaryDirectory(dir=memory if memory.is_dir() else None) as folder:
        app = application(folder, database_url)
        with app.app_context():
            upgrade(app.config["MIGRATIONS"])
        yield app
        with app.app_context():
            db.engine.dispose()


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
def new_house(tmp_path, database_url):
    """`new_house()`: one more application over an empty database of its own."""
    made = []

    def build():
        name = f"house_{uuid4().hex[:12]}"
        folder = tmp_path / name
        folder.mkdir()
        if database_url:
            server = create_engine(database_url, isolation_level="AUTOCOMMIT", poolclass=NullPool)
            with server.connect() as connection:
                connection.execute(text(f"CREATE DATABASE {name}"))
        address = database_url and f"{database_url.rsplit('/', 1)[0]}/{name}"
        made.append(application(folder, address))
        return made[-1]

    yield build
    for app in made:
        with app.app_context():
            db.engine.dispose()
