"""What was acknowledged is there, however the server or one of its processes ends."""

import http.client
import os
import re
import secrets
import signal
import sqlite3
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Event
from urllib.parse import urlencode

import pytest
from sqlalchemy import create_engine, text

from rmo_web.settings import TOP
from tests.conftest import PASSWORD, command
from tests.peers import slow_peers
from tests.postgres import cluster, copied, free_port, new_database

pytestmark = pytest.mark.server
WRITERS, LIVES, WORDS = 4, 2, 20
STORES = ["delete", "wal", "postgresql"]


@pytest.fixture(scope="module")
def postgresql():
    """A database with the example, of which each test gets a copy."""
    with cluster() as address:
        furnished = new_database(address)
        with TemporaryDirectory() as folder:
            command("demo", folder, DATABASE_URL=furnished)
        yield furnished


@pytest.fixture(params=STORES)
def machine(request, tmp_path, left_by):
    """A machine on which the example has been put."""
    ours = {
        "RMO_INSTANCE": str(tmp_path), "RMO_DEMO_PASSWORD": PASSWORD, "PORT": str(free_port()),
        "HOST": "127.0.0.1", "RMO_WORKERS": "2", "RMO_MAIL": "", "BASE_URL": "", "RMO_TODAY": "",
        "DATABASE_URL": "",
    }  # fmt: skip
    if request.param == "postgresql":
        address = request.getfixturevalue("postgresql")
        return os.environ | ours | {"DATABASE_URL": copied(address)}
    left_by("demo", tmp_path)
    return os.environ | ours | {"RMO_SQLITE_JOURNAL": request.param}


@contextmanager
def server(machine):
    """The server as a group of processes that can be killed as one."""
    command = [sys.executable, "-m", "rmo_web.server"]
    with subprocess.Popen(
        command, cwd=TOP, env=machine, start_new_session=True,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    ) as running:  # fmt: skip
        until = time.monotonic() + 30
        while not answers(machine):
            assert time.monotonic() < until, "the server did not start"
            time.sleep(0.05)
        try:
            yield running
        finally:
            with suppress(ProcessLookupError):
                os.killpg(running.pid, signal.SIGKILL)


def workers(running):
    """The processes that serve."""
    listed = Path(f"/proc/{running.pid}/task/{running.pid}/children").read_text()
    return set(map(int, listed.split()))


def answers(machine):
    try:
        return Browser(machine).ask("GET", "/healthz")[0] == 200
    except OSError:
        return False


class Browser:
    def __init__(self, machine):
        self.machine, self.cookie, self.token = machine, "", ""

    def ask(self, method, path, said=None):
        connection = http.client.HTTPConnection("127.0.0.1", self.machine["PORT"], timeout=10)
        headers = {"Cookie": self.cookie, "X-CSRFToken": self.token}
        if said:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        with closing(connection):
            connection.request(method, path, urlencode(said) if said else None, headers)
            answer = connection.getresponse()
            page = answer.read().decode()
        if cookie := answer.headers.get("Set-Cookie"):
            self.cookie = cookie.partition(";")[0]
        if found := re.search(r'name="csrf" content="([^"]+)"', page):
            self.token = found[1]
        return answer.status, page

    def sign_in(self):
        self.ask("GET", "/sign-in")
        assert self.ask("POST", "/sign-in", {"login": "head", "password": PASSWORD})[0] == 303
        self.ask("GET", "/")
        return self


def write(browser, stop, acknowledged):
    """Send notes, one after another; remember those that the server says it has."""
    while not stop.is_set():
        words = secrets.token_hex(8)
        said = {"action": "note", "text": words, "nonce": words}
        with suppress(OSError, http.client.HTTPException):
            code, _ = browser.ask("POST", "/help-requests/1/move", said)
            if code == 303:
                acknowledged.append(words)


@contextmanager
def writing(machine, acknowledged):
    """People write all the while; afterwards nobody does."""
    browser, stop = Browser(machine).sign_in(), Event()
    with ThreadPoolExecutor(WRITERS) as pool:
        for _ in range(WRITERS):
            twin = Browser(machine)
            twin.cookie, twin.token = browser.cookie, browser.token
            pool.submit(write, twin, stop, acknowledged)
        try:
            yield
        finally:
            stop.set()


def wait_for(more, acknowledged):
    """The server is under load till it has acknowledged so many words more."""
    enough, until = len(acknowledged) + more, time.monotonic() + 30
    while len(acknowledged) < enough:
        assert time.monotonic() < until, "the server takes no words"
        time.sleep(0.01)


def stored(machine, question):
    if machine["DATABASE_URL"]:
        engine = create_engine(
            machine["DATABASE_URL"].replace("postgresql:", "postgresql+psycopg:")
        )
        with engine.connect() as connection:
            found = [row[0] for row in connection.execute(text(question))]
        engine.dispose()
        return found
    with closing(sqlite3.connect(f"{machine['RMO_INSTANCE']}/rmo.db")) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        return [row[0] for row in connection.execute(question)]


def kept(machine):
    """The notes that are there: each once, and with its line of the journal."""
    notes = stored(machine, "SELECT text FROM help_message WHERE kind = 'note'")
    told = stored(machine, "SELECT id FROM journal WHERE fact = 'help_requests.Noted'")
    assert len(notes) == len(set(notes)) == len(told)
    return set(notes)


def test_what_was_acknowledged_survives_the_killing_of_the_server(machine):
    acknowledged = []
    for _ in range(LIVES):
        with ExitStack() as life:
            running = life.enter_context(server(machine))
            life.enter_context(writing(machine, acknowledged))
            wait_for(WORDS, acknowledged)
            os.killpg(running.pid, signal.SIGKILL)
    assert set(acknowledged) <= kept(machine)


def test_one_process_killed_among_slow_peers_is_replaced_and_costs_no_word(machine):
    acknowledged, before = [], set(kept(machine))
    with server(machine) as running, slow_peers(machine["PORT"], 300):
        first = workers(running)
        with writing(machine, acknowledged):
            wait_for(WORDS, acknowledged)
            os.kill(min(first), signal.SIGKILL)
            wait_for(WORDS, acknowledged)
        until = time.monotonic() + 30
        while len(workers(running) - {min(first)}) < len(first):
            assert time.monotonic() < until, "nobody took the place of the killed process"
            time.sleep(0.05)
    assert set(acknowledged) <= kept(machine) - before


def test_the_end_of_the_server_waits_for_what_was_begun(machine):
    acknowledged, before = [], kept(machine)
    with server(machine) as running, writing(machine, acknowledged):
        wait_for(WORDS, acknowledged)
        running.send_signal(signal.SIGTERM)
        assert running.wait(40) == 0
    assert set(acknowledged) == kept(machine) - before  # nothing was stored and not answered
