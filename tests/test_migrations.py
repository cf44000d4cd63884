"""What `db migrate` writes runs as it is, up and down, on a filled database of both kinds."""

import shutil
from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask_migrate import downgrade, revision, upgrade
from flask_migrate import migrate as write_migration
from sqlalchemy import (
    JSON,
    CheckConstraint,
    Column,
    Enum,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    TextClause,
    UniqueConstraint,
    false,
    select,
    text,
)
from sqlalchemy.exc import DatabaseError

from rmo_web import demo as example
from rmo_web.help_requests.rules import Status
from rmo_web.household import migrating
from rmo_web.kernel.db import Base, Key, Utc, db, dialect
from rmo_web.meetings.models import AgendaMatter, Item, Minutes, Speaker
from rmo_web.members.models import Person
from rmo_web.self_education.models import (
    FormerTitle,
    Topic,
    TopicConsent,
    TopicHearing,
    TopicReport,
)
from tests.conftest import application
from tests.postgres import copied, new_database
from tests.tables import columns, everything

pytestmark = pytest.mark.trouble
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


def words(name, *of, length=16):
    return Enum(*of, name=name, native_enum=False, create_constraint=True, length=length)


@pytest.fixture(scope="module")
def stock(database_url, tmp_path_factory):
    """Houses with the example in them, one of each kind, of which each test gets copies."""
    stock = {}
    for kind in ("sqlite", "postgresql") if database_url else ("sqlite",):
        address = new_database(database_url) if kind == "postgresql" else ""
        folder = tmp_path_factory.mktemp(kind)
        app = application(folder, address)
        with app.app_context():
            upgrade(app.config["MIGRATIONS"])
            example.load(at=NOON)
            if kind == "sqlite":  # rows of the plan were removed: their numbers never come again
                db.session.execute(text("UPDATE sqlite_sequence SET seq = seq + 100"))
                db.session.commit()
            db.session.remove()
            db.engine.dispose()
        stock[kind] = folder, address
    return stock


@pytest.fixture
def houses(stock, tmp_path):
    """Filled houses, that of the kind under test first, and the migrations that they share."""
    ours, apps = tmp_path / "migrations", []
    for kind in reversed(stock):
        folder, address = stock[kind]
        home = tmp_path / kind
        home.mkdir()
        if address:
            address = copied(address)
        else:
            shutil.copy(folder / "rmo.db", home / "rmo.db")
        apps.append(application(home, address))
    theirs = apps[0].config["MIGRATIONS"]
    shutil.copytree(theirs, ours, ignore=shutil.ignore_patterns("__pycache__"))
    yield apps, ours
    for app in apps:
        with app.app_context():
            db.engine.dispose()


def as_modelled():
    """The models' tables, to be changed."""
    changed = MetaData(naming_convention=Base.metadata.naming_convention)
    for table in Base.metadata.sorted_tables:
        table.to_metadata(changed)
    return changed


def differences(metadata, only=""):
    """What the database lacks of these models, or has beyond them."""
    options = {"target_metadata": metadata, **migrating.options()}
    if only:
        options["include_name"] = lambda name, kind, _: kind != "table" or name == only
        options["include_object"] = lambda thing, name, kind, *_: kind != "table" or name == only
    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts=options)
        return compare_metadata(context, metadata)


def what_the_models_do_not_say():
    """Triggers, and the numbers of rows that never come again."""
    with db.engine.connect() as connection:
        if dialect() == "postgresql":
            asked = "SELECT tgrelid::regclass::text, tgname FROM pg_trigger WHERE NOT tgisinternal"
            return sorted(map(tuple, connection.execute(text(asked))))
        triggers = "SELECT tbl_name, name, sql FROM sqlite_master WHERE type = 'trigger'"
        numbers = "SELECT name, '', seq FROM sqlite_sequence"
        asked = f"{triggers} UNION ALL {numbers}"
        return sorted(map(tuple, connection.execute(text(asked))))


def written(ours):
    return {one.name for one in (ours / "versions").glob("*.py")}


# The differences

MORE, LESS, OTHER = {}, {}, {}


def of_kind(kind):
    return lambda table: lambda change: kind.setdefault(change, table) and change


more, less, other = of_kind(MORE), of_kind(LESS), of_kind(OTHER)


@more("invented")
def a_new_table(models):
    Table(
        "invented", models,
        Column("id", Integer, primary_key=True),
        Column("person_id", ForeignKey("person.id"), nullable=False, index=True),
        Column("state", words("state", "begun", "done"), nullable=False),
        Column("title", String(200), nullable=False),
        Column("sort_key", Key(80), nullable=False),
        Column("begun_at", Utc(), nullable=False),
        Column("pieces", JSON, nullable=False),
        CheckConstraint("title <> ''", name="title"),
        UniqueConstraint("person_id", "title"),
    )  # fmt: skip


@more("help_request")
def a_nullable_column(models):
    models.tables["help_request"].append_column(Column("read_at", Utc()))


@more("meeting")
def a_column_with_a_server_default(models):
    models.tables["meeting"].append_column(
        Column("is_open", db.Boolean, server_default=false(), nullable=False)
    )
    models.tables["person"].append_column(Column("nick", Text, server_default="", nullable=False))


@more("person")
def a_column_with_a_plain_default(models):
    person = models.tables["person"]
    person.append_column(Column("visits", Integer, default=0, nullable=False))
    person.append_column(Column("is_mentor", db.Boolean, default=False, nullable=False))
    mood = words("mood", *(one.value for one in Status))
    person.append_column(Column("mood", mood, default=Status.NEW, nullable=False))


@more("meeting")
def a_nullable_enumeration(models):
    models.tables["meeting"].append_column(Column("mood", words("mood", "good", "bad")))


@more("meeting")
def a_reference(models):
    models.tables["meeting"].append_column(
        Column("host_id", ForeignKey("organisation.id"), index=True)
    )


def retyped(models, table, column, kind):
    """The column with another type, and the CHECK of an enumeration with it."""
    was = models.tables[table]
    for check in [one for one in was.constraints if isinstance(one, CheckConstraint)]:
        if check.name == f"ck_{table}_{getattr(was.columns[column].type, 'name', '')}":
            was.constraints.remove(check)
    new = Column(column, kind, nullable=was.columns[column].nullable)
    was.append_column(new, replace_existing=True)


@other("organisation")
def an_enumeration_with_one_word_more(models):
    kinds = models.tables["organisation"].columns["kind"].type.enums
    retyped(models, "organisation", "kind", words("kind", *kinds, "museum", length=24))


@other("letter")
def an_enumeration_with_one_word_less(models):
    states = models.tables["letter"].columns["state"].type.enums
    retyped(models, "letter", "state", words("state", *states[:-1], length=10))


@more("organisation")
def an_enumeration_of_longer_words(models):
    kinds = models.tables["organisation"].columns["kind"].type.enums
    more = words("kind", *kinds, "a museum of the whole district", length=40)
    retyped(models, "organisation", "kind", more)


@more("help_request")
def an_enumeration_that_was_text(models):
    retyped(models, "help_request", "post", words("told", "", *posts(), length=60))


def posts():
    db.session.rollback()
    found = db.session.scalars(text("SELECT DISTINCT post FROM help_request WHERE post <> ''"))
    posts = sorted(found)
    db.session.rollback()
    return posts


def without_check(models, table, name):
    was = models.tables[table]
    [check] = [one for one in was.constraints if one.name == f"ck_{table}_{name}"]
    was.constraints.remove(check)
    return was


@other("school_year")
def a_changed_check(models):
    year = without_check(models, "school_year", "starts_in")
    year.append_constraint(CheckConstraint("starts_in BETWEEN 1980 AND 2200", name="starts_in"))


@other("one_time_code")
def a_check_of_a_list(models):
    token = without_check(models, "one_time_code", "purpose")
    more = "purpose IN ('invite', 'reset', 'setup', 'move')"
    token.append_constraint(CheckConstraint(more, name="purpose"))


@more("person")
def a_new_check(models):
    models.tables["person"].append_constraint(
        CheckConstraint("graduated_in IS NULL OR graduated_in > 1900", name="graduated_in")
    )


@other("person")
def a_check_less(models):
    without_check(models, "person", "birth_year")


def without_column(models, table, *names):
    """The table anew, without these columns and what speaks of them."""
    was, gone = models.tables[table], set(names)
    rest = [one._copy() for one in was.columns if one.name not in gone]
    for one in rest:
        one.index = one.unique = None
    kept = []
    for one in list(was.constraints):
        if isinstance(one, ForeignKeyConstraint | UniqueConstraint):
            kept += [] if named(one) & gone else [one._copy()]
        elif isinstance(one, CheckConstraint) and isinstance(one.sqltext, TextClause):
            kept += [] if any(it in str(one.sqltext) for it in gone) else [one._copy()]
    indexes = [
        Index(one.name, *(column.name for column in one.columns), unique=one.unique)
        for one in was.indexes
        if not named(one) & gone
    ]
    models.remove(was)
    Table(was.name, models, *rest, *kept, *indexes, **was.kwargs)


def named(one):
    return {column.name for column in one.columns}


@less("person")
def a_column_less(models):
    without_column(models, "person", "awards")


@less("person")
def an_enumeration_less(models):
    without_column(models, "person", "category")


@less("help_request")
def a_moment_and_a_day_less(models):
    without_column(models, "help_request", "ended_at", "wanted_by")


@less("person")
def a_column_with_a_check_and_an_index_less(models):
    without_column(models, "person", "birth_year", "sort_key")


@less("help_request")
def a_reference_less(models):
    without_column(models, "help_request", "organisation_id")


@less("plan_row")
def a_flag_less(models):
    without_column(models, "plan_row", "has_facts")


@less("letter")
def a_table_less(models):
    models.remove(models.tables["letter"])


@less("attachment_bytes")
def a_table_of_bytes_and_references_less(models):
    models.remove(models.tables["attachment_bytes"])


@less("organisation")
def an_index_less(models):
    organisation = models.tables["organisation"]
    organisation.indexes.clear()


@more("draft")
def a_new_index_and_a_unique_one(models):
    person = models.tables["person"]
    Index("ix_person_given", person.columns["given"])
    models.tables["draft"].append_constraint(UniqueConstraint("account_id", "at"))


@other("association")
def a_longer_text(models):
    retyped(models, "association", "name", String(500))


@other("person")
def a_column_that_may_be_empty(models):
    models.tables["person"].columns["note"].nullable = True


@other("help_request")
def a_column_that_may_no_longer_be_empty(models):
    plain = Column("has_helped", db.Boolean, default=False, nullable=False)
    models.tables["help_request"].append_column(plain, replace_existing=True)


@other("journal")
def a_journal_with_a_longer_address(models):
    retyped(models, "journal", "address", String(128))


@other("plan_row")
def rows_of_the_plan_with_another_check(models):
    models.tables["plan_row"].append_constraint(CheckConstraint("position >= 0", name="position"))


def test_models_and_migrations_agree(app):
    assert differences(Base.metadata) == []


@pytest.mark.parametrize(
    ("change", "table"),
    [*(MORE | LESS | OTHER).items()],
    ids=lambda one: getattr(one, "__name__", ""),
)
def test_a_difference_between_models_and_migrations_is_seen(app, change, table):
    models = as_modelled()
    change(models)
    assert differences(models, only=table) != []


@pytest.mark.parametrize("writer", [0, 1], ids=["here", "there"])
@pytest.mark.parametrize("changes", [MORE, LESS, OTHER], ids=["more", "less", "other"])
def test_what_is_written_runs_up_and_down_on_filled_databases(houses, changes, writer, monkeypatch):
    """What is written on SQLite runs on PostgreSQL, and the other way round."""
    apps, ours = houses
    if writer >= len(apps):
        return  # SQLite is under test: there is no other
    models, known = as_modelled(), written(ours)
    for change in changes:
        with apps[0].app_context():
            change(models)
    with apps[writer].app_context():
        given = SimpleNamespace(metadata=models, engine=db.engine)
        monkeypatch.setattr(apps[writer].extensions["migrate"], "db", given)
        write_migration(str(ours), "a difference")
        [file] = written(ours) - known
    for app in apps:
        with app.app_context():
            check_up_and_down(ours, models, (ours / "versions" / file).read_text())
    with apps[writer].app_context():
        write_migration(str(ours), "nothing more")
    assert written(ours) == known | {file}


def check_up_and_down(ours, models, said):
    """What the migration does not speak of stays as it was, and what it does is done and undone."""
    before = columns()
    shared = {
        name: before[name] & set(table.columns.keys()) - {"has_helped"}  # that is filled
        for name, table in models.tables.items()
        if name in before
    }
    rows, unsaid = everything(shared), what_the_models_do_not_say()
    upgrade(str(ours))
    assert differences(models) == [], said
    assert (everything(shared), what_the_models_do_not_say()) == (rows, unsaid), said
    downgrade(str(ours))
    assert differences(Base.metadata) == [], said
    assert columns() == before
    assert (everything(shared), what_the_models_do_not_say()) == (rows, unsaid), said
    upgrade(str(ours))
    assert differences(models) == [], said


def test_whoever_was_there_before_initials_were_kept_has_them(houses):
    apps, ours = houses
    for app in apps:
        with app.app_context():
            before = everything(columns())["person"]
            downgrade(str(ours), revision="0011")
            assert "initials" not in columns()["person"]
            upgrade(str(ours))
            assert everything(columns())["person"] == before
            assert differences(Base.metadata) == []
            names = db.session.execute(select(Person.initials, Person.name)).all()
            assert [kept for kept, _ in names] == [name.initials for _, name in names] != []
            db.session.remove()


def test_what_minutes_say_of_topics_and_matters_is_kept_on_the_way_down_and_up(houses):
    apps, ours = houses
    one, other = [
        {"meeting_id": number, "words": f"протокол № {number}", "url": f"/meetings/{number}",
         "held_on": date(2019, month, 12)}
        for number, month in ((8, 12), (7, 10))
    ]  # fmt: skip
    for app in apps:
        with app.app_context():
            report = db.session.scalars(select(TopicReport).order_by(TopicReport.id)).first()
            topic = db.session.get_one(Topic, report.topic_id)
            for table, of in ((TopicHearing, {"report_id": report.id, "title": "Прежняя"}),
                              (TopicConsent, {"topic_id": topic.id})):  # fmt: skip
                db.session.add_all([table(**of, **one), table(**of, **other)])
            left = {"topic_id": topic.id, "by_id": topic.person_id}
            db.session.add(FormerTitle(title="Прежняя", until=date(2019, 11, 1), **left))
            db.session.add(FormerTitle(title="Ещё одна", until=date(2019, 12, 1), **left))
            topic.agreed_on = other["held_on"]
            told = dict(enumerate(db.session.scalars(select(AgendaMatter.id))))
            ticks = {told[0]: True, told[1]: False}
            item = db.session.scalars(
                select(Item).join(Minutes).where(Minutes.signed_at.is_not(None))
            )
            item.first().matters = {str(key): is_so for key, is_so in ticks.items()}
            about = report.id, topic.id
            spoke = dict(db.session.execute(select(Speaker.id, Speaker.is_given)).all())
            assert set(spoke.values()) == {True, None}
            db.session.commit()
            downgrade(str(ours), revision="0018")
            upgrade(str(ours))
            said = 7, "протокол № 7", "/meetings/7", date(2019, 10, 12)
            (heard,), (agreed,) = db.session.query(TopicHearing), db.session.query(TopicConsent)
            assert (heard.report_id, heard.title) == (about[0], "Прежняя")
            assert agreed.topic_id == about[1]
            for kept in (heard, agreed):
                assert (kept.meeting_id, kept.words, kept.url, kept.held_on) == said
            asked = select(AgendaMatter.id, AgendaMatter.is_confirmed)
            settled = asked.where(AgendaMatter.is_confirmed.is_not(None))
            assert dict(db.session.execute(settled).all()) == ticks
            said = dict(db.session.execute(select(Speaker.id, Speaker.is_given)).all())
            assert said == spoke
            db.session.remove()


def test_reports_given_before_titles_were_kept_are_called_as_on_their_day(houses):
    apps, ours = houses
    for app in apps:
        with app.app_context():
            is_presented = TopicReport.submitted_on.is_not(None)
            asked = select(TopicReport).where(is_presented).order_by(TopicReport.id)
            first, second, *rest = db.session.scalars(asked)
            before = [topic_of(one).title for one in (first, second, *rest)]
            for days, title in ((30, "Позже"), (0, "Прежняя"), (-1, "Раньше")):
                until = first.submitted_on + timedelta(days)
                db.session.add(FormerTitle(topic_id=first.topic_id, title=title, until=until,
                                           by_id=topic_of(first).person_id))  # fmt: skip
            db.session.commit()
            downgrade(str(ours), revision="0018")
            assert "title" not in columns()["topic_report"]
            upgrade(str(ours))
            assert differences(Base.metadata) == []
            assert [one.title for one in db.session.scalars(asked)] == ["Прежняя", *before[1:]]
            drafts = select(TopicReport.title).where(~is_presented)
            assert set(db.session.scalars(drafts)) <= {""}
            db.session.remove()


def topic_of(report):
    return db.session.get_one(Topic, report.topic_id)


def add_step(ours, revision, after, body):
    """One more migration, written by hand."""
    (ours / "versions" / f"{revision}_by_hand.py").write_text(
        f"from alembic import op\nrevision, down_revision = {revision!r}, {after!r}\n"
        f"def upgrade():\n    {body}\ndef downgrade():\n    pass\n"
    )


@pytest.mark.parametrize(
    "fault",
    ["op.execute('NO SQL')", "op.execute('DELETE FROM school_year')"],
    ids=["fall", "break"],
)
def test_steps_that_end_badly_leave_the_database_as_it_was_before_the_first(houses, fault):
    apps, ours = houses
    with apps[0].app_context():
        head = ScriptDirectory(str(ours)).get_current_head()
        add_step(ours, "one", head, "op.execute('UPDATE person SET note = \\'changed\\'')")
        add_step(ours, "two", "one", fault)
        whole = columns()
        rows = everything(whole)
        with pytest.raises((SystemExit, DatabaseError)):
            upgrade(str(ours))
        assert everything(whole) == rows
        assert rows["alembic_version"] == [f"('{head}',)"]


def test_an_empty_step_is_written_when_it_is_asked_for(houses):
    apps, ours = houses
    known = written(ours)
    with apps[0].app_context():
        revision(str(ours), "by hand")
    assert len(written(ours) - known) == 1


def test_a_column_that_says_nothing_for_filled_rows_is_refused_in_words(
    houses, monkeypatch, caplog
):
    apps, ours = houses
    models, known = as_modelled(), written(ours)
    models.tables["person"].append_column(Column("rank", Integer, nullable=False))
    with apps[0].app_context():
        monkeypatch.setattr(
            apps[0].extensions["migrate"], "db", SimpleNamespace(metadata=models, engine=db.engine)
        )
        with pytest.raises(SystemExit):
            write_migration(str(ours), "a rank")
    assert "person.rank is NOT NULL and says nothing for the rows that are there" in caplog.text
    assert written(ours) == known


@pytest.mark.parametrize(
    ("said", "plain"),
    [
        ("status::text = ANY (ARRAY['a'::character varying, 'b'::character varying]::text[])",
         "status IN ('a', 'b')"),
        ("(kind)::text = ANY ((ARRAY['a'::character varying])::text[])", "kind IN ('a')"),
        ("kind::text = ANY (ARRAY['a'::character varying::text, ('b'::character varying)::text])",
         "kind IN ('a', 'b')"),
        ("(status::text <> ALL (ARRAY['a'::character varying]::text[])) OR by IS NOT NULL",
         "status NOT IN ('a') OR by IS NOT NULL"),
        ("size >= 1 AND size <= 10485760", "size BETWEEN 1 AND 10485760"),
        ("a = 1 AND (b = 2 OR c = 3)", "a = 1 AND (b = 2 OR c = 3)"),
        ("length(title) > 0", "length(title) > 0"),
    ],
)  # fmt: skip
def test_what_one_database_says_is_written_so_that_each_takes_it(said, plain):
    assert migrating._portable(said) == plain
