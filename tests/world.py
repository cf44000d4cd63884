"""One of everything, furnished by each room's `doors.py`, and the cast that tries every door."""

from collections import ChainMap

import pytest

from rmo_web.accounts.models import Account
from rmo_web.kernel.db import db
from tests.doors import CAST
from tests.moulds import poured
from tests.rooms import files_of_rooms


def told_by_rooms(name):
    """What all the rooms say under this name; no two of them speak of the same."""
    told = {}
    for room, file in files_of_rooms("doors").items():
        said = getattr(file, name, {})
        assert not told.keys() & said.keys(), room
        told |= said
    return told


MATRIX = told_by_rooms("DOORS")
FURTHER = told_by_rooms("FURTHER")
EVERYBODY = (*CAST, *FURTHER)


def expected_of(endpoint, who):
    """Whoever comes further enters some doors as a methodist does, all others as a stranger."""
    if who in FURTHER:
        who = "methodist" if endpoint in FURTHER[who] else "stranger"
    return MATRIX[endpoint][CAST.index(who)]


@pytest.fixture
def world(make):
    """The cast, and what each room says of its addresses."""
    made = poured(make, "world", lambda: furnish(make))
    cast = {who: key and db.session.get_one(Account, key) for who, key in made["cast"].items()}
    return made | {"cast": cast}


def furnish(make):
    """The keys of one of everything."""
    cast = {
        "nobody": None,
        "stranger": make.librarian(),
        "owner": make.librarian(person=make.person("Зябликова", "Анна")),
        "methodist": make.methodist(),
        "head": make.head(),
    }
    values = {
        room: file.furnish(make, cast)
        for room, file in files_of_rooms("doors").items()
        if hasattr(file, "furnish")
    }
    return {"cast": {who: one and one.id for who, one in cast.items()}, "values": values}


def endpoints(app):
    """Every endpoint with one of its methods."""
    for rule in app.url_map.iter_rules():
        if rule.endpoint != "static":
            for method in sorted(rule.methods & {"GET", "POST"}):
                yield rule, method


def address(app, world, rule, **others):
    """Where the endpoint is in this world; what its own room does not say, another one does."""
    room = rule.endpoint.partition(".")[0]
    values = ChainMap(others, world["values"].get(room, {}), *world["values"].values())
    with app.test_request_context():
        return app.url_for(rule.endpoint, **{name: values[name] for name in rule.arguments})


def addresses(app, world, method="GET"):
    """The address of every endpoint that has the method."""
    return [address(app, world, rule) for rule, one in endpoints(app) if one == method]
