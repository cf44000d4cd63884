"""A person's initials are kept beside her name: lists ask nothing else of it."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("person") as table:
        table.add_column(sa.Column("initials", sa.Text(), nullable=True))
    op.execute(
        "UPDATE person SET initials = surname"
        " || CASE WHEN given = '' AND patronymic = '' THEN '' ELSE '\u00a0' END"
        " || CASE WHEN given = '' THEN '' ELSE substr(given, 1, 1) || '.' END"
        " || CASE WHEN patronymic = '' THEN '' ELSE substr(patronymic, 1, 1) || '.' END"
    )
    with op.batch_alter_table("person") as table:
        table.alter_column("initials", existing_type=sa.Text(), nullable=False)


def downgrade() -> None:
    with op.batch_alter_table("person") as table:
        table.drop_column("initials")
