"""The backup: one file, taken while people work, and put back into an empty place."""

import errno
import hashlib
import os
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from datetime import datetime
from pathlib import Path

from alembic.script import ScriptDirectory
from flask import current_app
from sqlalchemy import URL, inspect, make_url, text
from sqlalchemy.exc import SQLAlchemyError

from rmo_web.household import dumps
from rmo_web.kernel.db import db, dialect, in_words, schema, why_unwritable
from rmo_web.kernel.errors import DISK_FAILS, Refused

KEPT = 14
WAITS = 5.0  # seconds, for whoever holds the database
HELD = "база данных занята: остановите сервер и повторите"
_KINDS = {"sqlite": ("db", b"SQLite format 3\0"), "postgresql": ("pgdump", b"PGDMP")}
_TITLES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}
_REASONS = DISK_FAILS | {
    errno.EACCES: "нет права",
    errno.EPERM: "нет права",
    errno.EEXIST: "это файл, а не папка",
    errno.ENOTDIR: "это файл, а не папка",
    errno.ENOENT: "такой папки нет",
}


def take(folder: Path, at: datetime, uri: str) -> Path:
    """A checked copy of the whole database in this folder. Refused when it cannot be made."""
    with _in_one_sentence("Копия не сделана"):
        if "alembic_version" not in _tables():
            raise Refused("Копия не сделана: база данных ещё пустая.")
        suffix, _ = _KINDS[dialect()]
        ours = f"{_mark(make_url(uri))}.{suffix}"
        final = folder / f"rmo-{at:%Y-%m-%d-%H%M%S}-{ours}"
        unfinished = folder / f"{final.name}.{os.getpid()}.part"
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        try:
            unfinished.touch(mode=0o600)  # a folder that takes no file says so by itself
            _write(unfinished)
            _keep_on_disk(unfinished)
            unfinished.replace(final)
        finally:
            unfinished.unlink(missing_ok=True)
        _keep_on_disk(folder)
    for old in sorted(folder.glob(f"rmo-*-{ours}"))[:-KEPT]:
        with suppress(OSError):  # the copy is made all the same
            old.unlink()
    return final


def put_back(copy: Path, uri: str) -> None:
    """Fill an empty database from the copy. Refused when it has rows, or the copy is broken."""
    with _in_one_sentence("База не восстановлена"):
        if not copy.is_file():
            raise Refused(f"Копии {copy} нет.")
        _must_be_of_this_kind(copy)
        if not _is_empty():
            raise Refused(dumps.FILLED)
        db.session.remove()
        if dialect() == "sqlite":
            _must_be_known(copy, _revision(copy))
            if not _is_empty():  # somebody may have founded it while the copy was read
                raise Refused(dumps.FILLED)
            db.session.remove()
            _fill(copy, make_url(uri).database or "")
        else:
            found = dumps.stands_at(copy)
            name = next(iter(found)) if len(found) == 1 else schema()
            if found and name not in found:
                several = ", ".join(sorted(found))
                raise Refused(f"В копии несколько схем ({several}), а схемы {name} среди них нет.")
            _must_be_known(copy, found.get(name, ""))
            dumps.put_back(copy, name, found[name])


def _write(target: Path) -> None:
    if dialect() == "sqlite":
        _copy(target)
        is_whole = bool(_revision(target))
    else:
        dumps.write(target)
        is_whole = schema() in dumps.stands_at(target)
    if not is_whole:
        raise Refused("Копия не сделана: база данных повреждена. Что с ней, скажет команда check.")


def _tables() -> list[str]:
    return inspect(db.engine).get_table_names(None if dialect() == "sqlite" else schema())


def _is_empty() -> bool:
    if dialect() != "sqlite":
        return dumps.is_empty()
    is_ours = "association" in _tables()
    return not (is_ours and db.session.scalar(text("SELECT count(*) FROM association")))


def _mark(url: URL) -> str:
    """Whose copies these are: several associations may keep theirs in one folder."""
    if dialect() == "sqlite":
        file = Path(url.database or "").resolve()
        name, place = file.parent.name, str(file)
    else:
        name = f"{url.database}-{schema()}"
        place = f"{url.host or url.query.get('host')}:{url.port}/{name}"
    readable = re.sub(r"[^\w-]+", "_", name)[:40]
    return f"{readable}-{hashlib.sha256(place.encode()).hexdigest()[:6]}"


def _must_be_of_this_kind(copy: Path) -> None:
    with copy.open("rb") as file:
        head = file.read(16)
    for kind, (_, beginning) in _KINDS.items():
        if head.startswith(beginning):
            if kind == dialect():
                return
            words = f"Это копия базы {_TITLES[kind]}, а DATABASE_URL ведёт в {_TITLES[dialect()]}."
            raise Refused(words)
    raise Refused(dumps.unreadable(copy))


def _must_be_known(copy: Path, revision: str) -> None:
    if not revision:
        raise Refused(dumps.unreadable(copy))
    script = ScriptDirectory(current_app.config["MIGRATIONS"])
    if revision not in {step.revision for step in script.walk_revisions()}:
        raise Refused(f"Копия снята более новой программой ({revision}): сначала обновите эту.")


def _copy(target: Path) -> None:
    with closing(db.engine.raw_connection()) as opened:
        opened.driver_connection.execute("PRAGMA query_only=0")  # type: ignore[union-attr]
        opened.driver_connection.execute("VACUUM INTO ?", (str(target),))  # type: ignore[union-attr]


def _revision(copy: Path) -> str:
    """The migration that a sound copy of ours stands at; empty for any other file."""
    try:
        with closing(_opened(copy)) as opened:
            said = opened.execute("PRAGMA integrity_check").fetchone()[0]
            opened.execute("SELECT count(*) FROM association")
            stands_at = opened.execute("SELECT version_num FROM alembic_version").fetchone()
    except sqlite3.DatabaseError as failure:
        if why_unwritable(failure):
            raise
        return ""
    return str(stands_at[0]) if said == "ok" and stands_at else ""


def _opened(copy: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{copy.resolve().as_uri()}?mode=ro", uri=True)


def _fill(copy: Path, target: str) -> None:
    """In one transaction of SQLite, so that a server that runs sees the old or the new."""

    def give_up(status: int, *_: int) -> None:
        if status in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}:
            raise Refused(f"База не восстановлена: {HELD}.")

    db.engine.dispose()
    with closing(_opened(copy)) as source, closing(sqlite3.connect(target, WAITS)) as filled:
        source.backup(filled, progress=give_up)


def _keep_on_disk(path: Path) -> None:
    if os.name == "nt" and path.is_dir():
        return  # no folder is opened as a file there
    opened = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


@contextmanager
def _in_one_sentence(deed: str) -> Iterator[None]:
    """Whatever disk and database have against it is Refused, with the reason."""
    try:
        yield
    except OSError as failure:
        why = _REASONS.get(failure.errno or 0, failure.strerror)
        raise Refused(f"{deed}: {failure.filename or ''}: {why}.".replace(" : ", " ")) from None
    except (SQLAlchemyError, db.engine.dialect.loaded_dbapi.Error) as failure:
        cause = getattr(failure, "orig", failure)
        raise Refused(f"{deed}: {in_words(cause, busy=HELD)}.") from None
