"""How requests come in: waitress reads each one whole before a thread of ours sees it.

So a peer that is slow, or silent, costs a file descriptor and no thread. `worker.py` runs this
in several processes over one socket, `server.py` in one where gunicorn does not run.
"""

import logging
import select
import socket
import sys
import time
from collections.abc import Callable
from io import BytesIO
from typing import Any

from waitress import wasyncore
from waitress.adjustments import Adjustments
from waitress.channel import HTTPChannel
from waitress.parser import HTTPRequestParser
from waitress.receiver import FixedStreamReceiver
from waitress.server import TcpWSGIServer
from waitress.task import ErrorTask, WSGITask
from waitress.utilities import RequestEntityTooLarge

from rmo_web.kernel.files import SEVERAL_MAX

BODY_MAX = SEVERAL_MAX + 1024 * 1024  # what is larger is read and thrown away
IN_MEMORY = 1024 * 1024  # whatever people type; files beyond it wait on the disk
HEADERS_MAX = 32 * 1024
IDLE = 60  # seconds
GRACE = 30  # seconds for what was begun, when the end has come
QUIET = 1  # seconds after which a connection that stands still need not be waited for
CONNECTIONS = 1000 if hasattr(select, "poll") else 400  # select() takes 512 on Windows
ROOM = 20
FILES_EACH = 3  # descriptors of a connection: its own and those of two large buffers
_REFUSED = {
    413: "Слишком много: файл до 10 МБ. Вернитесь назад: написанное осталось на странице.",
    431: "Адрес или cookie длиннее, чем можно. Закройте вкладку и откройте главную страницу.",
    500: "Не получилось. Вернитесь назад: написанное осталось на странице.",
}
_NOT_UNDERSTOOD = "Запрос не понятен. Откройте главную страницу."

logging.getLogger("waitress.queue").setLevel(logging.ERROR)  # it tells of each request that waits


class Serving(TcpWSGIServer):
    """The application behind a listening socket; `turn` serves for a moment, `finish` ends."""

    def __init__(self, app: Any, listener: socket.socket, *, threads: int) -> None:
        self.asked = 0
        self.is_ending = False
        self.channel_class = _Channel
        self._app = app
        settings = Adjustments(
            threads=threads,
            ident="",
            clear_untrusted_proxy_headers=False,  # ProxyFix reads them, by RMO_PROXIES
            connection_limit=min(CONNECTIONS, _files_allowed() // FILES_EACH),
            channel_timeout=IDLE,
            max_request_header_size=HEADERS_MAX,
            max_request_body_size=BODY_MAX,
            inbuf_overflow=IN_MEMORY,
            outbuf_high_watermark=2 * BODY_MAX,  # a slow reader holds no thread
            log_socket_errors=False,
        )
        about = (listener.family, listener.type, listener.proto, listener.getsockname())
        super().__init__(
            self._answer, _sock=listener, adj=settings, sockinfo=about, bind_socket=False
        )

    def turn(self, seconds: float = 1) -> None:
        """Serve what has come, or wait for it so long."""
        wasyncore.loop(timeout=seconds, use_poll=True, map=self._map, count=1)

    def finish(self, meanwhile: Callable[[], None] = lambda: None) -> None:
        """Answer whoever has come, and take nobody else, if it takes no longer than GRACE."""
        self.is_ending = True
        self._let_in_who_waits()
        self.accepting = False
        until = time.monotonic() + GRACE
        while self.active_channels and time.monotonic() < until:
            self._part_with_the_idle()
            meanwhile()
            self.turn(0.1)
        self.task_dispatcher.shutdown(timeout=1)
        wasyncore.close_all(self._map)

    def handle_accept(self) -> None:
        """Take a connection; when there are too many, the most silent ones make room for it."""
        if len(self._map) > self.adj.connection_limit - ROOM:
            silent = (one for one in self.active_channels.values() if not one.is_at_work)
            for channel in sorted(silent, key=lambda one: one.last_activity)[:ROOM]:
                channel.will_close = True
        super().handle_accept()

    def _let_in_who_waits(self) -> None:
        before = -1
        while before < len(self._map) < self.adj.connection_limit:
            before = len(self._map)
            self.handle_accept()

    def _part_with_the_idle(self) -> None:
        quiet_since = time.time() - QUIET
        for channel in self.active_channels.values():
            if not channel.is_at_work and channel.last_activity < quiet_since:
                channel.will_close = True

    def _answer(self, environ: Any, start_response: Any) -> Any:
        self.asked += 1
        return self._app(environ, start_response)


class _Nowhere:
    """A buffer for a body that nobody will read."""

    def append(self, data: bytes) -> None:
        """Throw it away."""

    def getfile(self) -> BytesIO:
        return BytesIO()

    def __len__(self) -> int:
        return 0

    def close(self) -> None:
        """Nothing is held."""


class _Request(HTTPRequestParser):
    """A body that is too large is let through to nowhere, so that its refusal can be read.

    Whoever is answered before having sent all sees a broken connection instead of the page.
    """

    error: Any
    body_rcv: Any

    def received(self, data: bytes) -> int:
        consumed = int(super().received(data))
        if isinstance(self.error, RequestEntityTooLarge) and not self.chunked:
            if not isinstance(self.body_rcv.getbuf(), _Nowhere):
                self.body_rcv = FixedStreamReceiver(self.content_length, _Nowhere())
            self.error, self.completed = None, self.body_rcv.completed
        return consumed


class _Task(WSGITask):
    def build_response_header(self) -> bytes:
        if self.channel.server.is_ending:
            self.set_close_on_finish()
        return bytes(super().build_response_header())


class _Refusal(ErrorTask):
    def execute(self) -> None:
        error = self.request.error
        words = _REFUSED.get(error.code, _NOT_UNDERSTOOD).encode()
        self.status = f"{error.code} {error.reason}"
        self.response_headers += [
            ("Content-Type", "text/plain; charset=utf-8"),
            ("X-Content-Type-Options", "nosniff"),
            ("Cache-Control", "no-store"),
        ]
        self.set_close_on_finish()
        self.content_length = len(words)
        self.write(words)


class _Channel(HTTPChannel):
    task_class = _Task
    error_task_class = _Refusal
    parser_class = _Request

    @property
    def is_at_work(self) -> bool:
        return bool(self.requests or self.total_outbufs_len)


def _files_allowed() -> int:
    """How many files this process may hold open, after asking for more than it is given."""
    if sys.platform == "win32":
        return CONNECTIONS * FILES_EACH
    import resource  # there is none on Windows

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = CONNECTIONS * FILES_EACH + 100
    if soft < wanted:
        soft = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    return soft
