"""How Alembic runs here: one transaction for all, with foreign keys checked at its end."""

from typing import Any

from alembic import context
from flask import current_app
from sqlalchemy import Connection, text

from rmo_web.household import migrating

config = context.config
database = current_app.extensions["migrate"].db


def run(connection: Connection) -> None:
    ours = {"target_metadata": database.metadata, **migrating.options()}
    context.configure(connection=connection, **ours)
    is_sqlite = connection.dialect.name == "sqlite"
    if is_sqlite:  # batch operations rebuild tables: cascades would delete their children
        _pragma(connection, "foreign_keys=OFF")
    try:
        with context.begin_transaction():
            context.run_migrations()
            if is_sqlite and (broken := connection.execute(text("PRAGMA foreign_key_check")).all()):
                raise RuntimeError(f"the migration breaks references: {broken[:5]}")
    finally:
        if is_sqlite:
            connection.rollback()
            _pragma(connection, "foreign_keys=ON")


def _pragma(connection: Connection, words: str) -> None:
    raw: Any = connection.connection.dbapi_connection
    raw.execute(f"PRAGMA {words}")


with database.engine.connect() as opened:
    run(opened)
