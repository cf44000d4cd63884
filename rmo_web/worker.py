"""A process of the server: gunicorn begins, watches and ends it, waitress serves in it."""

import os
from typing import Any

from gunicorn.workers.base import Worker as Base

from rmo_web.kernel import duties
from rmo_web.serving import Serving


class Worker(Base):
    """Serves until it is told to end, has answered its share, or has lost its arbiter."""

    def run(self) -> None:
        serving = Serving(self.wsgi, self.sockets[0].sock, threads=self.cfg.threads)
        while self.alive and serving.asked < self.max_requests and os.getppid() == self.ppid:
            self.notify()
            serving.turn()
        serving.finish(self.notify)

    def handle_quit(self, sig: int, frame: Any) -> None:
        """Ctrl+C ends what was begun too: somebody may be saving."""
        self.alive = False


def post_worker_init(worker: Worker) -> None:
    """What gunicorn calls in each process before it serves."""
    duties.keep_doing(worker.wsgi)
