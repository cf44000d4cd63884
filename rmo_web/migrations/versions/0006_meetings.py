"""Meetings: agenda, attendance, minutes, assignments; those that a plan names already are made."""

import json

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

TABLES = (
    "minutes_item", "meeting_speaker", "assignment_target", "minutes", "meeting_question",
    "meeting_proposal", "meeting_link", "meeting_attendance", "assignment", "meeting",
    "calendar_feed", "meeting_secretary", "meeting_form",
)


def upgrade() -> None:
    op.create_table('meeting_form',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('title', sa.String(length=300), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_meeting_form'))
    )
    op.create_table('meeting_secretary',
    sa.Column('year_id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_meeting_secretary_person_id')),
    sa.ForeignKeyConstraint(['year_id'], ['school_year.id'], name=op.f('fk_meeting_secretary_year_id')),
    sa.PrimaryKeyConstraint('year_id', name=op.f('pk_meeting_secretary'))
    )
    op.create_table('calendar_feed',
    sa.Column('account_id', sa.Integer(), nullable=False),
    sa.Column('token_hash', sa.String(length=64), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_calendar_feed_account_id')),
    sa.PrimaryKeyConstraint('account_id', name=op.f('pk_calendar_feed')),
    sa.UniqueConstraint('token_hash', name=op.f('uq_calendar_feed_token_hash'))
    )
    op.create_table('meeting',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('year_id', sa.Integer(), nullable=False),
    sa.Column('row_id', sa.Integer(), nullable=True),
    sa.Column('follows_plan', sa.Boolean(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=True),
    sa.Column('theme', sa.Text(), nullable=False),
    sa.Column('forms', sa.JSON(), nullable=False),
    sa.Column('format', sa.Enum('onsite', 'remote', 'mixed', name='format', native_enum=False, create_constraint=True, length=16), nullable=False),
    sa.Column('link', sa.Text(), nullable=False),
    sa.Column('place', sa.Text(), nullable=False),
    sa.Column('planned_year', sa.Integer(), nullable=True),
    sa.Column('planned_month', sa.Integer(), nullable=True),
    sa.Column('held_on', sa.Date(), nullable=True),
    sa.Column('starts_at', sa.String(length=5), nullable=False),
    sa.Column('ends_at', sa.String(length=5), nullable=False),
    sa.Column('responsible', sa.Text(), nullable=False),
    sa.Column('bring', sa.Text(), nullable=False),
    sa.Column('state', sa.Enum('planned', 'postponed', 'invited', 'held', 'drafted', 'signed', 'cancelled', name='state', native_enum=False, create_constraint=True, length=16), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('invited_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint("state NOT IN ('held', 'drafted', 'signed') OR held_on IS NOT NULL", name=op.f('ck_meeting_held_on')),
    sa.CheckConstraint('planned_month BETWEEN 1 AND 12', name=op.f('ck_meeting_planned_month')),
    sa.ForeignKeyConstraint(['row_id'], ['plan_row.id'], name=op.f('fk_meeting_row_id'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['year_id'], ['school_year.id'], name=op.f('fk_meeting_year_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_meeting')),
    sa.UniqueConstraint('row_id', name=op.f('uq_meeting_row_id'))
    )
    op.create_index(op.f('ix_meeting_year_id_held_on'), 'meeting', ['year_id', 'held_on'])
    op.create_table('assignment',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('year_id', sa.Integer(), nullable=False),
    sa.Column('meeting_id', sa.Integer(), nullable=True),
    sa.Column('decision', sa.Text(), nullable=False),
    sa.Column('point', sa.String(length=20), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('to_all', sa.Boolean(), nullable=False),
    sa.Column('due_on', sa.Date(), nullable=True),
    sa.Column('extended_to', sa.Date(), nullable=True),
    sa.Column('controller', sa.Text(), nullable=False),
    sa.Column('outcome', sa.Enum('failed', 'dropped', name='outcome', native_enum=False, create_constraint=True, length=16), nullable=True),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('given_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['meeting_id'], ['meeting.id'], name=op.f('fk_assignment_meeting_id')),
    sa.ForeignKeyConstraint(['year_id'], ['school_year.id'], name=op.f('fk_assignment_year_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_assignment'))
    )
    op.create_index(op.f('ix_assignment_meeting_id'), 'assignment', ['meeting_id'])
    op.create_index(op.f('ix_assignment_year_id_due_on'), 'assignment', ['year_id', 'due_on'])
    op.create_table('meeting_attendance',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('meeting_id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=True),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('post', sa.Text(), nullable=False),
    sa.Column('school', sa.Text(), nullable=False),
    sa.Column('is_guest', sa.Boolean(), nullable=False),
    sa.Column('answer', sa.Enum('will', 'remote', 'wont', name='answer', native_enum=False, create_constraint=True, length=16), nullable=True),
    sa.Column('presence', sa.Enum('present', 'remote', 'excused', 'absent', name='presence', native_enum=False, create_constraint=True, length=16), nullable=True),
    sa.Column('marked_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('marked_by', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['marked_by'], ['account.id'], name=op.f('fk_meeting_attendance_marked_by')),
    sa.ForeignKeyConstraint(['meeting_id'], ['meeting.id'], name=op.f('fk_meeting_attendance_meeting_id')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_meeting_attendance_person_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_meeting_attendance')),
    sa.UniqueConstraint('meeting_id', 'person_id', name=op.f('uq_meeting_attendance_meeting_id_person_id'))
    )
    op.create_index(op.f('ix_meeting_attendance_meeting_id'), 'meeting_attendance', ['meeting_id'])
    op.create_index(op.f('ix_meeting_attendance_person_id'), 'meeting_attendance', ['person_id'])
    op.create_table('meeting_link',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('meeting_id', sa.Integer(), nullable=False),
    sa.Column('title', sa.Text(), nullable=False),
    sa.Column('url', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['meeting_id'], ['meeting.id'], name=op.f('fk_meeting_link_meeting_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_meeting_link'))
    )
    op.create_index(op.f('ix_meeting_link_meeting_id'), 'meeting_link', ['meeting_id'])
    op.create_table('meeting_proposal',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('year_id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('meeting_id', sa.Integer(), nullable=True),
    sa.Column('is_dropped', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['meeting_id'], ['meeting.id'], name=op.f('fk_meeting_proposal_meeting_id')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_meeting_proposal_person_id')),
    sa.ForeignKeyConstraint(['year_id'], ['school_year.id'], name=op.f('fk_meeting_proposal_year_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_meeting_proposal'))
    )
    op.create_index(op.f('ix_meeting_proposal_person_id'), 'meeting_proposal', ['person_id'])
    op.create_index(op.f('ix_meeting_proposal_year_id'), 'meeting_proposal', ['year_id'])
    op.create_table('meeting_question',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('meeting_id', sa.Integer(), nullable=False),
    sa.Column('row_id', sa.Integer(), nullable=True),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('form', sa.Text(), nullable=False),
    sa.Column('minutes', sa.Integer(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['meeting_id'], ['meeting.id'], name=op.f('fk_meeting_question_meeting_id')),
    sa.ForeignKeyConstraint(['row_id'], ['plan_row.id'], name=op.f('fk_meeting_question_row_id'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_meeting_question')),
    sa.UniqueConstraint('meeting_id', 'position', name=op.f('uq_meeting_question_meeting_id_position'))
    )
    op.create_index(op.f('ix_meeting_question_row_id'), 'meeting_question', ['row_id'])
    op.create_table('minutes',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('meeting_id', sa.Integer(), nullable=False),
    sa.Column('year_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('edition', sa.Integer(), nullable=False),
    sa.Column('dated_on', sa.Date(), nullable=False),
    sa.Column('city', sa.Text(), nullable=False),
    sa.Column('chair', sa.Text(), nullable=False),
    sa.Column('chair_post', sa.Text(), nullable=False),
    sa.Column('secretary', sa.Text(), nullable=False),
    sa.Column('invited', sa.Text(), nullable=False),
    sa.Column('enclosures', sa.Text(), nullable=False),
    sa.Column('decided_label', sa.String(length=40), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('signed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('signed_by', sa.Integer(), nullable=True),
    sa.Column('paper', sa.JSON(none_as_null=True), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint('signed_at IS NULL OR paper IS NOT NULL', name=op.f('ck_minutes_signed_has_paper')),
    sa.ForeignKeyConstraint(['meeting_id'], ['meeting.id'], name=op.f('fk_minutes_meeting_id')),
    sa.ForeignKeyConstraint(['signed_by'], ['account.id'], name=op.f('fk_minutes_signed_by')),
    sa.ForeignKeyConstraint(['year_id'], ['school_year.id'], name=op.f('fk_minutes_year_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_minutes')),
    sa.UniqueConstraint('meeting_id', 'edition', name=op.f('uq_minutes_meeting_id_edition')),
    sa.UniqueConstraint('year_id', 'number', 'edition', name=op.f('uq_minutes_year_id_number_edition'))
    )
    op.create_table('assignment_target',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('assignment_id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=True),
    sa.Column('organisation_id', sa.Integer(), nullable=True),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('taken_on', sa.Date(), nullable=True),
    sa.Column('done_on', sa.Date(), nullable=True),
    sa.Column('proof', sa.Text(), nullable=False),
    sa.Column('marked_by', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['assignment_id'], ['assignment.id'], name=op.f('fk_assignment_target_assignment_id')),
    sa.ForeignKeyConstraint(['marked_by'], ['account.id'], name=op.f('fk_assignment_target_marked_by')),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], name=op.f('fk_assignment_target_organisation_id')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_assignment_target_person_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_assignment_target'))
    )
    op.create_index(op.f('ix_assignment_target_assignment_id'), 'assignment_target', ['assignment_id'])
    op.create_index(op.f('ix_assignment_target_organisation_id'), 'assignment_target', ['organisation_id'])
    op.create_index(op.f('ix_assignment_target_person_id'), 'assignment_target', ['person_id'])
    op.create_table('meeting_speaker',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('question_id', sa.Integer(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=True),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('school', sa.Text(), nullable=False),
    sa.Column('talk', sa.Text(), nullable=False),
    sa.Column('minutes', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_meeting_speaker_person_id')),
    sa.ForeignKeyConstraint(['question_id'], ['meeting_question.id'], name=op.f('fk_meeting_speaker_question_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_meeting_speaker')),
    sa.UniqueConstraint('question_id', 'position', name=op.f('uq_meeting_speaker_question_id_position'))
    )
    op.create_index(op.f('ix_meeting_speaker_person_id'), 'meeting_speaker', ['person_id'])
    op.create_table('minutes_item',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('minutes_id', sa.Integer(), nullable=False),
    sa.Column('question_id', sa.Integer(), nullable=True),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('heard', sa.Text(), nullable=False),
    sa.Column('spoke', sa.Text(), nullable=False),
    sa.Column('decided', sa.Text(), nullable=False),
    sa.Column('votes_for', sa.Integer(), nullable=True),
    sa.Column('votes_against', sa.Integer(), nullable=True),
    sa.Column('votes_none', sa.Integer(), nullable=True),
    sa.Column('adopts_plan', sa.Boolean(), nullable=False),
    sa.Column('saved_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('saved_by', sa.Integer(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint('votes_for >= 0 AND votes_against >= 0 AND votes_none >= 0', name=op.f('ck_minutes_item_votes')),
    sa.ForeignKeyConstraint(['minutes_id'], ['minutes.id'], name=op.f('fk_minutes_item_minutes_id')),
    sa.ForeignKeyConstraint(['question_id'], ['meeting_question.id'], name=op.f('fk_minutes_item_question_id'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['saved_by'], ['account.id'], name=op.f('fk_minutes_item_saved_by')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_minutes_item')),
    sa.UniqueConstraint('minutes_id', 'position', name=op.f('uq_minutes_item_minutes_id_position'))
    )
    op.create_index(op.f('ix_minutes_item_question_id'), 'minutes_item', ['question_id'])

    bring_meetings(op.get_bind())


def bring_meetings(connection) -> None:
    """What plans name: each meeting with its questions and their speakers."""
    tables = sa.MetaData()
    tables.reflect(connection, only=(
        "plan", "plan_section", "plan_row", "plan_responsible", "meeting", "meeting_question",
        "meeting_speaker",
    ))
    plan, section, row = (tables.tables[n] for n in ("plan", "plan_section", "plan_row"))
    rows = connection.execute(
        sa.select(row, plan.c.year_id)
        .join(section, section.c.id == row.c.section_id)
        .join(plan, plan.c.id == section.c.plan_id)
        .order_by(section.c.position, row.c.position)
    ).all()
    who = {}
    people = tables.tables["plan_responsible"]
    wanted = people.c.kind.in_(["person", "group"])
    for one in connection.execute(sa.select(people).where(wanted).order_by(people.c.position)):
        who.setdefault(one.row_id, []).append(one)
    for heading in (one for one in rows if one.kind == "meeting"):
        questions = [one for one in rows if one.meeting_id == heading.id]
        bring_meeting(connection, tables.tables, heading, questions, who)


def bring_meeting(connection, tables, heading, questions, who) -> None:
    everything = [heading, *questions]
    months = next((m for m in (plain(one.when).get("months") for one in everything) if m), [None])
    forms = list(dict.fromkeys(one.form for one in everything if one.form))
    meeting_id = connection.execute(
        tables["meeting"].insert().values(
            year_id=heading.year_id, row_id=heading.id, follows_plan=True,
            number=heading.meeting_number, theme=heading.title, forms=forms, format="onsite",
            link="", place=next((one.place for one in everything if one.place), ""),
            planned_year=months[0] and months[0][0], planned_month=months[0] and months[0][1],
            starts_at="", ends_at="", responsible="", bring="", state="planned", reason="",
            version=1,
        )
    ).inserted_primary_key[0]
    for position, one in enumerate(questions, 1):
        form = one.form if one.form not in forms[:1] else ""
        question_id = connection.execute(
            tables["meeting_question"].insert().values(
                meeting_id=meeting_id, row_id=one.id, position=position, text=one.title, form=form,
                version=1,
            )
        ).inserted_primary_key[0]
        for place, person in enumerate(who.get(one.id, ())):
            connection.execute(
                tables["meeting_speaker"].insert().values(
                    question_id=question_id, position=place, person_id=person.person_id,
                    name=person.name, school=person.organisation, talk="", minutes=0,
                )
            )


def plain(kept):
    return json.loads(kept) if isinstance(kept, str) else kept


def downgrade() -> None:
    for table in TABLES:
        op.drop_table(table)
