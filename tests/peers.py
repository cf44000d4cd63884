"""Peers who are slow: connections that say nothing, half a head, or half a body."""

import resource
import socket
from contextlib import ExitStack, contextmanager

SLOW = {
    "silent": b"",
    "half a head": b"POST /sign-in HTTP/1.1\r\nHost: rmo\r\n",
    "half a body": b"POST /sign-in HTTP/1.1\r\nHost: rmo\r\nContent-Length: 1000\r\n\r\nlogin=",
}


@contextmanager
def slow_peers(port, number, kinds=tuple(SLOW)):
    """So many of each kind, all at once."""
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, 4096), hard))
    with ExitStack() as held:
        for kind in kinds:
            for _ in range(number):
                peer = held.enter_context(socket.create_connection(("127.0.0.1", int(port)), 10))
                peer.sendall(SLOW[kind])
        yield
