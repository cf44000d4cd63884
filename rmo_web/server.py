"""`python -m rmo_web.server`: gunicorn where it runs, waitress elsewhere."""

import os
import socket
import sys
from importlib import import_module
from typing import Any

import waitress

from rmo_web.kernel import duties
from rmo_web.settings import TOP, Settings


def main() -> None:
    """Serve until stopped; a wrong setting and a port in use are said in one line."""
    try:
        settings = Settings.from_environment()
    except ValueError as wrong:
        sys.exit(str(wrong))
    if not _is_free(settings.host, settings.port):
        sys.exit(
            f"Порт {settings.port} на {settings.host} занят. Остановите другую программу "
            f"или выберите другой: make run PORT={settings.port + 1}"
        )
    shown = f"[{settings.host}]" if ":" in settings.host else settings.host
    sys.stdout.write(f"Откройте в браузере: http://{shown}:{settings.port}\n")
    sys.stdout.flush()
    os.chdir(TOP)
    _gunicorn(settings) if sys.platform != "win32" else _waitress(settings)


def _is_free(host: str, port: int) -> bool:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
        return True


def _gunicorn(settings: Settings) -> None:
    address = f"[{settings.host}]" if ":" in settings.host else settings.host
    options = [
        "gunicorn", "wsgi:app",
        "--config", "python:rmo_web.server",
        "--bind", f"{address}:{settings.port}",
        "--workers", str(settings.workers),
        "--threads", str(settings.threads),
        "--timeout", "60",
        "--graceful-timeout", "30",
        "--max-requests", "5000",
        "--max-requests-jitter", "500",
        "--log-level", "warning",
        "--forwarded-allow-ips", "",
    ]  # fmt: skip
    os.execv(sys.executable, [sys.executable, "-m", *options])


def post_worker_init(worker: Any) -> None:
    """What gunicorn calls in each process before it serves."""
    duties.keep_doing(worker.app.wsgi())


def _waitress(settings: Settings) -> None:
    app = import_module("wsgi").app
    duties.keep_doing(app)
    waitress.serve(
        app,
        host=settings.host,
        port=settings.port,
        threads=8,
        ident="",
        channel_timeout=60,
    )


if __name__ == "__main__":
    main()
