"""The server and the commands, as whoever keeps the machine starts them."""

import errno
import http.client
import os
import re
import signal
import socket
import stat
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import contextmanager
from itertools import product

import pytest

from rmo_web.server import gunicorn, refusal
from rmo_web.serving import BODY_MAX
from rmo_web.settings import TOP, Settings
from tests.peers import SLOW, slow_peers
from tests.test_ledger import workers

pytestmark = pytest.mark.server

FORM = "application/x-www-form-urlencoded"
CODE = re.compile(r"[0-9A-Z]{4}(-[0-9A-Z]{4})+")


@pytest.fixture
def machine(tmp_path):
    """The environment of a machine on which nothing has been started yet."""
    ours = {"RMO_INSTANCE": str(tmp_path / "instance"), "RMO_DEMO_PASSWORD": "четыре-слова-тут"}
    others = {"DATABASE_URL": "", "RMO_MAIL": "", "HOST": "127.0.0.1", "BASE_URL": ""}
    return os.environ | ours | others | {"PORT": str(free_port()), "RMO_WORKERS": "1"}


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def run(machine, *words):
    command = [sys.executable, "-m", *words]
    return subprocess.run(command, cwd=TOP, env=machine, capture_output=True, text=True, timeout=60)


def flask(machine, *words):
    """A command of the guide."""
    return run(machine, "rmo_web", *words)


@pytest.fixture
def begun(machine, left_by):
    """A machine on which the house has been begun."""
    left_by("init", machine["RMO_INSTANCE"])
    return machine


@pytest.fixture
def furnished(machine, left_by):
    """A machine on which the example has been put."""
    left_by("demo", machine["RMO_INSTANCE"])
    return machine


def base(machine):
    """The line that every command begins with."""
    return f"База: {machine['RMO_INSTANCE']}/rmo.db\n"


def serve(machine):
    """The server that is expected not to start."""
    return run(machine, "rmo_web.server")


def mode(path):
    return stat.S_IMODE(path.stat().st_mode)


@contextmanager
def server(machine, *words):
    """The server of `make run`, or another command."""
    command = [sys.executable, *(words or ("-m", "rmo_web.server"))]
    with subprocess.Popen(
        command, cwd=TOP, env=machine, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as running:
        try:
            yield running
        finally:
            running.kill()


def answer(machine, path="/"):
    """What the server says, as soon as it says something."""
    until = time.monotonic() + 30
    while True:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{machine['PORT']}{path}") as said:
                return said.status, said.read().decode()
        except urllib.error.HTTPError as refusal:
            with refusal:
                return refusal.code, refusal.read().decode()
        except OSError:
            assert time.monotonic() < until, "the server did not start"
            time.sleep(0.05)


def test_init_makes_what_only_its_owner_may_read(machine, tmp_path):
    done = flask(machine, "init")
    assert done.returncode == 0, done.stderr
    assert CODE.search(done.stdout), done.stdout
    assert mode(tmp_path / "instance") == 0o700
    assert mode(tmp_path / "instance" / "secret.key") == 0o600
    assert mode(tmp_path / "instance" / "rmo.db") == 0o600


def test_the_second_start_keeps_the_data_and_the_key(furnished, tmp_path):
    key = (tmp_path / "instance" / "secret.key").read_bytes()
    done = flask(furnished, "init")
    assert (done.returncode, done.stdout) == (0, base(furnished))
    assert (tmp_path / "instance" / "secret.key").read_bytes() == key
    assert "Соловь" in _copied(furnished, tmp_path)


def _copied(machine, folder):
    """The text of a backup, whose letters lie in the file as they are."""
    assert flask(machine, "backup", str(folder / "copies")).returncode == 0
    return next((folder / "copies").glob("*.db")).read_bytes().decode(errors="ignore")


def test_the_server_answers_and_ends_when_told(begun):
    with server(begun) as running:
        code, page = answer(begun)
        assert (code, "Первая настройка" in page) == (200, True)
        assert answer(begun, "/healthz")[0] == 200
        running.send_signal(signal.SIGTERM)
        said, faults = running.communicate(timeout=20)
    assert running.returncode == 0, faults
    assert said == base(begun) + f"Откройте в браузере: http://127.0.0.1:{begun['PORT']}\n"
    assert "Traceback" not in faults


@pytest.mark.parametrize("after", [0.3, 1, 2])
@pytest.mark.parametrize("words", [("rmo_web", "init"), ("rmo_web.server",)], ids=" ".join)
def test_whoever_thinks_better_of_it_while_it_begins_reads_no_fault(begun, words, after):
    command = [sys.executable, "begin.py", *words]
    with subprocess.Popen(command, cwd=TOP, env=begun, stderr=subprocess.PIPE, text=True,
                          stdout=subprocess.PIPE) as running:  # fmt: skip
        time.sleep(after)
        running.send_signal(signal.SIGINT)
        _, faults = running.communicate(timeout=40)
    assert faults == ""
    assert running.returncode in {0, -signal.SIGINT, 128 + signal.SIGINT}


def test_slow_peers_do_not_stop_the_server(begun):
    with server(begun):
        answer(begun)
        for kind, number in product(SLOW, (50, 300)):
            with slow_peers(begun["PORT"], number, [kind]):
                took = [timed(begun) for _ in range(3)]
            assert min(took) < 1, (kind, number)  # of three: a busy machine slows some


def timed(machine):
    before = time.monotonic()
    assert answer(machine)[0] == 200
    return time.monotonic() - before


def test_one_process_ends_what_was_begun_too(begun):
    """Where gunicorn does not run, on Windows."""
    alone = (
        "from rmo_web import server, settings; server.alone(settings.Settings.from_environment())"
    )
    with server(begun, "-c", alone) as running:
        answer(begun)
        with socket.create_connection(("127.0.0.1", int(begun["PORT"]))) as peer:
            peer.sendall(b"GET / HTTP/1.1\r\nHost: rmo\r\n")
            running.send_signal(signal.SIGINT)
            peer.sendall(b"\r\n")
            assert peer.recv(100).startswith(b"HTTP/1.1 303 ")
        _, faults = running.communicate(timeout=20)
    assert (running.returncode, faults) == (0, "")


def test_a_process_is_renewed_and_nobody_notices(begun):
    settings = Settings(host="127.0.0.1", port=int(begun["PORT"]), workers=1)
    command = [*gunicorn(settings), "--max-requests", "20", "--max-requests-jitter", "0"]
    with server(begun, "-m", *command) as running:
        answer(begun)
        before = workers(running)
        connection = http.client.HTTPConnection("127.0.0.1", int(begun["PORT"]), timeout=30)
        for _ in range(60):  # one connection, kept open as browsers do
            connection.request("GET", "/healthz")
            with connection.getresponse() as said:
                assert (said.status, bool(said.read())) == (200, True)
        connection.close()
        assert not before & workers(running)


def test_a_file_that_is_much_too_large_gets_its_page(begun):
    with server(begun):
        answer(begun)
        url = f"http://127.0.0.1:{begun['PORT']}/setup/"
        request = urllib.request.Request(url, b"x" * (BODY_MAX + 1), {"Content-Type": FORM})
        with pytest.raises(urllib.error.HTTPError) as refusal:
            urllib.request.urlopen(request, timeout=30)
        with refusal.value as said:
            assert (said.code, "Слишком много" in said.read().decode()) == (413, True)


def test_a_port_in_use_is_said_in_one_line(machine):
    with socket.socket() as other:
        other.bind(("127.0.0.1", int(machine["PORT"])))
        other.listen()
        done = serve(machine)
    assert (done.returncode, done.stdout) == (1, "")
    assert re.fullmatch(r"Порт \d+ на 127\.0\.0\.1 занят\..*\n", done.stderr)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"PORT": "восемь"}, "PORT: нужно целое число, а не «восемь».\n"),
        ({"RMO_SECRET_KEY": "short"}, "RMO_SECRET_KEY короче 32 знаков.\n"),
        (
            {"RMO_DEMO_PASSWORD": "коротко"},
            "RMO_DEMO_PASSWORD: Пароль короче 12 знаков. Возьмите четыре несвязанных слова.\n",
        ),
        (
            {"PORT": "99999", "RMO_MAIL": "pigeon"},
            "PORT: нужно целое число от 1 до 65535, а не «99999».\n"
            "RMO_MAIL: нужно off, file или smtp, а не «pigeon».\n",
        ),
    ],
)
def test_a_wrong_setting_is_said_in_one_line(machine, wrong, said):
    done = flask(machine | wrong, "init")
    assert (done.returncode, done.stderr) == (1, said)


def test_the_server_says_a_wrong_setting_in_one_line_too(machine):
    done = serve(machine | {"PORT": "восемь"})
    assert (done.returncode, done.stderr) == (1, "PORT: нужно целое число, а не «восемь».\n")
    done = serve(machine | {"RMO_SECRET_KEY": "short"})
    assert (done.returncode, done.stderr) == (1, "RMO_SECRET_KEY короче 32 знаков.\n")


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"HOST": "192.0.2.1"}, "HOST: у этой машины нет адреса 192.0.2.1.\n"),
        ({"SCRIPT_NAME": "/rmo"}, "SCRIPT_NAME: программа отвечает только в корне адреса"),
    ],
)
def test_the_server_says_why_it_cannot_serve_there(machine, wrong, said):
    done = serve(machine | wrong)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith(said)
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize(
    ("failure", "said"),
    [
        (PermissionError(errno.EACCES, ""), "PORT: порт 80 система этому пользователю не даёт"),
        (socket.gaierror(-2, ""), "HOST: имя rmo.invalid не находится."),
        (OSError(errno.EADDRINUSE, ""), "Порт 80 на rmo.invalid занят."),
        (OSError(errno.EAFNOSUPPORT, "no family"), "HOST: адрес rmo.invalid не открыть: no family"),
    ],
)
def test_nothing_false_is_said_of_an_address_that_does_not_open(monkeypatch, failure, said):
    def bind(*_):
        raise failure

    monkeypatch.setattr("rmo_web.server.socket.socket.bind", bind)
    assert refusal("rmo.invalid", 80).startswith(said)


def test_a_database_that_does_not_answer_is_said_in_one_line(machine):
    nowhere = machine | {"DATABASE_URL": f"postgresql://rmo:тайна@127.0.0.1:{machine['PORT']}/rmo"}
    done = flask(nowhere, "init")
    assert done.returncode == 1
    assert done.stdout == f"База: PostgreSQL rmo на 127.0.0.1:{machine['PORT']}\n"
    assert done.stderr.startswith("Не сделано: ")
    assert done.stderr.count("\n") == 1
    assert "Traceback" not in done.stderr
    assert "тайна" not in done.stderr


def test_check_looks_at_everything(machine):
    before = flask(machine, "check")
    assert before.returncode == 1
    assert before.stdout.startswith(base(machine))
    assert "выполните команду init" in before.stdout
    flask(machine, "init")
    done = flask(machine, "check")
    assert done.returncode == 0, done.stdout + done.stderr
    for title in ("Схема базы", "Движок", "Целостность", "Связи записей", "Почта", "Диск"):
        assert f"✓ {title}: " in done.stdout


def test_a_backup_is_put_back_into_an_empty_place_only(furnished, tmp_path):
    made = flask(furnished, "backup", str(tmp_path / "copies"))
    assert made.returncode == 0, made.stderr
    copy = next((tmp_path / "copies").iterdir())
    assert made.stdout == base(furnished) + f"Копия готова: {copy}\n"
    assert mode(copy) == 0o600

    refused = flask(furnished, "restore", str(copy))
    assert refused.returncode == 1
    assert refused.stderr.startswith("База данных не пустая")

    empty = furnished | {"RMO_INSTANCE": str(tmp_path / "elsewhere")}
    done = flask(empty, "restore", str(copy))
    assert (done.returncode, done.stdout) == (0, base(empty) + "База восстановлена.\n"), done.stderr
    assert flask(empty, "check").returncode == 0
    assert "Учётные записи" in flask(empty, "demo").stdout


@pytest.mark.parametrize(
    ("content", "said"), [(None, "Копии"), (b"SQLite?", "Файл broken.db повреждён")]
)
def test_a_copy_that_is_not_there_or_is_broken_is_refused(machine, tmp_path, content, said):
    copy = tmp_path / "broken.db"
    if content:
        copy.write_bytes(content)
    done = flask(machine, "restore", str(copy))
    assert done.returncode == 1
    assert done.stderr.startswith(said)
    assert "Traceback" not in done.stderr


def test_the_example_is_replaced_by_a_new_one(furnished):
    again = flask(furnished, "demo", "--replace")
    assert (again.returncode, "четыре-слова-тут" in again.stdout) == (0, True)
    assert again.stdout.startswith(base(furnished))


def test_a_code_for_who_cannot_sign_in(furnished):
    done = flask(furnished, "user", "head")
    assert done.stdout.startswith(base(furnished))
    assert CODE.search(done.stdout)
    assert f"http://127.0.0.1:{furnished['PORT']}/join" in done.stdout
    unknown = flask(furnished, "user", "никто")
    assert unknown.returncode == 1
    assert "Traceback" not in unknown.stderr


def test_tick_says_what_it_did(begun):
    done = flask(begun, "tick")
    assert (done.returncode, done.stdout) == (0, base(begun) + "Писем отправлено: 0\n")
