"""Reports keep the title under which they were presented; who had agreed to former titles; risks."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("topic_report") as batch_op:
        batch_op.add_column(
            sa.Column("title", sa.String(length=200), server_default="", nullable=False)
        )
    # On the day of a change a report was presented before it: the changed topic had to be agreed anew.
    op.execute(
        "UPDATE topic_report SET title = coalesce("
        "(SELECT title FROM former_title WHERE former_title.topic_id = topic_report.topic_id"
        " AND until >= submitted_on ORDER BY until, former_title.id LIMIT 1),"
        " (SELECT title FROM topic WHERE topic.id = topic_report.topic_id))"
        " WHERE submitted_on IS NOT NULL"
    )
    with op.batch_alter_table("topic") as batch_op:
        batch_op.add_column(sa.Column("risks", sa.Text(), server_default="", nullable=False))
    with op.batch_alter_table("former_title") as batch_op:
        batch_op.add_column(sa.Column("agreed_on", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("agreed_by_id", sa.Integer(), nullable=True))
        batch_op.add_column(
            sa.Column("consent_words", sa.Text(), server_default="", nullable=False)
        )
        batch_op.add_column(sa.Column("consent_meeting_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("until_year", sa.Integer(), nullable=True))
        batch_op.create_index(
            batch_op.f("ix_former_title_consent_meeting_id"), ["consent_meeting_id"], unique=False
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_former_title_agreed_by_id"), "person", ["agreed_by_id"], ["id"]
        )


def downgrade() -> None:
    with op.batch_alter_table("former_title") as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_former_title_agreed_by_id"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_former_title_consent_meeting_id"))
        batch_op.drop_column("until_year")
        batch_op.drop_column("consent_meeting_id")
        batch_op.drop_column("consent_words")
        batch_op.drop_column("agreed_by_id")
        batch_op.drop_column("agreed_on")

    with op.batch_alter_table("topic") as batch_op:
        batch_op.drop_column("risks")

    with op.batch_alter_table("topic_report") as batch_op:
        batch_op.drop_column("title")
