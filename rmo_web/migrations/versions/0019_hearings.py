"""Each meeting that heard a report or agreed to a topic; what minutes in force say of agendas."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

# What the topic was called when it was heard: the first of its former titles that was left by then
# or later, else the one that it has.
_HEARINGS = """
    INSERT INTO topic_hearing (report_id, meeting_id, title, words, url, held_on)
    SELECT topic_report.id, heard_meeting_id, COALESCE(
        (SELECT former_title.title FROM former_title
         WHERE former_title.topic_id = topic.id AND former_title.until >= topic_report.heard_on
         ORDER BY former_title.until, former_title.id LIMIT 1), topic.title
    ), heard_words, heard_url, heard_on
    FROM topic_report JOIN topic ON topic.id = topic_report.topic_id
    WHERE heard_on IS NOT NULL AND heard_meeting_id IS NOT NULL
"""
_CONSENTS = """
    INSERT INTO topic_consent (topic_id, meeting_id, words, url, held_on)
    SELECT id, consent_meeting_id, consent_words, consent_url, COALESCE(agreed_on, proposed_on)
    FROM topic WHERE consent_meeting_id IS NOT NULL
"""
_EARLIEST = """
    UPDATE {table} SET ({theirs}) = (
        SELECT {ours} FROM {of} WHERE {of}.{key} = {table}.id ORDER BY held_on, {of}.id LIMIT 1
    ) WHERE EXISTS (SELECT 1 FROM {of} WHERE {of}.{key} = {table}.id)
"""

_SIGNED = sa.text(
    "SELECT minutes_item.matters FROM minutes_item JOIN minutes ON minutes.id = minutes_id "
    "WHERE signed_at IS NOT NULL ORDER BY edition"
).columns(matters=sa.JSON())
_CONFIRM = sa.text("UPDATE meeting_matter SET is_confirmed = :is_so WHERE id = :id")

# Whoever spoke at a meeting with signed minutes: not who was absent, nor whom they do not confirm.
_GIVEN = """
    UPDATE meeting_speaker SET is_given = NOT (
        EXISTS (SELECT 1 FROM meeting_matter
                WHERE meeting_matter.question_id = meeting_speaker.question_id
                AND meeting_matter.person_id = meeting_speaker.person_id
                AND meeting_matter.words = meeting_speaker.talk
                AND meeting_matter.hearing = 'talk' AND meeting_matter.is_confirmed IS FALSE)
        OR EXISTS (SELECT 1 FROM meeting_attendance
                   JOIN meeting_question ON
                       meeting_question.meeting_id = meeting_attendance.meeting_id
                   WHERE meeting_question.id = meeting_speaker.question_id
                   AND meeting_attendance.person_id = meeting_speaker.person_id
                   AND meeting_attendance.presence IN ('excused', 'absent'))
    ) WHERE question_id IN (
        SELECT meeting_question.id FROM meeting_question
        JOIN minutes ON minutes.meeting_id = meeting_question.meeting_id
        WHERE minutes.signed_at IS NOT NULL
    )
"""


def upgrade() -> None:
    op.create_table(
        "topic_consent",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("topic_id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["topic_id"], ["topic.id"], name=op.f("fk_topic_consent_topic_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_topic_consent")),
        sa.UniqueConstraint(
            "topic_id", "meeting_id", name=op.f("uq_topic_consent_topic_id_meeting_id")
        ),
    )
    op.create_table(
        "topic_hearing",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("report_id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["report_id"], ["topic_report.id"], name=op.f("fk_topic_hearing_report_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_topic_hearing")),
        sa.UniqueConstraint(
            "report_id", "meeting_id", name=op.f("uq_topic_hearing_report_id_meeting_id")
        ),
    )
    with op.batch_alter_table("topic_hearing") as batch_op:
        batch_op.create_index(
            batch_op.f("ix_topic_hearing_meeting_id"), ["meeting_id"], unique=False
        )
    op.execute(_CONSENTS)
    op.execute(_HEARINGS)
    with op.batch_alter_table("topic") as batch_op:
        batch_op.drop_index(batch_op.f("ix_topic_consent_meeting_id"))
        batch_op.drop_column("consent_meeting_id")
        batch_op.drop_column("consent_url")
        batch_op.drop_column("consent_words")
    with op.batch_alter_table("topic_report") as batch_op:
        batch_op.drop_index(batch_op.f("ix_topic_report_heard_meeting_id"))
        batch_op.drop_column("heard_meeting_id")
        batch_op.drop_column("heard_on")
        batch_op.drop_column("heard_url")
        batch_op.drop_column("heard_words")
    with op.batch_alter_table("meeting_matter") as batch_op:
        batch_op.add_column(sa.Column("is_confirmed", sa.Boolean(), nullable=True))
    database = op.get_bind()
    said = {key: is_so for (told,) in database.execute(_SIGNED) for key, is_so in told.items()}
    for key, is_so in said.items():  # the newest edition has the last word
        database.execute(_CONFIRM, {"id": int(key), "is_so": is_so})
    with op.batch_alter_table("meeting_speaker") as batch_op:
        batch_op.add_column(sa.Column("is_given", sa.Boolean(), nullable=True))
    op.execute(_GIVEN)
    with op.batch_alter_table("topic_consent") as batch_op:  # by the name that the column's had
        batch_op.create_index(
            batch_op.f("ix_topic_consent_meeting_id"), ["meeting_id"], unique=False
        )


def downgrade() -> None:
    with op.batch_alter_table("meeting_speaker") as batch_op:
        batch_op.drop_column("is_given")
    with op.batch_alter_table("meeting_matter") as batch_op:
        batch_op.drop_column("is_confirmed")
    with op.batch_alter_table("topic_consent") as batch_op:
        batch_op.drop_index(batch_op.f("ix_topic_consent_meeting_id"))
    with op.batch_alter_table("topic_report") as batch_op:
        batch_op.add_column(sa.Column("heard_words", sa.Text(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("heard_url", sa.Text(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("heard_on", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("heard_meeting_id", sa.Integer(), nullable=True))
        batch_op.create_index(
            batch_op.f("ix_topic_report_heard_meeting_id"), ["heard_meeting_id"], unique=False
        )
    with op.batch_alter_table("topic") as batch_op:
        batch_op.add_column(
            sa.Column("consent_words", sa.Text(), server_default="", nullable=False)
        )
        batch_op.add_column(sa.Column("consent_url", sa.Text(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("consent_meeting_id", sa.Integer(), nullable=True))
        batch_op.create_index(
            batch_op.f("ix_topic_consent_meeting_id"), ["consent_meeting_id"], unique=False
        )
    op.execute(
        _EARLIEST.format(
            table="topic_report", of="topic_hearing", key="report_id",
            theirs="heard_words, heard_url, heard_on, heard_meeting_id",
            ours="words, url, held_on, meeting_id",
        )
    )  # fmt: skip
    op.execute(
        _EARLIEST.format(
            table="topic", of="topic_consent", key="topic_id",
            theirs="consent_words, consent_url, consent_meeting_id",
            ours="words, url, meeting_id",
        )
    )  # fmt: skip
    with op.batch_alter_table("topic_hearing") as batch_op:
        batch_op.drop_index(batch_op.f("ix_topic_hearing_meeting_id"))
    op.drop_table("topic_hearing")
    op.drop_table("topic_consent")
