"""How often something may be tried; counted in the database, so shared by every process."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import String, UniqueConstraint, bindparam, delete, text, update
from sqlalchemy.orm import Mapped, mapped_column

from rmo_web.kernel import russian
from rmo_web.kernel.db import Model, Utc, db, saving
from rmo_web.kernel.errors import TooOften

KEY_MAX = 160


class Tries(Model):
    """The tries of one key within one window of time."""

    __table_args__ = (UniqueConstraint("key", "window"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(KEY_MAX))
    window: Mapped[int]  # counted in its own length, so only windows of one length compare
    ends_at: Mapped[datetime]
    tries: Mapped[int]


# One statement, so that fifty at once are fifty counted, on SQLite and PostgreSQL alike.
_COUNT = text(
    'INSERT INTO tries (key, "window", ends_at, tries) VALUES (:key, :window, :ends_at, 1) '
    'ON CONFLICT (key, "window") DO UPDATE SET tries = tries.tries + 1 RETURNING tries'
).bindparams(bindparam("ends_at", type_=Utc()))


def count(key: str, *, most: int, within: timedelta, at: datetime) -> None:
    """Count this try, at once and for good. TooOften when there were more than `most`."""
    window, ends_at = _window(within, at)
    told = {"key": key[:KEY_MAX], "window": window, "ends_at": ends_at}
    with saving():
        tries = db.session.execute(_COUNT, told).scalar_one()
    if tries > most:
        wait = int(ends_at.timestamp()) - int(at.timestamp())
        minutes = russian.plural(-(-wait // 60), "минуту", "минуты", "минут")
        raise TooOften(f"Слишком много попыток. Попробуйте через {minutes}.", wait)


def take_back(key: str, *, within: timedelta, at: datetime) -> None:
    """The try was right and does not count; those before it do."""
    window, _ = _window(within, at)
    this = Tries.key == key[:KEY_MAX], Tries.window == window, Tries.tries > 0
    with saving():
        db.session.execute(update(Tries).where(*this).values(tries=Tries.tries - 1))


def _window(within: timedelta, at: datetime) -> tuple[int, datetime]:
    """The number of the window of this length that `at` lies in, and when it is over."""
    seconds = int(within.total_seconds())
    window = int(at.timestamp()) // seconds
    return window, datetime.fromtimestamp((window + 1) * seconds, UTC)


def forgive(key: str) -> None:
    """The right one came: its earlier tries do not count."""
    with saving():
        db.session.execute(delete(Tries).where(Tries.key == key[:KEY_MAX]))


def forget_old(at: datetime) -> None:
    """Throw away the windows that are over, and no other."""
    db.session.execute(delete(Tries).where(Tries.ends_at <= at))
