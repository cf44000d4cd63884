"""A call whose result nobody wrote down is not said to have helped."""

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        "UPDATE help_request SET has_helped = NULL WHERE is_call AND has_helped AND NOT EXISTS ("
        "SELECT 1 FROM help_message WHERE help_message.request_id = help_request.id "
        "AND (help_message.kind = 'answer' AND help_message.text <> '' "
        "OR help_message.action = 'helped'))"
    )


def downgrade() -> None:
    """Which calls were said to have helped is not known, and need not be."""
