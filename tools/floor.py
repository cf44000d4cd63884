"""The floor of `make bench`: bare Flask views over the same database, under the same server."""

import hashlib
import os
from pathlib import Path

from flask import Flask, abort, request, session
from sqlalchemy import create_engine, event, text

INSTANCE = Path(os.environ["RMO_INSTANCE"])
PAGE = """<!doctype html><html lang="ru"><head><title>Пол</title></head><body><table>
{% for row in rows %}<tr><td><a href="/{{ row.id }}">{{ row.title }}</a></td>
<td>{{ row.rubric }}</td><td>{{ row.status }}</td>
<td>{{ row.surname }} {{ row.given }}</td><td>{{ filling }}</td></tr>
{% endfor %}</table></body></html>"""
SIGNED_IN = text("SELECT account_id FROM sign_in WHERE token_hash = :token AND ended_at IS NULL")
ROWS = text(
    "SELECT r.id, r.title, r.status, b.title AS rubric, p.surname, p.given FROM help_request r "
    "JOIN help_rubric b ON b.id = r.rubric_id JOIN person p ON p.id = r.author_id "
    "WHERE r.year_id = 1 ORDER BY r.asked_at DESC, r.id DESC LIMIT 50"
)

app = Flask(__name__)
app.config.update(
    SECRET_KEY=(INSTANCE / "secret.key").read_text().strip(),
    SESSION_COOKIE_NAME=os.environ.get("FLOOR_COOKIE", "rmo"),
)
page_template = app.jinja_env.from_string(PAGE)
engine = create_engine(f"sqlite:///{INSTANCE / 'rmo.db'}")
filling = "х" * int(os.environ.get("FLOOR_FILLING", "300"))


@event.listens_for(engine, "connect")
def set_up(connection, record):
    connection.isolation_level = None
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("PRAGMA busy_timeout=5000")


@event.listens_for(engine, "begin")
def begin(connection):
    is_reading = connection.get_execution_options().get("is_reading", True)
    connection.exec_driver_sql("BEGIN" if is_reading else "BEGIN IMMEDIATE")


def check(connection):
    token = hashlib.sha256(session.get("token", "").encode()).hexdigest()
    if connection.execute(SIGNED_IN, {"token": token}).scalar() is None:
        abort(401)


@app.get("/")
def page():
    with engine.begin() as connection:
        check(connection)
        rows = connection.execute(ROWS).all()
    return page_template.render(rows=rows, filling=filling)


@app.post("/")
def write():
    with engine.execution_options(is_reading=False).begin() as connection:
        check(connection)
        said = {"text": request.form["text"]}
        connection.execute(text("INSERT INTO floor (text) VALUES (:text)"), said)
    return "", 204


@app.get("/healthz")
def healthz():
    return "ok"
