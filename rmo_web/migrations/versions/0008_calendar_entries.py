"""Calendars are told how often a thing has changed and when; what they know now is counted on."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

MOST = 12  # months of a row


def upgrade() -> None:
    op.create_table(
        "calendar_entry",
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("year_id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["year_id"], ["school_year.id"], name=op.f("fk_calendar_entry_year_id")
        ),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_calendar_entry")),
    )
    op.create_index(op.f("ix_calendar_entry_year_id"), "calendar_entry", ["year_id"])
    # Their numbers go on from the versions that calendars have had so far.
    op.execute(
        "INSERT INTO calendar_entry (key, year_id, digest, sequence, changed_at) "
        "SELECT 'meeting-' || id, year_id, '', version, CURRENT_TIMESTAMP FROM meeting"
    )
    for number in range(MOST):
        op.execute(
            "INSERT INTO calendar_entry (key, year_id, digest, sequence, changed_at) "
            f"SELECT 'row-' || r.id || '-{number}', p.year_id, '', r.version, CURRENT_TIMESTAMP "
            "FROM plan_row r JOIN plan_section s ON s.id = r.section_id "
            "JOIN plan p ON p.id = s.plan_id "
            "WHERE r.kind = 'item' AND r.meeting_id IS NULL"
        )


def downgrade() -> None:
    op.drop_table("calendar_entry")
