"""Is the house sound: database, migrations, files, disk, mail (`check`, /healthz)."""

import os
import shutil
import sqlite3
from dataclasses import dataclass
from pathlib import Path

from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Blueprint, Response, current_app, jsonify
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from rmo_web.household import files, outbox, symptoms
from rmo_web.kernel import clock, site
from rmo_web.kernel.access import open_to_all
from rmo_web.kernel.db import db, dialect, schema, wal_is_safe
from rmo_web.kernel.errors import Refused

FREE_LEAST = 200 * 1024 * 1024
FREE_TO_WRITE = 1024 * 1024  # with less the next page of the database may find no place
NAMED = 10  # files by their numbers
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
    """Whether the server can read and write its database; nothing about its insides."""
    try:
        is_ready = revision() == newest_revision() and not why_unwritable()
    except (SQLAlchemyError, OSError, Refused):
        is_ready = False
    response = jsonify(ready=is_ready, journal=_journal_mode() if is_ready else "")
    response.status_code = 200 if is_ready else 503
    return response


def examine() -> list[Finding]:
    """Look at everything; in Russian, for whoever keeps the server."""
    try:
        steps = _migrations()
        of_rows = [_attachments(), *_in_use()] if steps.is_well else []
        found = [steps, *_engine(), _writing(), *of_rows]
    except Refused as refusal:
        return [Finding("База данных", str(refusal), is_well=False), _disk()]
    except (SQLAlchemyError, OSError) as failure:
        why = getattr(failure, "orig", failure)
        return [Finding("База данных", f"не открывается: {why}", is_well=False), _disk()]
    return [*found, _disk()]


def revision() -> str | None:
    """The migration that this database stands at. Refused where its schema is not there."""
    if dialect() != "sqlite":
        schema()
    return MigrationContext.configure(db.session.connection()).get_current_revision()


def newest_revision() -> str | None:
    """The migration that this code expects."""
    return ScriptDirectory(current_app.config["MIGRATIONS"]).get_current_head()


def why_unwritable() -> str:
    """What keeps the database from taking changes; asked without a lock, so nobody waits."""
    if dialect() != "sqlite":
        closed = "current_setting('default_transaction_read_only')::bool OR pg_is_in_recovery()"
        is_closed = db.session.scalar(text(f"SELECT {closed}"))
        return "сервер открыт только для чтения" if is_closed else ""
    file = Path(db.engine.url.database or "")
    beside = [path for end in ("-wal", "-shm") if (path := Path(f"{file}{end}")).exists()]
    for path in (file.parent, file, *beside):
        if not os.access(path, os.W_OK):
            return f"закрыта запись в {path}"
    is_full = shutil.disk_usage(file.parent).free < FREE_TO_WRITE
    return "на диске нет места" if is_full else ""


def _writing() -> Finding:
    why = why_unwritable()
    return Finding("Запись", f"невозможна: {why}" if why else "возможна", not why)


def _attachments() -> Finding:
    lost, changed = files.damaged()
    kinds = {"содержимого нет": lost, "содержимое испорчено": changed}
    words = "; ".join(f"{kind}: № {_numbers(which)}" for kind, which in kinds.items() if which)
    return Finding("Вложения", words or "в порядке", not words)


def _numbers(which: list[int]) -> str:
    shown = ", ".join(map(str, which[:NAMED]))
    return shown if len(which) <= NAMED else f"{shown} и ещё {len(which) - NAMED}"


def _migrations() -> Finding:
    has, needs = revision(), newest_revision()
    if has == needs:
        return Finding("Схема базы", f"соответствует программе ({has})")
    words = f"версия {has or 'не создана'}, а программе нужна {needs}: выполните команду init"
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


def _in_use() -> list[Finding]:
    seen = symptoms.fresh(clock.now())
    return [*_mail(), *(Finding("Как открывают", said, is_well=False) for said in seen)]


def _mail() -> list[Finding]:
    counts = outbox.counts()
    stuck = counts.get("unknown", 0) + counts.get("dead", 0)
    if not outbox.is_on():
        return [Finding("Почта", "выключена")]
    waiting = counts.get("pending", 0) + counts.get("retry", 0)
    words = f"ждут отправки {waiting}, не ушли или неясно {stuck}"
    return [Finding("Почта", words, stuck == 0), _links()]


def _links() -> Finding:
    if site.for_letters("/"):
        return Finding("Ссылки в письмах", site.for_letters("/"))
    host = current_app.config["SETTINGS"].host
    words = f"по HOST={host} адреса для людей не узнать, письма уходят без ссылок"
    advice = "напишите в .env BASE_URL с адресом, по которому открывают систему"
    return Finding("Ссылки в письмах", f"{words}: {advice}", is_well=False)
