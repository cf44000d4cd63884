"""Topics of self-education, their stages, former titles, near ones; the catalogue of titles."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "catalogue_title",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("stems", sa.Text(), nullable=False),
        sa.Column(
            "sort_key",
            sa.String(length=300).with_variant(sa.String(length=300, collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.Column("is_archived", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_catalogue_title")),
    )
    with op.batch_alter_table("catalogue_title") as batch_op:
        batch_op.create_index(batch_op.f("ix_catalogue_title_sort_key"), ["sort_key"], unique=False)

    op.create_table(
        "topic",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("stems", sa.Text(), nullable=False),
        sa.Column("first_year", sa.Integer(), nullable=False),
        sa.Column("last_year", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "proposed",
                "returned",
                "agreed",
                "running",
                "reported",
                "finished",
                "unconfirmed",
                "withdrawn",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=16,
            ),
            nullable=False,
        ),
        sa.Column("relevance", sa.Text(), nullable=False),
        sa.Column("goal", sa.Text(), nullable=False),
        sa.Column("tasks", sa.Text(), nullable=False),
        sa.Column(
            "study_form",
            sa.Enum(
                "individual",
                "group",
                "distance",
                name="study_form",
                native_enum=False,
                create_constraint=True,
                length=16,
            ),
            nullable=True,
        ),
        sa.Column("sources", sa.Text(), nullable=False),
        sa.Column("product", sa.Text(), nullable=False),
        sa.Column(
            "report_kind",
            sa.Enum(
                "talk",
                "open_event",
                "master_class",
                "methodical",
                "article",
                "presentation",
                "booklet",
                "portfolio",
                "contest",
                "written",
                name="report_kind",
                native_enum=False,
                create_constraint=True,
                length=16,
            ),
            nullable=True,
        ),
        sa.Column("remark", sa.Text(), nullable=False),
        sa.Column("proposed_on", sa.Date(), nullable=False),
        sa.Column("agreed_on", sa.Date(), nullable=True),
        sa.Column("moved_on", sa.Date(), nullable=False),
        sa.Column("agreed_by_id", sa.Integer(), nullable=True),
        sa.Column("entered_by_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "last_year BETWEEN first_year AND first_year + 2", name=op.f("ck_topic_years")
        ),
        sa.ForeignKeyConstraint(
            ["agreed_by_id"], ["person.id"], name=op.f("fk_topic_agreed_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["entered_by_id"], ["person.id"], name=op.f("fk_topic_entered_by_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_topic_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_topic")),
    )
    with op.batch_alter_table("topic") as batch_op:
        batch_op.create_index(
            batch_op.f("ix_topic_person_id_state"), ["person_id", "state"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_topic_state_moved_on"), ["state", "moved_on"], unique=False
        )

    op.create_table(
        "former_title",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("topic_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_former_title_by_id")),
        sa.ForeignKeyConstraint(["topic_id"], ["topic.id"], name=op.f("fk_former_title_topic_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_former_title")),
    )
    with op.batch_alter_table("former_title") as batch_op:
        batch_op.create_index(batch_op.f("ix_former_title_topic_id"), ["topic_id"], unique=False)

    op.create_table(
        "near_topics",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("first_id", sa.Integer(), nullable=False),
        sa.Column("second_id", sa.Integer(), nullable=False),
        sa.Column("told_on", sa.Date(), nullable=False),
        sa.CheckConstraint("first_id < second_id", name=op.f("ck_near_topics_in_order")),
        sa.ForeignKeyConstraint(["first_id"], ["topic.id"], name=op.f("fk_near_topics_first_id")),
        sa.ForeignKeyConstraint(["second_id"], ["topic.id"], name=op.f("fk_near_topics_second_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_near_topics")),
        sa.UniqueConstraint(
            "first_id", "second_id", name=op.f("uq_near_topics_first_id_second_id")
        ),
    )
    with op.batch_alter_table("near_topics") as batch_op:
        batch_op.create_index(batch_op.f("ix_near_topics_second_id"), ["second_id"], unique=False)

    op.create_table(
        "topic_stage",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("topic_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=100), nullable=False),
        sa.Column("months", sa.String(length=100), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("result", sa.Text(), nullable=False),
        sa.Column("reported_where", sa.Text(), nullable=False),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("is_removed", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["topic_id"], ["topic.id"], name=op.f("fk_topic_stage_topic_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_topic_stage")),
    )
    with op.batch_alter_table("topic_stage") as batch_op:
        batch_op.create_index(batch_op.f("ix_topic_stage_topic_id"), ["topic_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("topic_stage") as batch_op:
        batch_op.drop_index(batch_op.f("ix_topic_stage_topic_id"))

    op.drop_table("topic_stage")
    with op.batch_alter_table("near_topics") as batch_op:
        batch_op.drop_index(batch_op.f("ix_near_topics_second_id"))

    op.drop_table("near_topics")
    with op.batch_alter_table("former_title") as batch_op:
        batch_op.drop_index(batch_op.f("ix_former_title_topic_id"))

    op.drop_table("former_title")
    with op.batch_alter_table("topic") as batch_op:
        batch_op.drop_index(batch_op.f("ix_topic_state_moved_on"))
        batch_op.drop_index(batch_op.f("ix_topic_person_id_state"))

    op.drop_table("topic")
    with op.batch_alter_table("catalogue_title") as batch_op:
        batch_op.drop_index(batch_op.f("ix_catalogue_title_sort_key"))

    op.drop_table("catalogue_title")
