"""The backup: one file, taken while people work, and put back into an empty place."""

import os
import shutil
import sqlite3
import subprocess
from datetime import datetime
from pathlib import Path

from sqlalchemy import inspect, make_url, text

from rmo_web.kernel.db import db, dialect
from rmo_web.kernel.errors import Refused

KEPT = 14


def take(folder: Path, at: datetime, uri: str) -> Path:
    """A checked copy of the whole database in this folder. Refused when it cannot be made."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    suffix = "db" if dialect() == "sqlite" else "pgdump"
    final = folder / f"rmo-{at:%Y-%m-%d-%H%M%S}.{suffix}"
    unfinished = final.with_suffix(".part")
    unfinished.unlink(missing_ok=True)
    if dialect() == "sqlite":
        _copy_sqlite(unfinished)
    else:
        _run("pg_dump", "--format=custom", f"--file={unfinished}", _address(uri))
    _keep_on_disk(unfinished)
    unfinished.rename(final)
    _keep_on_disk(folder)
    _throw_old(folder, suffix)
    return final


def put_back(copy: Path, uri: str) -> None:
    """Fill an empty database from the copy. Refused when it has rows, or the copy is broken."""
    if not copy.is_file():
        raise Refused(f"Копии {copy} нет.")
    if _holds_something():
        raise Refused("База данных не пустая: восстановление возможно только на пустое место.")
    if dialect() == "sqlite":
        _must_be_sound(copy)
        _replace_sqlite(copy, Path(make_url(uri).database or ""))
    else:
        _run("pg_restore", "--no-owner", "--exit-on-error", f"--dbname={_address(uri)}", str(copy))


def _holds_something() -> bool:
    tables = inspect(db.engine).get_table_names()
    if "association" not in tables:
        return bool(tables) and dialect() != "sqlite"
    return bool(db.session.scalar(text("SELECT count(*) FROM association")))


def _copy_sqlite(target: Path) -> None:
    opened = db.engine.raw_connection()
    try:
        opened.driver_connection.execute("PRAGMA query_only=0")  # type: ignore[union-attr]
        opened.driver_connection.execute("VACUUM INTO ?", (str(target),))  # type: ignore[union-attr]
    finally:
        opened.close()
    _must_be_sound(target)


def _must_be_sound(copy: Path) -> None:
    try:
        with sqlite3.connect(f"{copy.resolve().as_uri()}?mode=ro", uri=True) as opened:
            said = opened.execute("PRAGMA integrity_check").fetchone()[0]
            opened.execute("SELECT count(*) FROM association, alembic_version")
        opened.close()
    except sqlite3.DatabaseError:
        said = "not a database"
    if said != "ok":
        raise Refused(f"Файл {copy.name} повреждён или это не копия rmo_web.")


def _replace_sqlite(copy: Path, target: Path) -> None:
    db.session.remove()
    db.engine.dispose()
    for stale in ("-wal", "-shm", "-journal"):  # a stale log would be mixed into the copy
        Path(f"{target}{stale}").unlink(missing_ok=True)
    unfinished = target.with_suffix(".part")
    shutil.copyfile(copy, unfinished)
    _keep_on_disk(unfinished)
    unfinished.replace(target)
    _keep_on_disk(target.parent)


def _keep_on_disk(path: Path) -> None:
    opened = os.open(path, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


def _throw_old(folder: Path, suffix: str) -> None:
    for old in sorted(folder.glob(f"rmo-*.{suffix}"))[:-KEPT]:
        old.unlink()


def _address(uri: str) -> str:
    return uri.replace("postgresql+psycopg://", "postgresql://")


def _run(*command: str) -> None:
    try:
        subprocess.run(command, check=True, capture_output=True, text=True)
    except FileNotFoundError:
        raise Refused(f"Программы {command[0]} нет: поставьте postgresql-client.") from None
    except subprocess.CalledProcessError as failure:
        raise Refused(f"{command[0]}: {failure.stderr.strip()[-300:]}") from None
