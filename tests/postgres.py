"""A PostgreSQL of the tests' own: made in a temporary folder, on loopback, stopped at the end."""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.pool import NullPool

LOCAL = "127.0.0.1"


def programs():
    """The folder of initdb and pg_ctl; without it the tests are skipped, but never in CI."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if found:
        return found[-1].parent
    if os.environ.get("CI") == "true":
        pytest.fail("PostgreSQL is not installed")
    pytest.skip("PostgreSQL is not installed")
    return None


@contextmanager
def cluster():
    """Its address, for as long as the block runs."""
    bin_, folder = programs(), Path(tempfile.mkdtemp(prefix="rmo-pg-"))
    data, port = folder / "data", free_port()
    as_owner(folder)
    try:
        run(
            bin_ / "initdb",
            "-D",
            data,
            "-U",
            "rmo",
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--locale=C.UTF-8",
        )
        options = f"-p {port} -c listen_addresses={LOCAL} -k {folder} -c fsync=off"
        run(bin_ / "pg_ctl", "-D", data, "-w", "-l", folder / "log", "-o", options, "start")
        try:
            yield f"postgresql://rmo@{LOCAL}:{port}/postgres"
        finally:
            run(bin_ / "pg_ctl", "-D", data, "-w", "-m", "fast", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def new_database(url, template="template0"):
    """The address of one more database on this server, empty or a copy of another."""
    name = f"house_{uuid4().hex[:12]}"
    server = create_engine(url, isolation_level="AUTOCOMMIT", poolclass=NullPool)
    with server.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name} TEMPLATE {template}"))
    return f"{url.rsplit('/', 1)[0]}/{name}"


def copied(url):
    """The address of a copy of this database, to which nobody may be connected."""
    beside, name = url.rsplit("/", 1)
    return new_database(f"{beside}/postgres", name)


def free_port():
    with socket.socket() as probe:
        probe.bind((LOCAL, 0))
        return probe.getsockname()[1]


def as_owner(folder):
    """PostgreSQL refuses to run as root: its own user owns the folder then."""
    if os.geteuid() == 0:
        owner = pwd.getpwnam("postgres")
        os.chown(folder, owner.pw_uid, owner.pw_gid)


def run(*command):
    words = [str(word) for word in command]
    if os.geteuid() == 0:
        words = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups", *words]
    done = subprocess.run(words, capture_output=True, text=True, cwd="/", check=False)
    assert done.returncode == 0, done.stdout + done.stderr
