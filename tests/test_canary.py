"""A canary in every stored text is harmless on every page and in every paper (safety.md 2.4).

It walks the tables of the models by itself: what it leaves out is named with a reason in the room's
`doors.py`, and a table of a new room that its `doors.py` does not furnish fails the test.
"""

import json
import re
from io import BytesIO
from xml.etree import ElementTree
from zipfile import ZipFile, is_zipfile

import pytest
from sqlalchemy import JSON, Enum, String, UniqueConstraint, select, update

from rmo_web.household import audit
from rmo_web.kernel.db import Base, db
from tests.rooms import files_of_rooms
from tests.world import addresses, told_by_rooms

NO_WORDS = told_by_rooms("NO_WORDS")  # which columns of text hold none of people's words
ON_NO_PAGE = told_by_rooms("ON_NO_PAGE")  # which words stand on no page and in no paper
IN_JSON = 999
CYRILLIC = re.compile("[А-Яа-яЁё]")


@pytest.fixture
def pages(app, world, make):
    """The addresses of one of everything in every state that shows its words."""
    shown = addresses(app, world)
    for file in files_of_rooms("doors").values():
        if hasattr(file, "in_other_states"):
            shown += file.in_other_states(make, world)
    return [f"{one}{canary(0)}" if one.endswith("=") else one for one in shown]


def canary(number):
    return f"<script>canary {number:03}</script>\"'><img src=x onerror=canary>"


def texts():
    """Every column of text of every table, but those that hold no words."""
    return [
        column
        for table in Base.metadata.sorted_tables
        for column in table.columns
        if isinstance(column.type, String) and not isinstance(column.type, Enum)
        if not column.primary_key and str(column) not in NO_WORDS
    ]


def poison():
    """Write into every column of text a canary of its own; the number of each column's."""
    numbers = {column: number for number, column in enumerate(texts(), start=1)}
    connection = db.session.connection()
    audit.unlock(connection)
    for table in Base.metadata.sorted_tables:
        key = list(table.primary_key.columns)
        for row in connection.execute(select(table)).mappings().all():
            told = {
                column.name: poisoned(
                    column, row[column], numbers.get(column, IN_JSON), row[key[0]]
                )
                for column in table.columns
                if column in numbers or isinstance(column.type, JSON)
            }
            if told:
                this = [one == row[one] for one in key]
                connection.execute(update(table).where(*this).values(told))
    audit.lock(connection)
    db.session.commit()
    return {str(column): number for column, number in numbers.items()}


def poisoned(column, value, number, key):
    if isinstance(column.type, JSON):
        return with_canary(value, number)
    if str(column) == "journal.details":  # JSON in a text
        return json.dumps(with_canary(json.loads(value), number))
    tail = f" {key}" if is_unique(column) else ""
    room = column.type.length and column.type.length - len(tail)
    return canary(number)[:room] + tail


def with_canary(value, number):
    """The value with a canary in place of whatever is written in Russian."""
    if isinstance(value, dict):
        return {name: with_canary(one, number) for name, one in value.items()}
    if isinstance(value, list):
        return [with_canary(one, number) for one in value]
    return canary(number) if isinstance(value, str) and CYRILLIC.search(value) else value


def is_unique(column):
    table = column.table
    return any(
        column.name in one.columns for one in table.constraints if isinstance(one, UniqueConstraint)
    ) or any(column.name in one.columns for one in table.indexes if one.unique)


def read(answer):
    """The text of a page or paper; a paper must be XML that opens."""
    if not is_zipfile(BytesIO(answer.data)):
        return answer.text
    with ZipFile(BytesIO(answer.data)) as paper:
        parts = [paper.read(name) for name in paper.namelist() if name.endswith(".xml")]
    return " ".join("".join(ElementTree.fromstring(part).itertext()) for part in parts)


def test_a_canary_in_every_stored_field_is_harmless_on_every_page(pages, world, as_):
    clients = [as_(world["cast"][who]) for who in ("head", "owner")]
    marks, seen = poison(), set()
    for client in clients:
        for url in pages:
            answer = client.get(url)
            assert answer.status_code < 500, url
            said = read(answer)
            seen |= set(map(int, re.findall(r"canary (\d{3})", said)))
            if answer.mimetype == "text/html":
                assert "<script>canary" not in said, url
                assert "<img src=x" not in said, url
    assert IN_JSON in seen
    unseen = {named for named, number in marks.items() if number not in seen}
    assert (
        unseen ^ ON_NO_PAGE.keys() == set()
    )  # a new column is walked and seen, or named with a reason


def test_every_table_with_words_is_walked_or_named(pages, app):
    """One that has no row here would be walked in vain."""
    walked = {column.table for column in texts()}
    assert [one.name for one in walked if db.session.execute(select(one)).first() is None] == []
    stored = {str(one) for table in Base.metadata.tables.values() for one in table.columns}
    assert NO_WORDS.keys() | ON_NO_PAGE.keys() <= stored
