"""What time does: rooms name their duties, the server and `tick` do them."""

import gc
import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import wraps

from flask import Flask
from sqlalchemy import func, select

from rmo_web.household import drafts, files, outbox, throttle
from rmo_web.kernel import clock, events
from rmo_web.kernel.db import db, dialect, forget_sent, saving
from rmo_web.kernel.errors import Refused
from rmo_web.kernel.hooks import NamedHooks

EVERY = timedelta(minutes=1)
MAIL = "отправка писем"
_LOCK = 20_111  # a number of our own among the advisory locks of PostgreSQL
Duty = Callable[[datetime], object]

log = logging.getLogger("rmo_web")
_duties: NamedHooks[str, Duty] = NamedHooks()


@dataclass(frozen=True, slots=True)
class Done:
    """What came of the duties: how many letters left, and the titles of those that failed."""

    letters: int
    failed: tuple[str, ...]


def duty(title: str) -> Callable[[Duty], Duty]:
    """Name something to be done by the clock; `title` names it to who keeps the machine.

    It changes what it changes in one transaction, and does no harm when it is done twice.
    """
    return _duties.under(title)


def do_all(now: datetime) -> Done:
    """Do every duty now, the house's own and the rooms'; one that fails stops no other."""
    done: dict[str, object] = {}
    failed = []
    for title, do in (_OWN | dict(_duties.items()) | {MAIL: outbox.send_due}).items():
        try:
            done[title] = _by_itself(title, do, now)
        except Exception:
            log.exception("the duty failed: %s.%s", do.__module__, do.__name__)
            failed.append(title)
    letters = done.get(MAIL)
    return Done(letters if isinstance(letters, int) else 0, tuple(failed))


def _by_itself(title: str, do: Duty, now: datetime) -> object:
    try:
        return do(now) if _is_free(title) else None
    finally:  # nothing of this one may get into the next
        events.forget()
        db.session.rollback()


def _is_free(title: str) -> bool:
    """Whether no other process is at this duty just now, and none will be till the commit.

    A duty may last longer than its minute. On SQLite the write lock makes the second one wait.
    Each duty has a lock of its own: with one for all, two processes at different duties would
    each pass over the one that the other is not at.
    """
    if dialect() != "postgresql":
        return True
    what = func.hashtext(func.current_schema().concat(f" {title}"))
    return bool(db.session.scalar(select(func.pg_try_advisory_xact_lock(_LOCK, what))))


def _saved(do: Duty) -> Duty:
    @wraps(do)
    def do_and_save(now: datetime) -> None:
        with saving():
            do(now)

    return do_and_save


_OWN: dict[str, Duty] = {
    "уборка старых черновиков": _saved(drafts.forget_old),
    "уборка файлов, за которыми не вернулись": _saved(files.forget_old),
    "уборка счётчиков попыток": _saved(throttle.forget_old),
    "уборка отметок о принятых формах": _saved(forget_sent),
}


def keep_doing(app: Flask) -> None:
    """Do the duties every minute beside the serving; of several processes one does them."""
    gc.freeze()  # what the start has made is not garbage: collecting it costs every request
    threading.Thread(target=_minute_by_minute, args=(app,), name="duties", daemon=True).start()


def _minute_by_minute(app: Flask) -> None:
    pause = threading.Event()
    while not pause.wait(EVERY.total_seconds()):
        try:
            with app.app_context():
                _once(clock.now())
        except Exception:  # whatever it was: the next minute comes all the same
            log.exception("the duties of this minute were not done")


def _once(now: datetime) -> None:
    try:
        throttle.count("duties", most=1, within=EVERY, at=now)
    except Refused:
        return  # another process has this minute
    do_all(now)
