"""Every row of a database as it stands, whatever the models say of it."""

from sqlalchemy import MetaData, inspect, select

from rmo_web.kernel.db import db


def everything(shared=None):
    """Every row of every table, in the columns that are shared, or in all."""
    db.session.rollback()
    shared = columns() if shared is None else shared
    found = MetaData()
    with db.engine.connect() as connection:
        found.reflect(connection)
        return {
            name: sorted(map(repr, connection.execute(select(*of(found.tables[name], names)))))
            for name, names in shared.items()
            if names
        }


def of(table, names):
    return [one for one in table.columns if one.name in names]


def columns():
    looked = inspect(db.engine)
    return {
        name: {one["name"] for one in looked.get_columns(name)} for name in looked.get_table_names()
    }
