"""The plan keeps what its Word file needs, its state, the state of its rows and its changes."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

PLAN_STATES = ("draft", "adopted", "approved", "done")
ROW_STATES = ("planned", "going", "done", "partly", "moved", "failed", "dropped")
CHANGES = (
    "added", "changed", "marked", "moved", "removed", "section_added", "section_changed",
    "section_removed", "header",
)  # fmt: skip
# A removed row may come back under its number: SQLite would give it to another one.
NEVER_AGAIN = {"recreate": "always", "table_kwargs": {"sqlite_autoincrement": True}}


def words(of, name):
    return sa.Enum(*of, name=name, native_enum=False, create_constraint=True, length=16)


def upgrade() -> None:
    with op.batch_alter_table("plan") as table:
        table.add_column(
            sa.Column("state", words(PLAN_STATES, "plan_state"), server_default="draft", nullable=False)
        )
        table.add_column(sa.Column("adoption", sa.Text(), server_default="", nullable=False))
        table.add_column(sa.Column("approval", sa.Text(), server_default="", nullable=False))
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    more = NEVER_AGAIN if is_sqlite else {}
    with op.batch_alter_table("plan_section", **more) as table:
        table.add_column(sa.Column("version", sa.Integer(), server_default="1", nullable=False))
        table.add_column(sa.Column("heading", sa.Text(), server_default="", nullable=False))
        table.add_column(sa.Column("columns", sa.JSON(), server_default="[]", nullable=False))
    with op.batch_alter_table("plan_row", **more) as table:
        table.add_column(sa.Column("place_text", sa.Text(), server_default="", nullable=False))
        table.add_column(sa.Column("shared", sa.JSON(), server_default="[]", nullable=False))
        table.add_column(
            sa.Column("state", words(ROW_STATES, "row_state"), server_default="planned", nullable=False)
        )
        table.add_column(sa.Column("note", sa.Text(), server_default="", nullable=False))
        table.add_column(sa.Column("version", sa.Integer(), server_default="1", nullable=False))
    op.create_table(
        "plan_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("section_id", sa.Integer(), server_default="0", nullable=False),
        sa.Column("row_id", sa.Integer(), nullable=False),
        sa.Column("kind", words(CHANGES, "change"), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("after", sa.JSON(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("by", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("is_undone", sa.Boolean(), nullable=False),
        sa.Column("is_final", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], name=op.f("fk_plan_change_plan_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_change")),
    )
    op.create_index(op.f("ix_plan_change_plan_id"), "plan_change", ["plan_id"])


def downgrade() -> None:
    op.drop_table("plan_change")
    with op.batch_alter_table("plan_row") as table:
        for name in ("version", "note", "state", "shared", "place_text"):
            table.drop_column(name)
    with op.batch_alter_table("plan_section") as table:
        for name in ("columns", "heading", "version"):
            table.drop_column(name)
    with op.batch_alter_table("plan") as table:
        for name in ("approval", "adoption", "state"):
            table.drop_column(name)
