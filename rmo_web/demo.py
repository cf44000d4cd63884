"""Пример: the association of the seed plan, with invented people for everything people do."""

import os
import secrets
from datetime import date, datetime
from graphlib import TopologicalSorter
from importlib import import_module
from pathlib import Path
from types import ModuleType

from flask import current_app
from sqlalchemy import delete

from rmo_web.accounts import passwords
from rmo_web.accounts.queries import DEMO_PASSWORD_FILE
from rmo_web.household import audit
from rmo_web.kernel import clock, events, years
from rmo_web.kernel.db import Base, db, saving
from rmo_web.kernel.offered.example import Example

STARTS_IN = 2019
DAY = date(2019, 12, 9)


def load(*, at: datetime) -> None:
    """Fill the empty database with the example, in one transaction."""
    ready = passwords.hashed(password())
    with saving():
        example = Example(at, clock.today(), DAY, years.opened(STARTS_IN).id, ready)
        for one in examples():
            one.fill(example)
            events.deliver(db.session.flush)  # the next may build on what others made of it


def examples() -> list[ModuleType]:
    """The example of each room that has one, after those that it builds on."""
    names = sorted(path.parent.name for path in Path(__file__).parent.glob("*/example.py"))
    found = {name: import_module(f"rmo_web.{name}.example") for name in names}
    in_order = TopologicalSorter({name: one.AFTER for name, one in found.items()})
    return [found[name] for name in in_order.static_order()]


def erase() -> None:
    """Empty every table: only the example is ever erased."""
    with saving():
        connection = db.session.connection()
        audit.unlock(connection)
        for table in reversed(Base.metadata.sorted_tables):
            db.session.execute(delete(table))
        audit.lock(connection)
    _password_file().unlink(missing_ok=True)


def password() -> str:
    """The password of the example's accounts: by the setting, else invented once and kept."""
    settings = current_app.config["SETTINGS"]
    if settings.demo_password:
        return str(settings.demo_password)
    kept = _password_file()
    if not kept.exists():
        with os.fdopen(os.open(kept, os.O_WRONLY | os.O_CREAT, 0o600), "w") as file:
            file.write("-".join(secrets.choice(_WORDS) for _ in range(4)))
    return str(kept.read_text().strip())


def _password_file() -> Path:
    folder: Path = current_app.config["SETTINGS"].folder
    return folder / DEMO_PASSWORD_FILE


_WORDS = (
    "абзац", "буква", "глава", "закладка", "каталог", "книга", "обложка", "очерк",
    "полка", "повесть", "сборник", "сказка", "строка", "тетрадь", "формуляр", "читатель",
)  # fmt: skip
