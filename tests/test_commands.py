"""What the commands say of the database on which they work."""

import pytest
from sqlalchemy import make_url

from rmo_web.household import periodic
from rmo_web.kernel.db import dialect
from rmo_web.kernel.errors import Refused


@pytest.mark.parametrize("command", ["init", "check", "tick"])
def test_a_command_says_first_on_which_database_it_works(app, command):
    done = app.test_cli_runner().invoke(args=[command])
    assert done.stdout.splitlines()[0] == f"База: {named(app)}"


def named(app):
    if dialect() == "sqlite":
        return f"{app.config['INSTANCE']}/rmo.db"
    url = make_url(app.config["SQLALCHEMY_DATABASE_URI"])
    return f"PostgreSQL {url.database} на 127.0.0.1:{url.port}, схема public"


def test_a_refusal_is_one_sentence_beside_the_name_of_the_database(app, monkeypatch):
    def refuse(_):
        raise Refused("Так нельзя.")

    monkeypatch.setattr(periodic, "do_all", refuse)
    done = app.test_cli_runner().invoke(args=["tick"])
    assert (done.exit_code, done.stdout, done.stderr) == (
        1, f"База: {named(app)}\n", "Так нельзя.\n"
    )  # fmt: skip
