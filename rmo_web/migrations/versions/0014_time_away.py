"""When somebody does not work for a time."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "time_away",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("until >= since", name=op.f("ck_time_away_until_after_since")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_time_away_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_time_away")),
    )
    op.create_index(op.f("ix_time_away_person_id_until"), "time_away", ["person_id", "until"])


def downgrade() -> None:
    op.drop_table("time_away")
