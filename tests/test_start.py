"""One `.env` for server and commands, whatever folder they are started from, and nobody else's."""

import os
import shutil
import signal
import stat
import subprocess
import sys
import time
import urllib.request
from dataclasses import fields
from pathlib import Path

import pytest

from rmo_web.settings import TOP, Settings
from tests.postgres import free_port

pytestmark = pytest.mark.server

NONSENSE = "PORT=восемь\nRMO_MAIL=pigeon\nDATABASE_URL=mysql://nobody\nRMO_TODAY=завтра\n"
OURS = {one.metadata["variable"] for one in fields(Settings)} | {"FLASK_SKIP_DOTENV"}
BARE = {name: value for name, value in os.environ.items() if name not in OURS}
COMMAND, FLASK = ["-m", "rmo_web"], ["-m", "flask", "--app", "wsgi"]


@pytest.fixture
def top(tmp_path):
    """Where the program is installed, with no setting said."""
    installed = tmp_path / "opt" / "rmo_web"
    shutil.copytree(TOP / "rmo_web", installed / "rmo_web")
    for name in ("begin.py", "wsgi.py", "Makefile"):
        shutil.copy(TOP / name, installed)
    for name in ("templates", "static"):
        (installed / name).symlink_to(TOP / name)
    return installed


def run(cwd, *words, **said):
    command = [sys.executable, *map(str, words)]
    return subprocess.run(
        command, cwd=cwd, env=BARE | said, capture_output=True, text=True, timeout=60
    )


def say(top, text, name=".env"):
    (top / name).write_text(text)


def test_every_door_and_every_folder_gives_one_result(top, tmp_path):
    say(top, "RMO_INSTANCE='data of ${HOME} #1' # здесь\n")
    (tmp_path / "elsewhere").mkdir()
    say(tmp_path / "elsewhere", "TZ=UTC\nMYSQL_PORT=3306\n")
    base = f"База: {top}/data of ${{HOME}} #1/rmo.db\n"
    for words, folder, said in [
        (COMMAND, top, {}),
        (COMMAND, tmp_path / "elsewhere", {"PYTHONPATH": str(top)}),
        (FLASK, top, {}),
        (["-m", "flask", "--app", top / "wsgi.py"], tmp_path / "elsewhere", {}),
    ]:
        done = run(folder, *words, "init", **said)
        assert (done.returncode, done.stderr) == (0, ""), words
        assert done.stdout.startswith(base), words


def test_what_the_environment_says_wins_for_flask_too(top):
    say(top, "RMO_INSTANCE=of-the-file\nDATABASE_URL=postgresql://rmo@127.0.0.1:1/rmo\n")
    done = run(top, *FLASK, "init", RMO_INSTANCE="mine", DATABASE_URL="")
    assert done.stdout.startswith(f"База: {top}/mine/rmo.db\n"), done.stderr


@pytest.mark.parametrize("name", [".env", ".flaskenv"])
def test_a_file_of_another_folder_chooses_no_database(top, name):
    say(top.parent, "RMO_INSTANCE=foreign\nTZ=UTC\n", name)
    done = run(top, *COMMAND, "init")
    assert done.stdout.startswith(f"База: {top}/instance/rmo.db\n"), done.stderr

    refused = run(top, *FLASK, "backup")
    assert (refused.returncode, refused.stdout) == (1, "")
    assert refused.stderr.startswith(
        f"Команда flask взяла RMO_INSTANCE из чужого файла {top.parent}/{name}."
    )
    assert refused.stderr.count("\n") == 1


@pytest.mark.parametrize("words", [[*COMMAND, "init"], [*FLASK, "init"], ["-m", "rmo_web.server"]])
def test_a_file_of_nonsense_is_said_in_sentences_and_ends_the_start(top, words):
    say(top, NONSENSE)
    done = run(top, *words)
    assert (done.returncode, done.stdout) == (1, "")
    starts = [line.partition(":")[0] for line in done.stderr.splitlines()]
    assert starts == [
        f"{name} в .env" for name in ("DATABASE_URL", "PORT", "RMO_TODAY", "RMO_MAIL")
    ]
    assert not (top / "instance").exists()


def test_a_file_of_windows_1251_is_said_in_one_sentence(top):
    (top / ".env").write_bytes("# Порт\nPORT=8000\n".encode("cp1251"))
    done = run(top, *COMMAND, "init")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == (
        f"Файл {top}/.env не в кодировке UTF-8: сохраните его заново, выбрав UTF-8.\n"
    )


def test_a_file_that_is_changed_under_a_server_is_for_the_next_start(top):
    port = free_port()
    say(top, f"PORT={port}\nRMO_WORKERS=1\n")
    assert run(top, *COMMAND, "init").returncode == 0
    with subprocess.Popen(
        [sys.executable, "-m", "rmo_web.server"], cwd=top, env=BARE, start_new_session=True,
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
    ) as running:  # fmt: skip
        try:
            assert is_ready(port)
            say(top, NONSENSE)
            children = Path(f"/proc/{running.pid}/task/{running.pid}/children").read_text().split()
            os.kill(int(children[0]), signal.SIGKILL)
            assert is_ready(port)
        finally:
            os.killpg(running.pid, signal.SIGTERM)
        assert running.stdout.readline() == f"База: {top}/instance/rmo.db\n"


def is_ready(port):
    until = time.monotonic() + 30
    while time.monotonic() < until:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5) as said:
                return said.status == 200
        except OSError:
            time.sleep(0.05)
    return False


@pytest.fixture
def make(top):
    """`make("run", "PORT=1", HOST="…")`: what this target says to command and server alike."""
    if not shutil.which("make"):
        pytest.skip("make is not installed")
    python = top / "python"
    names = " ".join(f"{name}=${{{name}-unsaid}}" for name in sorted(OURS))
    python.write_text(f"#!/bin/sh\necho {names}\n")
    python.chmod(python.stat().st_mode | stat.S_IXUSR)

    def given(*words, **said):
        prepared = [word for name in ("ready", "packed") for word in ("-o", f".venv/{name}")]
        done = subprocess.run(
            ["make", "-s", *prepared, f"BIN={top}", *words],
            cwd=top, env=BARE | said, capture_output=True, text=True, timeout=60,
        )  # fmt: skip
        command, server = done.stdout.splitlines()
        assert command == server, done.stderr
        pairs = (one.split("=") for one in command.split())
        return {name: value for name, value in pairs if value != "unsaid"}

    return given


def test_make_leaves_the_file_to_the_program_and_hands_the_terminal_on(top, make):
    say(top, NONSENSE)
    assert make("run") == {}
    assert make("run", "PORT=9001") == {"PORT": "9001"}
    assert make("run", PORT="9002", HOST="") == {"PORT": "9002", "HOST": ""}
    assert make("run", "DATABASE_URL=") == {"DATABASE_URL": ""}


def test_the_example_reads_nothing_of_the_file(top, make):
    say(top, NONSENSE)
    own = {"RMO_INSTANCE": f"{top}/instance/demo", "DATABASE_URL": "", "RMO_TODAY": "2019-12-09"}
    assert make("demo") == own | {"FLASK_SKIP_DOTENV": "1"}
    assert make("demo", PORT="9000") == own | {"FLASK_SKIP_DOTENV": "1", "PORT": "9000"}


def test_a_file_of_nonsense_changes_neither_tests_nor_measurements(top):
    say(top, NONSENSE)
    shutil.copytree(TOP / "tests", top / "tests")
    shutil.copytree(TOP / "tools", top / "tools")
    shutil.copy(TOP / "pyproject.toml", top)
    tested = run(
        top, "-m", "pytest", "-q", "-p", "no:xdist", "tests/test_server.py", "-k", "init_makes"
    )
    assert (tested.returncode, " passed" in tested.stdout) == (0, True), tested.stdout
    script = """from tools import bench; bench.set_up_in('data')
from rmo_web.settings import Settings; print(Settings.from_environment().database_shown)"""
    measured = run(top, "-c", script)
    assert measured.stdout == f"{top}/data/rmo.db\n", measured.stderr
