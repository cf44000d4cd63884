"""The plan keeps its file place by place, and which of its meetings speak for themselves."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

CHANGES = (
    "added", "changed", "marked", "moved", "removed", "section_added", "section_changed",
    "section_removed", "header",
)  # fmt: skip
TABLES = ("plan", "plan_section", "plan_row")


def kinds_of_change(*kinds: str) -> None:
    """SQLite rebuilds the table: its CHECK comes with the column's new kind."""
    if op.get_bind().dialect.name == "sqlite":
        was, now = (
            sa.Enum(*of, name="change", native_enum=False, create_constraint=True, length=16)
            for of in (CHANGES, kinds)
        )
        with op.batch_alter_table("plan_change") as table:
            table.alter_column("kind", existing_type=was, type_=now, existing_nullable=False)
        return
    op.drop_constraint(op.f("ck_plan_change_change"), "plan_change", type_="check")
    listed = ", ".join(f"'{one}'" for one in kinds)
    op.create_check_constraint(
        op.f("ck_plan_change_change"), "plan_change", f"kind IN ({listed})"
    )  # fmt: skip


def upgrade() -> None:
    kinds_of_change(*CHANGES, "note")
    for table in TABLES:
        op.add_column(
            table, sa.Column("pieces", sa.JSON(), server_default="[]", nullable=False)
        )  # fmt: skip
    op.add_column(
        "plan_row", sa.Column("has_facts", sa.Boolean(), server_default=sa.false(), nullable=False)
    )
    # Nothing else tells a meeting with columns from a heading over its questions.
    op.execute(
        "UPDATE plan_row SET has_facts = true WHERE kind = 'meeting' AND (people_text <> '' "
        "OR place_text <> '' OR CAST(extras AS TEXT) <> '[]')"
    )


def downgrade() -> None:
    op.execute("DELETE FROM plan_change WHERE kind = 'note'")
    kinds_of_change(*CHANGES)
    with op.batch_alter_table("plan_row") as table:
        table.drop_column("has_facts")
    for table in TABLES:
        with op.batch_alter_table(table) as batch:
            batch.drop_column("pieces")
