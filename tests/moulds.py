"""What many tests begin with: made once by its makers, then poured into the empty tables again.

Only into tables that hold nothing: a test that has made something already gets what its makers
make. The rows of a mould are what the services have written, to the letter; only the moment at
which the maker works is this maker's own.
"""

from dataclasses import dataclass
from functools import cache
from itertools import count
from typing import Any

from rmo_web.kernel.db import Base, db, dialect

KEPT = {}


@dataclass(frozen=True)
class Mould:
    made: Any  # what the makers gave: keys, and nothing of a session
    moment: str
    reached: int
    rows: dict


def poured(make, name, build):
    """What `build()` gives in a house where nothing is yet."""
    is_first, make.is_first = make.is_first, False
    connection = db.session.connection()
    if not is_first or full(connection):
        return build()
    where = db.engine.url if dialect() == "postgresql" else ""  # its numbers never come again
    mould = KEPT.get((where, name))
    if mould is None:
        made = build()
        reached = next(make.numbers)
        make.numbers = count(reached)
        mould = Mould(made, moment_of(make), reached, taken(db.session.connection()))
        db.session.commit()  # who has only read here must not hold the write lock
        KEPT[where, name] = mould
        return made
    for table, rows in mould.rows.items():
        pour(connection, table, rows, (mould.moment, moment_of(make)))
    db.session.commit()
    make.numbers = count(mould.reached)
    return mould.made


def full(connection):
    """The tables that have any rows; one statement finds them."""
    return set(connection.exec_driver_sql(_asked()).scalars())


@cache
def _asked():
    names = (table.name for table in Base.metadata.sorted_tables)
    return " UNION ALL ".join(f"SELECT '{n}' WHERE EXISTS (SELECT 1 FROM {n})" for n in names)


def taken(connection):
    """Every row, as the database itself writes it, in the order in which tables refer."""
    found = full(connection)
    names = [one.name for one in Base.metadata.sorted_tables if one.name in found]
    return {name: rows_of(connection, name) for name in names}


def moment_of(make):
    return make.at.strftime("%Y-%m-%d %H:%M:%S.%f")


def rows_of(connection, name):
    if dialect() == "sqlite":
        return connection.exec_driver_sql(f"SELECT * FROM {name}").all()
    with connection.connection.cursor().copy(f"COPY {name} TO STDOUT") as rows:
        return b"".join(rows).decode()


def pour(connection, name, rows, moments):
    then, now = moments
    if dialect() == "sqlite":
        told = [tuple(now if one == then else one for one in row) for row in rows]
        places = ", ".join("?" * len(told[0]))
        connection.exec_driver_sql(f"INSERT INTO {name} VALUES ({places})", told)
        return
    then, now = then.rstrip("0"), now.rstrip("0")  # as PostgreSQL writes them
    with connection.connection.cursor().copy(f"COPY {name} FROM STDIN") as written:
        written.write(rows.replace(then, now))
