"""The queue of requests; whoever has an association gets the rubrics."""

import sqlalchemy as sa
from alembic import op

revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None

RUBRICS = (
    ("Учебный фонд", "Заказ учебников, обеспеченность, обмен, списание"),
    ("Учёт основного фонда", "Инвентарная книга, КСУ, акты, передача фонда"),
    ("Безопасность фонда", "Сверка с федеральным списком, возрастная маркировка"),
    ("Документы библиотеки", "Положение, правила, план, отчёт, паспорт"),
    ("ШИБЦ и зонирование", "Концепция, модельная библиотека, ФГОС"),
    ("АБИС", "Электронный каталог, штрихкоды, книговыдача"),
    ("Массовая работа", "Месячник, Неделя, уроки, выставки, конкурсы"),
    ("Аттестация и курсы", "Категория, портфолио, переподготовка"),
    ("Самообразование", "Выбор темы, план, отчёт"),
    ("Начинающему", "С чего начать, приём дел"),
    ("Электронные ресурсы", "НЭБ, ЛитРес: Школа, «Моя школа»"),
    ("Трудовые вопросы", "Ставка, доплата, отпуск; обычно переадресуются"),
    ("Другое", ""),
)


def upgrade() -> None:
    op.create_table('help_rubric',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('title', sa.String(length=120), nullable=False),
    sa.Column('hint', sa.String(length=300), nullable=False),
    sa.Column('owner_id', sa.Integer(), nullable=True),
    sa.Column('is_archived', sa.Boolean(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['owner_id'], ['person.id'], name=op.f('fk_help_rubric_owner_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_help_rubric'))
    )
    if op.get_bind().scalar(sa.text("SELECT count(*) FROM association")):
        rubrics = sa.table(
            "help_rubric", sa.column("position"), sa.column("title"), sa.column("hint"),
            sa.column("is_archived", sa.Boolean), sa.column("version"),
        )
        op.bulk_insert(rubrics, [
            {"position": position, "title": title, "hint": hint, "is_archived": False, "version": 1}
            for position, (title, hint) in enumerate(RUBRICS)
        ])
    op.create_table('help_quick_reply',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('rubric_id', sa.Integer(), nullable=True),
    sa.Column('title', sa.String(length=120), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['rubric_id'], ['help_rubric.id'], name=op.f('fk_help_quick_reply_rubric_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_help_quick_reply'))
    )
    with op.batch_alter_table('help_quick_reply', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_help_quick_reply_rubric_id'), ['rubric_id'], unique=False)

    op.create_table('help_request',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('year_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('author_id', sa.Integer(), nullable=False),
    sa.Column('organisation_id', sa.Integer(), nullable=True),
    sa.Column('post', sa.String(length=60), nullable=False),
    sa.Column('rubric_id', sa.Integer(), nullable=False),
    sa.Column('title', sa.String(length=120), nullable=False),
    sa.Column('wished', sa.Enum('writing', 'phone', 'in_person', 'video', 'visit', 'group', name='wished', native_enum=False, create_constraint=True, length=16), nullable=False),
    sa.Column('given', sa.Enum('writing', 'phone', 'in_person', 'video', 'visit', 'group', name='given', native_enum=False, create_constraint=True, length=16), nullable=True),
    sa.Column('wanted_by', sa.Date(), nullable=True),
    sa.Column('shares_with_mentor', sa.Boolean(), nullable=False),
    sa.Column('hides_name', sa.Boolean(), nullable=False),
    sa.Column('is_call', sa.Boolean(), nullable=False),
    sa.Column('status', sa.Enum('new', 'in_work', 'needs_info', 'postponed', 'answered', 'closed', 'redirected', 'rejected', 'withdrawn', name='status', native_enum=False, create_constraint=True, length=16), nullable=False),
    sa.Column('consultant_id', sa.Integer(), nullable=True),
    sa.Column('postponed_until', sa.Date(), nullable=True),
    sa.Column('redirected_to', sa.String(length=300), nullable=False),
    sa.Column('has_helped', sa.Boolean(), nullable=True),
    sa.Column('minutes', sa.Integer(), nullable=False),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('waits_since', sa.DateTime(timezone=True), nullable=False),
    sa.Column('moved_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('first_answer_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('answered_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('reminded_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('stems', sa.Text(), nullable=False),
    sa.Column('note_stems', sa.Text(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint("status <> 'postponed' OR postponed_until IS NOT NULL", name=op.f('ck_help_request_postponed_until')),
    sa.CheckConstraint("status NOT IN ('in_work', 'needs_info', 'answered') OR consultant_id IS NOT NULL", name=op.f('ck_help_request_is_held')),
    sa.CheckConstraint('minutes BETWEEN 0 AND 600', name=op.f('ck_help_request_minutes')),
    sa.ForeignKeyConstraint(['author_id'], ['person.id'], name=op.f('fk_help_request_author_id')),
    sa.ForeignKeyConstraint(['consultant_id'], ['person.id'], name=op.f('fk_help_request_consultant_id')),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], name=op.f('fk_help_request_organisation_id')),
    sa.ForeignKeyConstraint(['rubric_id'], ['help_rubric.id'], name=op.f('fk_help_request_rubric_id')),
    sa.ForeignKeyConstraint(['year_id'], ['school_year.id'], name=op.f('fk_help_request_year_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_help_request')),
    sa.UniqueConstraint('year_id', 'number', name=op.f('uq_help_request_year_id_number'))
    )
    with op.batch_alter_table('help_request', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_help_request_author_id_asked_at'), ['author_id', 'asked_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_help_request_consultant_id_status_waits_since'), ['consultant_id', 'status', 'waits_since'], unique=False)
        batch_op.create_index(batch_op.f('ix_help_request_organisation_id'), ['organisation_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_help_request_rubric_id'), ['rubric_id'], unique=False)
        batch_op.create_index('ix_help_request_status_moved', ['status', 'moved_at'], unique=False)
        batch_op.create_index('ix_help_request_status_waits', ['status', 'waits_since', 'author_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_help_request_author_id_status'), ['author_id', 'status'], unique=False)
        batch_op.create_index(batch_op.f('ix_help_request_year_id_first_answer_at'), ['year_id', 'first_answer_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_help_request_year_id_asked_at'), ['year_id', 'asked_at'], unique=False)

    op.create_table('help_article',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('rubric_id', sa.Integer(), nullable=False),
    sa.Column('request_id', sa.Integer(), nullable=True),
    sa.Column('question', sa.String(length=300).with_variant(sa.String(length=300, collation='C'), 'postgresql'), nullable=False),
    sa.Column('answer', sa.Text(), nullable=False),
    sa.Column('stems', sa.Text(), nullable=False),
    sa.Column('title_stems', sa.Text(), nullable=False),
    sa.Column('is_published', sa.Boolean(), nullable=False),
    sa.Column('changed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['request_id'], ['help_request.id'], name=op.f('fk_help_article_request_id')),
    sa.ForeignKeyConstraint(['rubric_id'], ['help_rubric.id'], name=op.f('fk_help_article_rubric_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_help_article')),
    sa.UniqueConstraint('request_id', name=op.f('uq_help_article_request_id'))
    )
    with op.batch_alter_table('help_article', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_help_article_is_published'), ['is_published'], unique=False)
        batch_op.create_index(batch_op.f('ix_help_article_rubric_id'), ['rubric_id'], unique=False)

    op.create_table('help_message',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('request_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.Enum('question', 'reply', 'answer', 'ask_back', 'note', 'move', name='kind', native_enum=False, create_constraint=True, length=16), nullable=False),
    sa.Column('author_id', sa.Integer(), nullable=True),
    sa.Column('action', sa.Enum('take', 'assign', 'release', 'answer', 'ask_back', 'postpone', 'resume', 'redirect', 'reject', 'close', 'reply', 'helped', 'not_helped', 'withdraw', 'reopen', 'expire', name='action', native_enum=False, create_constraint=True, length=16), nullable=True),
    sa.Column('detail', sa.String(length=400), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['author_id'], ['person.id'], name=op.f('fk_help_message_author_id')),
    sa.ForeignKeyConstraint(['request_id'], ['help_request.id'], name=op.f('fk_help_message_request_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_help_message'))
    )
    with op.batch_alter_table('help_message', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_help_message_request_id_kind'), ['request_id', 'kind'], unique=False)



def downgrade() -> None:
    for table in ("help_message", "help_article", "help_request", "help_quick_reply", "help_rubric"):
        op.drop_table(table)
