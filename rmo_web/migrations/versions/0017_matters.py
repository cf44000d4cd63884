"""What other rooms want to be heard: on agendas, and what minutes say of it."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "meeting_matter",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("question_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=100), nullable=False),
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.Column(
            "hearing",
            sa.Enum(
                "talk",
                "consent",
                name="hearing",
                native_enum=False,
                create_constraint=True,
                length=16,
            ),
            nullable=False,
        ),
        sa.Column("words", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meeting.id"], name=op.f("fk_meeting_matter_meeting_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_meeting_matter_person_id")
        ),
        sa.ForeignKeyConstraint(
            ["question_id"], ["meeting_question.id"], name=op.f("fk_meeting_matter_question_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting_matter")),
        sa.UniqueConstraint(
            "meeting_id",
            "kind",
            "record_id",
            name=op.f("uq_meeting_matter_meeting_id_kind_record_id"),
        ),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("meeting_matter") as batch_op:
        batch_op.create_index(
            batch_op.f("ix_meeting_matter_kind_record_id"), ["kind", "record_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_meeting_matter_person_id"), ["person_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_meeting_matter_question_id"), ["question_id"], unique=False
        )
    with op.batch_alter_table("minutes_item") as batch_op:
        batch_op.add_column(sa.Column("matters", sa.JSON(), server_default="{}", nullable=False))
        batch_op.add_column(sa.Column("drafted", sa.Text(), server_default="", nullable=False))


def downgrade() -> None:
    with op.batch_alter_table("minutes_item") as batch_op:
        batch_op.drop_column("drafted")
        batch_op.drop_column("matters")

    with op.batch_alter_table("meeting_matter") as batch_op:
        batch_op.drop_index(batch_op.f("ix_meeting_matter_question_id"))
        batch_op.drop_index(batch_op.f("ix_meeting_matter_person_id"))
        batch_op.drop_index(batch_op.f("ix_meeting_matter_kind_record_id"))

    op.drop_table("meeting_matter")
