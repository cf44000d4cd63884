"""`python -m rmo_web.server`: several processes where gunicorn runs, one elsewhere."""

import errno
import os
import signal
import socket
import sys
from importlib import import_module
from pathlib import Path
from threading import Event
from typing import Any

from rmo_web.household import periodic
from rmo_web.kernel import site
from rmo_web.serving import GRACE, Serving
from rmo_web.settings import TOP, Settings
from rmo_web.start import settings_or_stop

SHARED_MEMORY = Path("/dev/shm")
# Windows gives a port with REUSEADDR to two at once.
_ALONE_HERE = getattr(socket, "SO_EXCLUSIVEADDRUSE", socket.SO_REUSEADDR)


def main() -> None:
    """Serve until stopped; a wrong setting and an address of no use are said in one line."""
    settings = settings_or_stop()
    if said := refusal(settings.host, settings.port):
        sys.exit(said)
    settings.hand_on()
    sys.stdout.write(f"База: {settings.database_shown}\n")
    sys.stdout.write(f"Откройте в браузере: {site.at_hand(settings.host, settings.port)}\n")
    sys.stdout.flush()
    os.chdir(TOP)
    if sys.platform == "win32":
        alone(settings)
    else:
        os.execv(sys.executable, [sys.executable, "begin.py", *gunicorn(settings)])


def refusal(host: str, port: int) -> str:
    """Why this address does not open for us; nothing when it does."""
    try:
        with socket.socket(_family(host), socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, _ALONE_HERE, 1)
            probe.bind((host, port))
    except socket.gaierror:
        return f"HOST: имя {host} не находится."
    except PermissionError:
        return f"PORT: порт {port} система этому пользователю не даёт, возьмите другой, от 1024."
    except OSError as failure:
        if failure.errno == errno.EADDRINUSE:
            return (
                f"Порт {port} на {host} занят. Остановите другую программу "
                f"или выберите другой: make run PORT={port + 1}"
            )
        if failure.errno == errno.EADDRNOTAVAIL:
            return f"HOST: у этой машины нет адреса {host}."
        return f"HOST: адрес {host} не открыть: {failure.strerror}."
    return ""


def _family(host: str) -> socket.AddressFamily:
    return socket.AF_INET6 if ":" in host else socket.AF_INET


def gunicorn(settings: Settings) -> list[str]:
    """The command of as many processes as the settings say, over one socket."""
    return [
        "gunicorn", "wsgi:app",
        "--config", "python:rmo_web.worker",
        "--worker-class", "rmo_web.worker.Worker",
        "--bind", site.with_port(settings.host, settings.port),
        "--workers", str(settings.workers),
        "--threads", str(settings.threads),
        "--timeout", "60",
        "--graceful-timeout", str(GRACE + 5),
        "--max-requests", "5000",
        "--max-requests-jitter", "500",
        "--no-control-socket",  # it would be one for all installations of this user
        "--log-level", "warning",
        *(["--worker-tmp-dir", str(SHARED_MEMORY)] if SHARED_MEMORY.is_dir() else []),
    ]  # fmt: skip


def alone(settings: Settings) -> None:
    """Serve in this one process, with the threads of all, until it is told to end."""
    app = import_module("wsgi").app
    periodic.keep_doing(app)
    ending = Event()

    def end(number: int, frame: Any) -> None:
        signal.signal(number, signal.SIG_DFL)  # the second time at once
        ending.set()

    for name in ("SIGINT", "SIGTERM", "SIGBREAK"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), end)
    place = settings.host, settings.port
    with socket.create_server(place, family=_family(settings.host)) as listener:
        serving = Serving(app, listener, threads=settings.workers * settings.threads)
        while not ending.is_set():
            serving.turn()
        serving.finish()


if __name__ == "__main__":
    main()
