"""What the head's requests show to be set up wrongly, for `check`."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "symptom",
        sa.Column("sign", sa.String(length=16), nullable=False),
        sa.Column("said", sa.Text(), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("sign", name=op.f("pk_symptom")),
    )


def downgrade() -> None:
    op.drop_table("symptom")
