"""How many statements a page costs."""

from contextlib import contextmanager

from sqlalchemy import event

from rmo_web.kernel.db import db


@contextmanager
def statements(app):
    """The list of the SQL that this application sends meanwhile."""
    seen = []

    def note(connection, cursor, statement, *rest):
        if not statement.startswith("PRAGMA"):
            seen.append(statement)

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(engine, "before_cursor_execute", note)
