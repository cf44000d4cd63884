"""How requests come in: slow and silent peers, what is too large, and the end."""

import http.client
import socket
import subprocess
import sys
import threading
import time
from contextlib import ExitStack, contextmanager, suppress

import pytest

from rmo_web import serving
from rmo_web.serving import BODY_MAX, Serving
from rmo_web.settings import TOP

pytestmark = pytest.mark.trouble
SIZES = {"/large": 40_000_000, "/middling": 6_000_000}  # more than a socket of Linux takes
HEAD = b"POST /form HTTP/1.1\r\nHost: rmo\r\nContent-Length: "


def echo(environ, start_response):
    """An application that says what it was given."""
    if environ["PATH_INFO"] == "/fault":
        raise RuntimeError
    size = SIZES.get(environ["PATH_INFO"], 0)
    told = f"{environ.get('HTTP_X_FORWARDED_FOR')} {environ['wsgi.input'].read()!r}".encode()
    start_response("200 OK", [("Content-Length", str(len(told) + size))])
    return [told, *[b" " * 1_000_000] * (size // 1_000_000)]


@contextmanager
def behind(app=echo, threads=1):
    """`app` behind a socket of its own: its address, and a call that ends it as a signal does."""
    over = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as listener:
        address = listener.getsockname()
        one = Serving(app, listener, threads=threads)

        def serve():
            while not over.is_set():
                one.turn(0.02)
            one.finish()

        def end():
            over.set()
            while not one.is_ending:
                time.sleep(0.01)

        thread = threading.Thread(target=serve)
        thread.start()
        try:
            yield address, end
        finally:
            over.set()
            thread.join(40)
    assert not thread.is_alive()


def ask(address, path="/", **headers):
    connection = http.client.HTTPConnection(*address, timeout=30)
    connection.request("GET", path, headers=headers)
    answer = connection.getresponse()
    told = answer.read()
    connection.close()
    return answer.status, told


def connected(address, number, stack):
    return [stack.enter_context(socket.create_connection(address)) for _ in range(number)]


def said(peer):
    """All that the server says on this connection, to its end."""
    peer.settimeout(30)
    told = b""
    with suppress(ConnectionResetError):
        while more := peer.recv(65536):
            told += more
    return told


def test_what_a_proxy_says_of_the_peer_reaches_the_application():
    with behind() as (address, _):
        assert ask(address, **{"X-Forwarded-For": "10.0.0.7"})[1].startswith(b"10.0.0.7 ")


def test_a_half_sent_request_holds_no_thread():
    with behind() as (address, _), socket.create_connection(address) as slow:
        slow.sendall(HEAD + b"10\r\n\r\nhal")
        assert ask(address)[0] == 200
        slow.sendall(b"f a fo" + b"rm")
        assert said_so_far(slow).endswith(b"b'half a for'")


def said_so_far(peer):
    peer.settimeout(30)
    told = b""
    while b"\r\n\r\n" not in told or told.endswith(b"\r\n\r\n"):
        told += peer.recv(65536)
    return told


def test_who_does_not_read_the_answer_holds_no_thread():
    with behind() as (address, _), socket.create_connection(address) as slow:
        slow.sendall(b"GET /large HTTP/1.1\r\nHost: rmo\r\n\r\n")
        assert slow.recv(1) == b"H"
        assert ask(address)[0] == 200


def test_the_most_silent_make_room_when_there_are_too_many(monkeypatch):
    monkeypatch.setattr(serving, "CONNECTIONS", 60)
    with behind() as (address, _), ExitStack() as open_:
        connected(address, 200, open_)
        assert ask(address)[0] == 200


def test_who_asks_and_does_not_read_makes_room_too(monkeypatch):
    monkeypatch.setattr(serving, "CONNECTIONS", 30)
    with behind() as (address, _), ExitStack() as open_:
        for _ in range(40):
            peer = open_.enter_context(socket.socket())
            peer.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            peer.settimeout(20)
            peer.connect(address)
            peer.sendall(b"GET /middling HTTP/1.1\r\nHost: rmo\r\n\r\n" * 20)
            assert peer.recv(1) == b"H"  # and nothing more of six megabytes
        assert ask(address)[0] == 200


def test_who_asks_ahead_is_answered_once_and_asks_again():
    with behind() as (address, _), socket.create_connection(address) as hasty:
        hasty.sendall(b"GET / HTTP/1.1\r\nHost: rmo\r\n\r\n" * 100)
        told = said(hasty)
    assert told.count(b"HTTP/1.1 200 ") == 1
    assert b"Connection: close" in told


def test_bodies_that_never_end_do_not_fill_the_disk(monkeypatch):
    monkeypatch.setattr(serving, "LARGE", 2)
    with behind() as (address, _), ExitStack() as open_:
        peers = connected(address, 6, open_)
        for peer in peers:
            with suppress(OSError):
                peer.sendall(HEAD + b"9000000\r\n\r\n" + b" " * 3_000_000)
        until = time.monotonic() + 30
        while sum(map(is_parted_with, peers)) < 4:
            assert time.monotonic() < until, "more of them wait on the disk"
            time.sleep(0.01)
        assert ask(address)[0] == 200


def is_parted_with(peer):
    peer.setblocking(False)
    try:
        return peer.recv(1) == b""
    except BlockingIOError:
        return False
    except OSError:
        return True


def test_as_many_files_as_connections_need_may_be_open():
    limited = (
        "import resource; resource.setrlimit(resource.RLIMIT_NOFILE, (256, 4000));"
        "from rmo_web import serving; print(serving._files_allowed() // serving.FILES_EACH)"
    )
    done = subprocess.run([sys.executable, "-c", limited], cwd=TOP, capture_output=True, text=True)
    assert int(done.stdout) >= serving.CONNECTIONS, done.stderr


def test_what_is_too_large_is_read_to_its_end_and_thrown_away():
    with behind() as (address, _), socket.create_connection(address) as peer:
        peer.sendall(HEAD + str(BODY_MAX).encode() + b"\r\n\r\n")
        for _ in range(BODY_MAX // 1024):
            peer.sendall(b" " * 1024)
        assert said_so_far(peer).endswith(b" b''")
        peer.sendall(HEAD + b"4\r\n\r\nnext")
        assert said_so_far(peer).endswith(b" b'next'")


def test_a_body_of_unknown_length_is_refused_when_it_grows_too_large():
    with behind() as (address, _), socket.create_connection(address) as peer:
        peer.sendall(b"POST / HTTP/1.1\r\nHost: rmo\r\nTransfer-Encoding: chunked\r\n\r\n")
        chunk = b"100000\r\n" + b" " * 0x100000 + b"\r\n"
        with suppress(ConnectionError):
            for _ in range(BODY_MAX // 0x100000 + 2):
                peer.sendall(chunk)
        assert said(peer).startswith(b"HTTP/1.1 413 ")


@pytest.mark.parametrize(
    ("sent", "code", "words"),
    [
        (b"\x16\x03\x01 what\r\n\r\n", 400, "Запрос не понятен"),
        (b"GET / HTTP/1.1\r\nCookie: " + b"x" * 40_000 + b"\r\n\r\n", 431, "длиннее"),
        (b"GET http://[::1/ HTTP/1.1\r\n\r\n", 400, "Запрос не понятен"),
        (HEAD + b"1" * 5000 + b"\r\n\r\n", 400, "Запрос не понятен"),
        (b"GET /fault HTTP/1.1\r\nHost: rmo\r\n\r\n", 500, "Не получилось"),
    ],
)
def test_what_the_application_cannot_answer_is_answered_in_russian(sent, code, words):
    with behind() as (address, _), socket.create_connection(address) as peer:
        peer.sendall(sent)
        told = said(peer)
    head, _, body = told.partition(b"\r\n\r\n")
    assert f" {code} ".encode() in head.partition(b"\r\n")[0]
    assert words in body.decode()
    assert b"waitress" not in told.lower()
    assert b"Server:" not in head


def test_at_the_end_what_was_begun_is_answered_and_the_idle_are_parted_with():
    reached, go_on = threading.Event(), threading.Event()

    def slow(environ, start_response):
        reached.set()
        go_on.wait(30)
        return echo(environ, start_response)

    with behind(slow) as (address, end), ExitStack() as open_:
        idle, half, busy = connected(address, 3, open_)
        half.sendall(HEAD + b"4\r\n\r\nha")
        busy.sendall(b"GET / HTTP/1.1\r\nHost: rmo\r\n\r\n")
        assert reached.wait(30)
        end()
        half.sendall(b"lf")
        go_on.set()
        answers = said(busy), said(half), said(idle)
    assert b"Connection: close" in answers[0]
    assert answers[0].endswith(b"None b''")
    assert answers[1].endswith(b"None b'half'")
    assert answers[2] == b""
