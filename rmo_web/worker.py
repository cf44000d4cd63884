"""A process of the server: gunicorn begins, watches and ends it, waitress serves in it."""

import os
from typing import Any

from gunicorn.workers.base import Worker as Base

from rmo_web.household import periodic
from rmo_web.serving import Serving


class Worker(Base):
    """Serves until it is told to end, has answered its share, or has lost its arbiter."""

    def run(self) -> None:
        serving = Serving(self.wsgi, self.sockets[0].sock, threads=self.cfg.threads)
        while self.alive and os.getppid() == self.ppid and not self._is_to_be_renewed(serving):
            self.notify()
            serving.turn()
        serving.finish(self.notify)

    def _is_to_be_renewed(self, serving: Serving) -> bool:
        """In a quiet moment, so that nobody waits for its end; some day without one."""
        is_due = serving.asked >= self.max_requests
        return is_due and (serving.is_quiet or serving.asked >= 2 * self.max_requests)

    def handle_quit(self, sig: int, frame: Any) -> None:
        """Ctrl+C ends what was begun too: somebody may be saving."""
        self.alive = False


def post_worker_init(worker: Worker) -> None:
    """What gunicorn calls in each process before it serves."""
    periodic.keep_doing(worker.wsgi)
