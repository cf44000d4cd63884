"""What `db migrate` sees and writes, and what a copied table keeps, beyond Alembic's own.

Alembic compares CHECKs by name at most, so it sees no changed enumeration; what it reads back
from one database it writes in the words of that database; and a table that SQLite copies loses
its triggers and its numbers that never come again.
"""

import re
from enum import Enum as Words
from typing import Any

from alembic.autogenerate import Rewriter
from alembic.autogenerate.api import AutogenContext
from alembic.ddl.sqlite import SQLiteImpl
from alembic.operations import ops
from alembic.operations.batch import ApplyBatchImpl
from alembic.runtime.migration import MigrationContext
from alembic.runtime.plugins import Plugin
from alembic.util import CommandError, PriorityDispatchResult
from flask import current_app
from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    ColumnDefault,
    Connection,
    Date,
    DateTime,
    DefaultClause,
    Enum,
    Integer,
    MetaData,
    Numeric,
    String,
    Table,
    TextClause,
    inspect,
    text,
)
from sqlalchemy.sql.elements import False_, True_, conv
from sqlalchemy.types import TypeEngine

from rmo_web.kernel.db import Utc

_PLUGIN = "rmo.checks"
# How PostgreSQL says a CHECK (a change of type or a restored copy adds brackets and casts), and
# how the models do.
_CAST = re.compile(r"::(?:character varying|timestamp with time zone|[a-z]+)(\(\d+\))?(\[\])?")
_SAID = (
    (re.compile(r"\bnow\(\)"), "CURRENT_TIMESTAMP"),
    (re.compile(r"(?:(?<![\w ])|(?<=, ))\((\w+|'[^']*')\)"), r"\1"),
    (re.compile(r"(\w+) = ANY \((\()?ARRAY\[([^]]*)\](?(2)\))\)"), r"\1 IN (\3)"),
    (re.compile(r"(\w+) <> ALL \((\()?ARRAY\[([^]]*)\](?(2)\))\)"), r"\1 NOT IN (\3)"),
    (re.compile(r"\((\w+ (?:NOT )?IN \([^()]*\))\)"), r"\1"),
    (re.compile(r"(?<!NOT )\b(\w+) >= (\w+) AND \1 <= (\w+)"), r"\1 BETWEEN \2 AND \3"),
)


def options() -> dict[str, Any]:
    """How Alembic is set up here: for its commands, and for whoever compares by himself."""
    given: dict[str, Any] = current_app.extensions["migrate"].configure_args
    return given | {
        "autogenerate_plugins": ["alembic.autogenerate.*", _PLUGIN],
        "render_item": _written,
        "process_revision_directives": _rewriter.chain(_nothing_when_nothing_differs),
    }


# What is seen


def _compare_checks(
    context: AutogenContext,
    found: ops.ModifyTableOps,
    schema: str | None,
    name: str,
    stored: Table | None,
    ours: Table | None,
) -> PriorityDispatchResult:
    """Find the CHECKs that the database words otherwise than it would word ours."""
    connection = context.connection
    if stored is not None and ours is not None and connection is not None:
        before, after = _checks(connection, name), _as_the_database_says(ours, connection)
        texts = _texts(ours, connection)
        for one in sorted(before.keys() | after.keys()):
            if before.get(one) == after.get(one):
                continue
            if one in before:
                was = CheckConstraint(before[one], name=conv(one), table=stored)
                found.ops.append(ops.DropConstraintOp.from_constraint(was))
            if one in after:
                added = ops.CreateCheckConstraintOp(conv(one), name, text(texts[one]))
                found.ops.append(added)
    return PriorityDispatchResult.CONTINUE


Plugin(_PLUGIN).add_autogenerate_comparator(_compare_checks, "table", "rmo_checks")


def _checks(connection: Connection, table: str, schema: str | None = None) -> dict[str, str]:
    found = inspect(connection).get_check_constraints(table, schema)
    return {one["name"] or "": _portable(one["sqltext"]) for one in found}


def _as_the_database_says(table: Table, connection: Connection) -> dict[str, str]:
    """The table's CHECKs in the words of the database: a table that passes is asked for them."""
    if not _of(table):
        return {}
    twin = Table(
        table.name,
        MetaData(naming_convention=table.metadata.naming_convention),
        *(Column(one.name, _copied(one.type)) for one in table.columns),
        *(
            CheckConstraint(one.sqltext, name=one.name)
            for one in _of(table)
            if isinstance(one.sqltext, TextClause)  # an enumeration brings its own
        ),
        prefixes=["TEMPORARY"],
    )
    passing = connection.begin_nested()
    try:
        twin.create(connection, checkfirst=False)
        return _checks(connection, table.name, _passing_schema(connection))
    finally:
        passing.rollback()


def _copied(kind: TypeEngine[Any]) -> TypeEngine[Any]:
    return kind.copy() if isinstance(kind, Enum) else kind  # type: ignore[no-untyped-call]


def _passing_schema(connection: Connection) -> str:
    if connection.dialect.name == "sqlite":
        return "temp"
    named = text("SELECT nspname FROM pg_namespace WHERE oid = pg_my_temp_schema()")
    return str(connection.scalar(named))


def _of(table: Table) -> list[CheckConstraint]:
    return [one for one in table.constraints if isinstance(one, CheckConstraint)]


def _texts(table: Table, connection: Connection) -> dict[str, str]:
    """The CHECKs of the models by their full names, in words that every database takes."""
    name = connection.dialect.identifier_preparer.format_constraint
    plainly = {"include_table": False, "literal_binds": True}
    return {str(name(one)): str(one.sqltext.compile(compile_kwargs=plainly)) for one in _of(table)}


def _portable(said: str) -> str:
    """What a database has said, in words that each takes, whichever has said it."""
    plain = _CAST.sub("", said)
    for pattern, words in _SAID:
        plain = pattern.sub(words, plain)
    return plain


# What is written


def _written(kind: str, thing: Any, context: AutogenContext) -> str | bool:
    """Types, CHECKs and defaults as both databases take them; False leaves it to Alembic."""
    if kind == "type":
        return _type_written(thing)
    if kind == "check" and "::" in str(thing.sqltext):
        return f"sa.CheckConstraint({_portable(str(thing.sqltext))!r}, name=op.f({thing.name!r}))"
    if kind == "server_default":
        return _default_written(getattr(thing, "arg", thing))
    return False


def _default_written(said: Any) -> str | bool:
    if isinstance(said, True_ | False_):
        return "sa.true()" if isinstance(said, True_) else "sa.false()"
    plain = _portable(str(said))
    return False if plain == str(said) else f"sa.text({plain!r})"


def _type_written(kind: TypeEngine[Any]) -> str | bool:
    is_read_back = type(kind).__name__.isupper()
    plain = kind.as_generic() if is_read_back else kind
    if isinstance(plain, Utc | DateTime):
        return "sa.DateTime(timezone=True)"
    if is_read_back and isinstance(plain, String) and plain.collation:
        return f"sa.String({plain.length}).with_variant(sa.{plain!r}, 'postgresql')"
    return f"sa.{plain!r}" if is_read_back else False


_TRUTH = {"0": text("false"), "1": text("true")}  # as SQLite gives them back
_rewriter = Rewriter()


@_rewriter.rewrites(ops.AddColumnOp)
def _add_column(
    context: MigrationContext, revision: object, added: ops.AddColumnOp
) -> ops.AddColumnOp:
    """A column that a filled table takes; the CHECK of an enumeration is written on its own."""
    column = added.column
    default: Any = column.server_default
    if not column.nullable and default is None:
        default = _value(column)
    elif isinstance(column.type, Boolean) and isinstance(default, DefaultClause):
        default = _TRUTH.get(str(default.arg), default)
    nullable = column.nullable or default is None
    if nullable and not column.nullable and _is_ours(column, context):
        raise CommandError(
            f"{column} is NOT NULL and says nothing for the rows that are there: give it "
            "a server_default or a plain default, or write this migration by hand."
        )
    kind = _without_check(column.type)
    added.column = Column(column.name, kind, nullable=nullable, server_default=default)
    return added


@_rewriter.rewrites(ops.AlterColumnOp)
def _alter_column(
    context: MigrationContext, revision: object, altered: ops.AlterColumnOp
) -> list[ops.MigrateOperation]:
    """A change that filled rows take: what was empty gets the model's value first."""
    altered.existing_type = _without_check(altered.existing_type)
    altered.modify_type = _without_check(altered.modify_type)
    table = context.opts["target_metadata"].tables[altered.table_name]
    value = _value(table.columns[altered.column_name])
    if altered.modify_nullable is not False or value is None:
        return [altered]
    quoted = f"'{value}'" if isinstance(value, str) else str(value)
    named = f'"{altered.column_name}"'
    fill = f'UPDATE "{altered.table_name}" SET {named} = {quoted} WHERE {named} IS NULL'
    return [ops.ExecuteSQLOp(fill), altered]


def _value(column: Column[Any]) -> str | TextClause | None:
    """What a column says for rows that have none: its plain default, else an empty one.

    A column of the models without a default says nothing, nor does one that names a record.
    """
    own = column.default
    if isinstance(own, ColumnDefault) and own.is_scalar:
        value = own.arg.value if isinstance(own.arg, Words) else own.arg
        return text(str(value).lower()) if isinstance(value, bool) else str(value)
    if not type(column.type).__name__.isupper() or column.foreign_keys:
        return None
    for check in _of(column.table):
        listed = re.match(rf"\(?{column.name}\)? IN \('([^']*)'", _portable(str(check.sqltext)))
        if listed:
            return listed[1]
    empty: dict[type[TypeEngine[Any]], str | TextClause] = {
        Boolean: text("false"),
        String: "",
        Integer: "0",
        Numeric: "0",
        Date: text("CURRENT_DATE"),
        DateTime: text("CURRENT_TIMESTAMP"),
    }
    return next((it for kind, it in empty.items() if isinstance(column.type, kind)), None)


def _without_check(kind: Any) -> Any:
    return String(kind.length) if isinstance(kind, Enum) else kind


def _is_ours(column: Column[Any], context: MigrationContext) -> bool:
    return column.table.metadata is context.opts["target_metadata"]


def _nothing_when_nothing_differs(
    context: MigrationContext, revision: object, written: list[ops.MigrationScript]
) -> None:
    """`db migrate` writes no empty file; `db revision` does."""
    config = context.config
    if config and getattr(config.cmd_opts, "autogenerate", False) and _is_empty(written):
        config.print_stdout("The database is as the models say: there is nothing to write.")
        written.clear()


def _is_empty(written: list[ops.MigrationScript]) -> bool:
    return all(one.upgrade_ops is None or one.upgrade_ops.is_empty() for one in written)


# What a copied table keeps


class _SQLite(SQLiteImpl):
    """SQLite changes a table by copying it: what Alembic leaves behind is carried over here."""

    __dialect__ = "sqlite"
    transactional_ddl = True  # BEGIN is ours (kernel.db), so all steps are one transaction
    _triggers: list[str] = []  # noqa: RUF012 - it is replaced, never changed
    _last_number: int | None = None

    def prep_table_for_batch(self, batch_impl: ApplyBatchImpl, table: Table) -> None:
        """Look at the table that is about to be copied."""
        [made] = self._made("table", table.name)
        self._triggers = self._made("trigger", table.name)
        self._last_number = None
        if "AUTOINCREMENT" in made and batch_impl.new_table is not None:
            batch_impl.new_table.dialect_options["sqlite"]["autoincrement"] = True
            last = text("SELECT seq FROM sqlite_sequence WHERE name = :name")
            self._last_number = self._connected.scalar(last, {"name": table.name})

    def rename_table(
        self, old_table_name: str, new_table_name: str, schema: str | None = None
    ) -> None:
        """The copy takes the place of the first."""
        super().rename_table(old_table_name, new_table_name, schema)
        for trigger in self._triggers:
            self._connected.exec_driver_sql(trigger)
        if self._last_number is not None:
            for change in (
                "DELETE FROM sqlite_sequence WHERE name = :name",
                "INSERT INTO sqlite_sequence (name, seq) VALUES (:name, :seq)",
            ):
                told = {"name": new_table_name, "seq": self._last_number}
                self._connected.execute(text(change), told)
        self._triggers, self._last_number = [], None

    def _made(self, kind: str, table: str) -> list[str]:
        asked = text("SELECT sql FROM sqlite_master WHERE type = :kind AND tbl_name = :table")
        return list(self._connected.scalars(asked, {"kind": kind, "table": table}))

    @property
    def _connected(self) -> Connection:
        assert self.connection is not None  # `--sql` has none, nor can it copy a table
        return self.connection
