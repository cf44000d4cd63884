"""The database: tables' base, SQLite and PostgreSQL set alike, and the one door for commits."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any, TypeVar

from flask import Flask, has_request_context, request
from flask_migrate import Migrate
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import (
    DateTime,
    Dialect,
    Engine,
    Enum,
    MetaData,
    Select,
    String,
    Text,
    TypeDecorator,
    UniqueConstraint,
    delete,
    event,
    func,
    select,
    text,
)
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, registry
from sqlalchemy.orm.exc import StaleDataError

from rmo_web.kernel import events
from rmo_web.kernel.errors import Refused, Repeated

# The fix of the WAL-reset fault came with these releases (safety.md 0.9).
_WAL_IS_SAFE = ((3, 44, 6), (3, 50, 7), (3, 51, 3))
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
NONCE_MAX = 64
SENT_KEPT = timedelta(days=30)
BUSY = ("SQLITE_BUSY", "SQLITE_LOCKED", "55P03")
READ_ONLY = "база данных открыта только для чтения"
# By the names of SQLite's errors and the codes of PostgreSQL's.
_UNWRITABLE = {
    "SQLITE_READONLY": READ_ONLY,
    "25006": READ_ONLY,
    "SQLITE_FULL": "на диске сервера нет места",
    "53100": "на диске сервера нет места",
    "SQLITE_CANTOPEN": "файлы базы данных не открываются",
    "SQLITE_IOERR": "диск сервера не отвечает",
    "58030": "диск сервера не отвечает",
}


class Utc(TypeDecorator[datetime]):
    """A moment in UTC, aware in Python; SQLite forgets the zone, so it is given back here."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return value.astimezone(UTC) if value else None

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return value.replace(tzinfo=UTC) if value and value.tzinfo is None else value


# Byte order on both databases: sort keys are already written in the Russian order.
def Key(length: int) -> String:  # noqa: N802 - reads as the type it is
    """A column for `russian.sort_key` and other texts that sort by their signs."""
    return String(length).with_variant(String(length, collation="C"), "postgresql")


def Words(kind: type[StrEnum], name: str, length: int = 16) -> Enum:  # noqa: N802 - as Key
    """A column of enumerated words, which the database checks too (a CHECK of this name)."""
    return Enum(
        kind,
        native_enum=False,
        length=length,
        name=name,
        create_constraint=True,
        values_callable=lambda kinds: [one.value for one in kinds],
    )


class Base(DeclarativeBase):
    registry = registry(
        metadata=MetaData(
            naming_convention={
                "ix": "ix_%(table_name)s_%(column_0_N_name)s",
                "uq": "uq_%(table_name)s_%(column_0_N_name)s",
                "ck": "ck_%(table_name)s_%(constraint_name)s",
                "fk": "fk_%(table_name)s_%(column_0_N_name)s",
                "pk": "pk_%(table_name)s",
            }
        ),
        type_annotation_map={datetime: Utc, str: Text},
    )


Record = TypeVar("Record", bound=Base)

db = SQLAlchemy(model_class=Base)
migrate = Migrate(render_as_batch=True, compare_type=True)

if TYPE_CHECKING:
    Model = Base
else:
    Model = db.Model


class SentForm(Model):
    """A form that was accepted, by its nonce: sending it twice makes one record."""

    __table_args__ = (UniqueConstraint("account_id", "nonce"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(default=0)  # 0: nobody has signed in
    nonce: Mapped[str] = mapped_column(String(NONCE_MAX))
    url: Mapped[str] = mapped_column(default="/")
    at: Mapped[datetime] = mapped_column(server_default=func.now(), index=True)


class Saved:
    """Where the accepted form leads; the view sets it, a repeated sending is sent there too."""

    url: str = "/"


@contextmanager
def saving(nonce: str = "", *, by: int = 0) -> Iterator[Saved]:
    """The one door by which data leaves: listeners, then commit, or nothing at all.

    Raises Repeated when this account has sent the nonce before, and Refused when somebody
    else changed the record in the meantime.
    """
    saved = Saved()
    try:
        sent = _spend(nonce, by) if nonce else None
        yield saved
        if sent:
            sent.url = saved.url
        events.deliver(db.session.flush)
        db.session.commit()
    except StaleDataError:
        events.forget()
        db.session.rollback()
        raise Refused("Запись только что изменил кто-то другой. Обновите страницу.") from None
    except BaseException:
        events.forget()
        db.session.rollback()
        raise


def _spend(nonce: str, by: int) -> SentForm:
    sent = SentForm(account_id=by, nonce=nonce[:NONCE_MAX])
    db.session.add(sent)
    try:
        db.session.flush()
    except IntegrityError:
        db.session.rollback()
        raise Repeated(where_it_led(nonce, by=by) or "/") from None
    return sent


def where_it_led(nonce: str, *, by: int) -> str:
    """Where the form that this account has sent with the nonce led; nothing if it sent none."""
    twin = select(SentForm.url).filter_by(account_id=by, nonce=nonce[:NONCE_MAX])
    return db.session.scalar(twin) or ""


def forget_sent(now: datetime) -> None:
    """Throw away what was accepted so long ago that nobody's page can send it again."""
    db.session.execute(delete(SentForm).where(SentForm.at < now - SENT_KEPT))


def locked(asked: Select[Any]) -> Select[Any]:
    """The statement; what it finds is held till the commit when the request changes something.

    Of two people who change a record at once the second waits, and reads what the first wrote.
    """
    if only_reads():
        return asked
    return asked.with_for_update().execution_options(populate_existing=True)


def of_id(kind: type[Record], key: int) -> Record | None:
    """The record of this id, held till the commit when the request changes something.

    Whoever only names it by a foreign key does not wait.
    """
    if only_reads():
        return db.session.get(kind, key)
    held_as = {"key_share": True}
    return db.session.get(kind, key, with_for_update=held_as, populate_existing=True)


def end_reading() -> None:
    """End the transaction that reading began, so that slow work does not hold the write lock."""
    db.session.rollback()


def wal_is_safe(version: tuple[int, ...] = sqlite3.sqlite_version_info) -> bool:
    """Whether this SQLite has the fix of the fault that can lose pages in WAL mode."""
    return version >= max(_WAL_IS_SAFE) or any(
        version[:2] == fixed[:2] and version >= fixed for fixed in _WAL_IS_SAFE
    )


def prepare(app: Flask) -> None:
    """Bind the database to the application and set its engine up."""
    db.init_app(app)
    migrate.init_app(app, db, directory=app.config["MIGRATIONS"])
    with app.app_context():
        engine = db.engine
    if engine.dialect.name == "sqlite":
        _prepare_sqlite(engine, app.config["SQLITE_JOURNAL"])
    else:
        _prepare_postgresql(engine)


def only_reads() -> bool:
    """Whether this request changes nothing, so that nothing it reads need be locked."""
    return has_request_context() and request.method in SAFE_METHODS


def _prepare_sqlite(engine: Engine, journal: str) -> None:
    mode = journal.upper() if journal != "auto" else ("WAL" if wal_is_safe() else "DELETE")
    pragmas = (
        f"journal_mode={mode}",
        "synchronous=FULL",
        "foreign_keys=ON",
        "busy_timeout=5000",
        "trusted_schema=OFF",
        "cell_size_check=ON",
    )

    @event.listens_for(engine, "connect")
    def set_up(connection: Any, record: object) -> None:
        connection.isolation_level = None  # BEGIN is ours: the driver's loses acknowledged writes
        for pragma in pragmas:
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: Any) -> None:
        reads = only_reads()
        # Asked first: to set it expires every prepared statement of the connection.
        if connection.exec_driver_sql("PRAGMA query_only").scalar() != reads:
            connection.exec_driver_sql(f"PRAGMA query_only={int(reads)}")
        connection.exec_driver_sql("BEGIN" if reads else "BEGIN IMMEDIATE")


def _prepare_postgresql(engine: Engine) -> None:
    @event.listens_for(engine, "connect")
    def set_up(connection: Any, record: object) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = '5s'")
            cursor.execute("SET statement_timeout = '60s'")
            cursor.execute("SET TIME ZONE 'UTC'")
        connection.commit()

    @event.listens_for(engine, "begin")
    def begin(connection: Any) -> None:
        # Else as the server says: it may be set to take no changes for a while.
        connection.connection.dbapi_connection.read_only = only_reads() or None


def why_unwritable(error: object) -> str:
    """Why the database takes nothing more; empty for any other failure of its driver."""
    said = code(error)
    return next((why for known, why in _UNWRITABLE.items() if said.startswith(known)), "")


def in_words(error: object, *, busy: str = "база данных занята, повторите позже") -> str:
    """What the database has against a deed; where we know nothing of it, its driver's first line.

    `busy` is what is said, and advised, while somebody else holds what the deed needs.
    """
    if code(error).startswith(BUSY):
        return busy
    return why_unwritable(error) or str(error).strip().partition("\n")[0]


def code(error: object) -> str:
    """The name that SQLite, or the code that PostgreSQL, has for this error of its driver."""
    return getattr(error, "sqlite_errorname", "") or getattr(error, "sqlstate", "") or ""


def dialect() -> str:
    return db.engine.dialect.name


def schema() -> str:
    """The schema of PostgreSQL that the program works in. Refused when it is not there."""
    where = (
        "SELECT coalesce((SELECT nspname FROM pg_class c JOIN pg_namespace n "
        "ON n.oid = relnamespace WHERE c.oid = to_regclass('alembic_version')), current_schema())"
    )
    with db.engine.connect() as connection:
        if name := connection.scalar(text(where)):
            return str(name)
        named = connection.scalar(text("SHOW search_path"))
    raise Refused(f"Схемы {named} в базе нет, или у роли из DATABASE_URL нет на неё прав.")
