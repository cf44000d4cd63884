"""Reports of topics: of each school year, with what proves them; consent given at a meeting."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "topic_report",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("topic_id", sa.Integer(), nullable=False),
        sa.Column("starts_in", sa.Integer(), nullable=False),
        sa.Column("done", sa.Text(), nullable=False),
        sa.Column("product", sa.Text(), nullable=False),
        sa.Column("conclusion", sa.Text(), nullable=False),
        sa.Column("submitted_on", sa.Date(), nullable=True),
        sa.Column("entered_by_id", sa.Integer(), nullable=True),
        sa.Column("heard_words", sa.Text(), nullable=False),
        sa.Column("heard_url", sa.Text(), nullable=False),
        sa.Column("heard_on", sa.Date(), nullable=True),
        sa.Column("heard_meeting_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["entered_by_id"], ["person.id"], name=op.f("fk_topic_report_entered_by_id")
        ),
        sa.ForeignKeyConstraint(["topic_id"], ["topic.id"], name=op.f("fk_topic_report_topic_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_topic_report")),
        sa.UniqueConstraint(
            "topic_id", "starts_in", name=op.f("uq_topic_report_topic_id_starts_in")
        ),
    )
    with op.batch_alter_table("topic_report") as batch_op:
        batch_op.create_index(
            batch_op.f("ix_topic_report_heard_meeting_id"), ["heard_meeting_id"], unique=False
        )

    with op.batch_alter_table("topic") as batch_op:
        batch_op.add_column(
            sa.Column("consent_words", sa.Text(), server_default="", nullable=False)
        )
        batch_op.add_column(sa.Column("consent_url", sa.Text(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("consent_meeting_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("product_link", sa.Text(), server_default="", nullable=False))
        batch_op.add_column(
            sa.Column("wishes_to_speak", sa.Boolean(), server_default=sa.false(), nullable=False)
        )
        batch_op.add_column(sa.Column("finished_on", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("finished_by_id", sa.Integer(), nullable=True))
        batch_op.create_index(
            batch_op.f("ix_topic_consent_meeting_id"), ["consent_meeting_id"], unique=False
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_topic_finished_by_id"), "person", ["finished_by_id"], ["id"]
        )


def downgrade() -> None:
    with op.batch_alter_table("topic") as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_topic_finished_by_id"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_topic_consent_meeting_id"))
        batch_op.drop_column("finished_by_id")
        batch_op.drop_column("finished_on")
        batch_op.drop_column("wishes_to_speak")
        batch_op.drop_column("product_link")
        batch_op.drop_column("consent_meeting_id")
        batch_op.drop_column("consent_url")
        batch_op.drop_column("consent_words")

    with op.batch_alter_table("topic_report") as batch_op:
        batch_op.drop_index(batch_op.f("ix_topic_report_heard_meeting_id"))

    op.drop_table("topic_report")
