"""How often something may be tried; counted in the database, so shared by every process."""

from datetime import datetime, timedelta

from sqlalchemy import String, UniqueConstraint, delete, text, update
from sqlalchemy.orm import Mapped, mapped_column

from rmo_web.kernel import russian
from rmo_web.kernel.db import Model, db, saving
from rmo_web.kernel.errors import TooOften

KEY_MAX = 160


class Tries(Model):
    """The tries of one key within one window of time."""

    __table_args__ = (UniqueConstraint("key", "window"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(KEY_MAX))
    window: Mapped[int]
    tries: Mapped[int]


# One statement, so that fifty at once are fifty counted, on SQLite and PostgreSQL alike.
_COUNT = text(
    'INSERT INTO tries (key, "window", tries) VALUES (:key, :window, 1) '
    'ON CONFLICT (key, "window") DO UPDATE SET tries = tries.tries + 1 RETURNING tries'
)


def count(key: str, *, most: int, within: timedelta, now: datetime) -> None:
    """Count this try, at once and for good. TooOften when there were more than `most`."""
    window, passed, seconds = _window(within, now)
    with saving():
        tries = db.session.execute(_COUNT, {"key": key[:KEY_MAX], "window": window}).scalar_one()
    if tries > most:
        wait = seconds - passed
        minutes = russian.plural(-(-wait // 60), "минуту", "минуты", "минут")
        raise TooOften(f"Слишком много попыток. Попробуйте через {minutes}.", wait)


def take_back(key: str, *, within: timedelta, now: datetime) -> None:
    """The try was right and does not count; those before it do."""
    window, *_ = _window(within, now)
    this = Tries.key == key[:KEY_MAX], Tries.window == window, Tries.tries > 0
    with saving():
        db.session.execute(update(Tries).where(*this).values(tries=Tries.tries - 1))


def _window(within: timedelta, now: datetime) -> tuple[int, int, int]:
    seconds = int(within.total_seconds())
    return *divmod(int(now.timestamp()), seconds), seconds


def forgive(key: str) -> None:
    """The right one came: its earlier tries do not count."""
    with saving():
        db.session.execute(delete(Tries).where(Tries.key == key[:KEY_MAX]))


def forget_old(now: datetime) -> None:
    """Throw away windows that are long over."""
    day_ago = int((now - timedelta(days=1)).timestamp()) // 3600
    db.session.execute(delete(Tries).where(Tries.window < day_ago))
