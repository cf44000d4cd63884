"""How much a page asks of the database."""

from contextlib import contextmanager

from sqlalchemy import event

from rmo_web.kernel.db import db


@contextmanager
def statements():
    """`with statements() as told:` collects every SELECT and every writing of what is inside."""
    told = []

    def tell(connection, cursor, statement, *_):
        if not statement.startswith(("PRAGMA", "BEGIN", "SET")):
            told.append(statement)

    event.listen(db.engine, "before_cursor_execute", tell)
    try:
        yield told
    finally:
        event.remove(db.engine, "before_cursor_execute", tell)
