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
from waitress.parser import HTTPRequestParser, ParsingError
from waitress.receiver import FixedStreamReceiver
from waitress.server import TcpWSGIServer
from waitress.task import ErrorTask, WSGITask
from waitress.utilities import RequestEntityTooLarge

from rmo_web.household.files import SEVERAL_MAX

BODY_MAX = SEVERAL_MAX + 1024 * 1024  # what is larger is read and thrown away
IN_MEMORY = 1024 * 1024  # whatever people type; files beyond it wait on the disk
HEADERS_MAX = 32 * 1024
IDLE = 60  # seconds
GRACE = 30  # seconds for what was begun, when the end has come
QUIET = 1  # seconds after which, at the end, who says nothing need not be waited for
PATIENCE = 5  # seconds at the end for who goes on sending a request
CONNECTIONS = 1000 if hasattr(select, "poll") else 400  # select() takes 512 on Windows
ROOM = 20
FILES_EACH = 3  # descriptors of a connection: its own and those of two large buffers
LARGE = 20  # bodies that come to the disk at once: 1 GB
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
        channels = self._channels()
        on_disk = [one for one in channels if one.is_large]
        for channel in sorted(on_disk, key=_last_active)[:-LARGE]:
            channel.will_close = True
        for channel in channels:
            if channel.will_close:  # poll tells only of who takes what is said to him
                channel.handle_close()

    def finish(self, meanwhile: Callable[[], None] = lambda: None) -> None:
        """Answer whoever has come, and take nobody else, if it takes no longer than GRACE."""
        self.is_ending = True
        self._let_in_who_waits()
        self.accepting = False
        began = time.monotonic()
        while self.active_channels and time.monotonic() - began < GRACE:
            self._part_with_the_idle(is_late=time.monotonic() - began > PATIENCE)
            meanwhile()
            self.turn(0.1)
        self.task_dispatcher.shutdown(timeout=1)
        wasyncore.close_all(self._map)

    @property
    def is_quiet(self) -> bool:
        """Whether nobody is being answered, or is saying what he wants."""
        return not any(
            one.requests or one.request or one.total_outbufs_len for one in self._channels()
        )

    def handle_accept(self) -> None:
        """Take a connection; when there are too many, the most silent ones make room for it."""
        if len(self._map) > self.adj.connection_limit - ROOM:
            silent = [one for one in self._channels() if not one.requests]
            for channel in sorted(silent, key=_last_active)[:ROOM]:
                channel.will_close = True
        super().handle_accept()

    def handle_error(self) -> None:
        """A fault while somebody is let in: waitress would close the door for good."""
        self.logger.exception("a connection could not be taken")

    def _channels(self) -> list["_Channel"]:
        return [*self.active_channels.values()]  # a thread may close one of them meanwhile

    def _let_in_who_waits(self) -> None:
        before = -1
        while before < len(self._map) < self.adj.connection_limit:
            before = len(self._map)
            self.handle_accept()

    def _part_with_the_idle(self, *, is_late: bool) -> None:
        for channel in self._channels():
            says = bool(channel.total_outbufs_len)
            stands = time.time() - channel.last_activity > (PATIENCE if says else QUIET)
            if not channel.requests and (stands or (is_late and not says)):
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

    def parse_header(self, header_plus: bytes) -> None:
        try:
            super().parse_header(header_plus)
        except ValueError as odd:  # of Python: an address or a number that it cannot read
            raise ParsingError(str(odd)) from None

    def received(self, data: bytes) -> int:
        consumed = int(super().received(data))
        if isinstance(self.error, RequestEntityTooLarge) and not self.chunked:
            if not isinstance(self.body_rcv.getbuf(), _Nowhere):
                self.body_rcv = FixedStreamReceiver(self.content_length, _Nowhere())
            self.error, self.completed = None, self.body_rcv.completed
        return consumed


class _Task(WSGITask):
    def build_response_header(self) -> bytes:
        # Who asks on before the answer may have to ask again: a hundred would wait, files open.
        if self.channel.server.is_ending or len(self.channel.requests) > 1:
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
    request: Any
    task_class = _Task
    error_task_class = _Refusal
    parser_class = _Request

    def handle_close(self) -> None:
        """Close what has come of a request too: it may lie on the disk."""
        if self.request is not None:
            self.request.close()
            self.request = None
        super().handle_close()

    @property
    def is_large(self) -> bool:
        """Whether a body that is still coming waits on the disk."""
        coming = self.request
        return coming is not None and IN_MEMORY < coming.body_bytes_received <= BODY_MAX


def _last_active(channel: _Channel) -> float:
    return float(channel.last_activity)


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
