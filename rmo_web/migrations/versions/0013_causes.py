"""What a notice is told for, so that nobody is told of it twice."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("notice") as batch_op:
        batch_op.add_column(sa.Column("cause", sa.String(length=160), nullable=True))
        batch_op.create_unique_constraint(
            batch_op.f("uq_notice_account_id_cause"), ["account_id", "cause"]
        )


def downgrade() -> None:
    with op.batch_alter_table("notice") as batch_op:
        batch_op.drop_constraint(batch_op.f("uq_notice_account_id_cause"), type_="unique")
        batch_op.drop_column("cause")
