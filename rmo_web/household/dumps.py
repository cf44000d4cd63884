"""A copy on PostgreSQL: one schema by pg_dump, its rows put back into any empty schema."""

import errno
import os
import re
import subprocess
from collections.abc import Iterator
from itertools import takewhile
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any

from alembic.config import Config
from alembic.runtime.environment import EnvironmentContext
from alembic.script import ScriptDirectory
from flask import current_app
from sqlalchemy import Connection, MetaData, Table, func, inspect, select, text

from rmo_web.kernel.db import Base, db, schema
from rmo_web.kernel.errors import DISK_FAILS, Refused

FILLED = "База данных не пустая: восстановление возможно только на пустое место."
REVISIONS = "alembic_version"
WAITS = 10_000  # milliseconds, for whoever holds a table
_COPY = re.compile(r'COPY (.+)\.("?\w+"?) (\([\w", ]+\)) FROM stdin;\n')
_SEQUENCE = re.compile(r"""SELECT pg_catalog\.setval\('(.+)\.("?\w+"?)', (\d+), (\w+)\);\n""")
_END = b"\\.\n"
_OLDER = re.compile(r"server version: ([\d.]+).*pg_dump version: ([\d.]+)", re.DOTALL)


def write(target: Path) -> None:
    """Copy the schema that the program works in, and no other, into this file."""
    name = schema().replace('"', '""')
    address, secret = _address()
    command = (
        "pg_dump",
        "--format=custom",
        f"--lock-wait-timeout={WAITS}",
        f'--schema="{name}"',
        f"--file={target}",
        address,
    )
    try:
        subprocess.run(
            command, check=True, capture_output=True, text=True, env=_environment(secret)
        )
    except FileNotFoundError:
        raise Refused(_missing("pg_dump")) from None
    except subprocess.CalledProcessError as failure:
        if older := _OLDER.search(failure.stderr):
            words = "pg_dump {1} старее сервера PostgreSQL {0}: поставьте postgresql-client {0}."
            raise Refused(words.format(*older.groups())) from None
        if "due to statement timeout" in failure.stderr:  # so ends its waiting for locks
            raise Refused("Копия не сделана: база данных занята, повторите позже.") from None
        is_full = os.strerror(errno.ENOSPC) in failure.stderr
        why = DISK_FAILS[errno.ENOSPC] if is_full else _reason(failure.stderr)
        raise Refused(f"Копия не сделана: {why}.") from None


def _reason(said: str) -> str:
    """The line of pg_dump that tells it; the last one may be a detail."""
    lines = said.splitlines() or [""]
    return next((line for line in lines if "error:" in line), lines[-1])


def stands_at(copy: Path) -> dict[str, str]:
    """The revision of each schema that the copy holds. Refused when it cannot be read."""
    found, lines = {}, _lines(copy, f"--table={REVISIONS}")
    for line in lines:
        if told := _COPY.fullmatch(line.decode(errors="replace")):
            for revision in takewhile(_END.__ne__, lines):
                found[_bare(told[1])] = revision.decode().strip()
    return found


def is_empty() -> bool:
    """Whether the schema has no tables, or ours without an association."""
    name = schema()
    with db.engine.connect() as connection:
        return _is_empty(connection, name)


def _is_empty(connection: Connection, name: str) -> bool:
    tables = set(inspect(connection).get_table_names(name))
    if not tables or tables - {*Base.metadata.tables, REVISIONS} or "association" not in tables:
        return not tables
    ours = Table("association", MetaData(), schema=name)
    return not connection.scalar(select(func.count()).select_from(ours))


def put_back(copy: Path, from_: str, revision: str) -> None:
    """Build the empty schema as that revision has it and fill it from the copy; all or nothing.

    Neither the name of the schema nor rights on the database matter, and no other is touched:
    the tables are made by our own migrations, the rows are read out of the copy.
    """
    name = schema()
    with db.engine.begin() as connection:
        connection.execute(text("SET LOCAL statement_timeout = 0"))
        path = text("SELECT set_config('search_path', quote_ident(:name), true)")
        connection.execute(path, {"name": name})
        _clear(connection, name)
        _build(connection, revision)
        _defer(connection, "DEFERRABLE INITIALLY DEFERRED")  # rows come before those they name
        _fill(connection, copy, from_)
        connection.execute(text("SET CONSTRAINTS ALL IMMEDIATE"))
        _defer(connection, "NOT DEFERRABLE")


def _clear(connection: Connection, name: str) -> None:
    tables = MetaData()
    tables.reflect(connection, schema=name)
    for table in tables.tables.values():  # whoever founds it at this moment comes too late
        connection.execute(text(f"LOCK TABLE {table.name} IN ACCESS EXCLUSIVE MODE"))
    if not _is_empty(connection, name):
        raise Refused(FILLED)
    tables.drop_all(connection)


def _build(connection: Connection, revision: str) -> None:
    script = ScriptDirectory(current_app.config["MIGRATIONS"])

    def steps(at: str, _: object) -> object:
        return script._upgrade_revs(revision, at)

    with EnvironmentContext(Config(), script, fn=steps) as environment:
        environment.configure(connection=connection, target_metadata=Base.metadata)
        environment.run_migrations()


def _defer(connection: Connection, how: str) -> None:
    every = text(
        "SELECT conrelid::regclass::text, quote_ident(conname) FROM pg_constraint "
        "JOIN pg_namespace n ON n.oid = connamespace "
        "WHERE contype = 'f' AND nspname = current_schema()"
    )
    for table, name in connection.execute(every).all():
        connection.execute(text(f"ALTER TABLE {table} ALTER CONSTRAINT {name} {how}"))


def _fill(connection: Connection, copy: Path, from_: str) -> None:
    lines = _lines(copy, f"--schema={from_}")
    driver: Any = connection.connection.driver_connection
    with driver.cursor() as cursor:
        for line in lines:
            words = line.decode(errors="replace")
            if (told := _COPY.fullmatch(words)) and told[2] != REVISIONS:
                with cursor.copy(f"COPY {told[2]} {told[3]} FROM STDIN") as rows:
                    for row in takewhile(_END.__ne__, lines):
                        rows.write(row)
            elif told := _SEQUENCE.fullmatch(words):
                cursor.execute("SELECT setval(%s::regclass, %s, %s)", told.groups()[1:])


def _lines(copy: Path, *which: str) -> Iterator[bytes]:
    """What pg_restore makes of these rows. Refused, at the end, when the copy is torn."""
    command = ("pg_restore", "--data-only", *which, "--file=-", str(copy))
    with TemporaryFile() as said:
        try:
            running = subprocess.Popen(
                command, stdout=subprocess.PIPE, stderr=said, env=_environment()
            )
        except FileNotFoundError:
            raise Refused(_missing("pg_restore")) from None
        with running:
            yield from running.stdout or ()
        if running.returncode:
            said.seek(0)
            raise Refused(_why_unread(copy, said.read().decode(errors="replace")))


def unreadable(copy: Path) -> str:
    """What is said of a file that is no copy of ours, or is torn."""
    return f"Файл {copy.name} повреждён или это не копия rmo_web."


def _why_unread(copy: Path, said: str) -> str:
    if "unsupported version" in said:
        return f"Копия {copy.name} снята более новым pg_dump: поставьте postgresql-client новее."
    return unreadable(copy)


def _bare(name: str) -> str:
    return name[1:-1].replace('""', '"') if name.startswith('"') else name


def _address() -> tuple[str, str]:
    """How the programs reach the database, and the password: everybody may read a command."""
    _, named = db.engine.dialect.create_connect_args(db.engine.url)
    secret = str(named.pop("password", ""))
    named.pop("context", None)
    return "--dbname=" + " ".join(f"{name}={_quoted(named[name])}" for name in named), secret


def _quoted(value: object) -> str:
    return "'" + re.sub(r"([\\'])", r"\\\1", str(value)) + "'"


def _environment(secret: str = "") -> dict[str, str]:
    said = os.environ | {"LC_ALL": "C"}
    return said | {"PGPASSWORD": secret} if secret else said


def _missing(program: str) -> str:
    return f"Программы {program} нет: поставьте postgresql-client."
