"""What time does: rooms name their duties, the server and `flask tick` do them."""

import gc
import logging
import threading
from collections.abc import Callable
from datetime import datetime, timedelta

from flask import Flask

from rmo_web.kernel import clock, drafts, files, outbox, throttle
from rmo_web.kernel.db import saving
from rmo_web.kernel.errors import Refused

EVERY = timedelta(minutes=1)
Duty = Callable[[datetime], object]

log = logging.getLogger("rmo_web")
_duties: list[Duty] = []


def duty(do: Duty) -> Duty:
    """Name something to be done by the clock; it does no harm when it is done twice."""
    _duties.append(do)
    return do


def do_all(now: datetime) -> int:
    """Do every duty now, the house's own and the rooms'; the number of letters that left."""
    with saving():
        drafts.forget_old(now)
        files.forget_old(now)
        throttle.forget_old(now)
    for do in _duties:
        do(now)
    return outbox.send_due(now)


def keep_doing(app: Flask) -> None:
    """Do the duties every minute beside the serving; of several processes one does them."""
    gc.freeze()  # what the start has made is not garbage: collecting it costs every request
    threading.Thread(target=_minute_by_minute, args=(app,), name="duties", daemon=True).start()


def _minute_by_minute(app: Flask) -> None:
    pause = threading.Event()
    while not pause.wait(EVERY.total_seconds()):
        with app.app_context():
            _once(clock.now())


def _once(now: datetime) -> None:
    try:
        throttle.count("duties", most=1, within=EVERY, now=now)
    except Refused:
        return  # another process has this minute
    try:
        do_all(now)
    except Exception:
        log.exception("a duty failed")
