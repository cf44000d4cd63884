"""A window of tries knows when it is over, whatever its length."""

from datetime import UTC, datetime, timedelta

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    moment = sa.DateTime(timezone=True)
    with op.batch_alter_table("tries") as table:
        table.add_column(sa.Column("ends_at", moment, nullable=True))
    # Nobody knows any more how long these windows are: a day lets no guesser in early.
    end = sa.bindparam("end", datetime.now(UTC) + timedelta(days=1), type_=moment)
    op.execute(sa.text("UPDATE tries SET ends_at = :end").bindparams(end))
    with op.batch_alter_table("tries") as table:
        table.alter_column("ends_at", existing_type=moment, nullable=False)


def downgrade() -> None:
    with op.batch_alter_table("tries") as table:
        table.drop_column("ends_at")
