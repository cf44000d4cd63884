"""Is the house sound: database, migrations, SQLite, disk, mail (`flask check`, /healthz)."""

import shutil
import sqlite3
from dataclasses import dataclass
from pathlib import Path

from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Blueprint, Response, current_app, jsonify
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from rmo_web.kernel import outbox
from rmo_web.kernel.access import open_to_all
from rmo_web.kernel.db import db, dialect, wal_is_safe

FREE_LEAST = 200 * 1024 * 1024
bp = Blueprint("health", __name__)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at, and what was seen."""

    title: str
    said: str
    is_well: bool = True


@bp.get("/healthz")
@open_to_all
def healthz() -> Response:
    """Whether the server can answer from its database; nothing about its insides."""
    try:
        is_ready = revision() == newest_revision()
    except SQLAlchemyError:
        is_ready = False
    response = jsonify(ready=is_ready, journal=_journal_mode() if is_ready else "")
    response.status_code = 200 if is_ready else 503
    return response


def examine() -> list[Finding]:
    """Look at everything; in Russian, for whoever keeps the server."""
    try:
        schema = _migrations()
        found = [schema, *_engine(), *(_mail() if schema.is_well else [])]
    except SQLAlchemyError as failure:
        return [Finding("База данных", f"не открывается: {failure}", is_well=False), _disk()]
    return [*found, _disk()]


def revision() -> str | None:
    """The migration that this database stands at."""
    return MigrationContext.configure(db.session.connection()).get_current_revision()


def newest_revision() -> str | None:
    """The migration that this code expects."""
    return ScriptDirectory(current_app.config["MIGRATIONS"]).get_current_head()


def _migrations() -> Finding:
    has, needs = revision(), newest_revision()
    if has == needs:
        return Finding("Схема базы", f"соответствует программе ({has})")
    words = f"версия {has or 'не создана'}, а программе нужна {needs}: выполните flask init"
    return Finding("Схема базы", words, is_well=False)


def _engine() -> list[Finding]:
    if dialect() != "sqlite":
        version = str(db.session.scalar(text("SHOW server_version")))
        return [Finding("PostgreSQL", version)]
    mode = _journal_mode()
    sound = str(db.session.scalar(text("PRAGMA integrity_check")))
    orphans = db.session.execute(text("PRAGMA foreign_key_check")).all()
    return [
        _journal(mode),
        Finding("Целостность", "в порядке" if sound == "ok" else sound, sound == "ok"),
        Finding(
            "Связи записей",
            "в порядке" if not orphans else f"нарушено: {len(orphans)}",
            not orphans,
        ),
    ]


def _journal_mode() -> str:
    return str(db.session.scalar(text("PRAGMA journal_mode"))) if dialect() == "sqlite" else ""


def _journal(mode: str) -> Finding:
    words = f"SQLite {sqlite3.sqlite_version}, журнал {mode.upper()}"
    if mode == "wal" and not wal_is_safe():
        advice = "в этой версии WAL может повредить базу, уберите RMO_SQLITE_JOURNAL=WAL"
        return Finding("Движок", f"{words}: {advice}", is_well=False)
    return Finding("Движок", words)


def _disk() -> Finding:
    free = shutil.disk_usage(Path(current_app.config["INSTANCE"])).free
    words = f"свободно {free // 1024 // 1024} МБ"
    return Finding("Диск", words, free >= FREE_LEAST)


def _mail() -> list[Finding]:
    counts = outbox.counts()
    stuck = counts.get("unknown", 0) + counts.get("dead", 0)
    if not outbox.is_on():
        return [Finding("Почта", "выключена")]
    waiting = counts.get("pending", 0) + counts.get("retry", 0)
    words = f"ждут отправки {waiting}, не ушли или неясно {stuck}"
    return [Finding("Почта", words, stuck == 0)]
