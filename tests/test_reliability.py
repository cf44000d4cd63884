"""Nothing is lost: editors at once, copies under load, migrations of a filled database."""

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from threading import Event
from time import sleep

import pytest
from flask_migrate import downgrade, upgrade
from sqlalchemy import MetaData, event, inspect, select, text

from rmo_web import demo as example
from rmo_web.help_requests.rubrics.rules import RUBRICS
from rmo_web.household import backup
from rmo_web.kernel import years
from rmo_web.kernel.db import db, saving
from rmo_web.kernel.errors import Refused
from rmo_web.meetings.models import Meeting, Question, Speaker
from rmo_web.members import services as members
from rmo_web.members.models import Association
from rmo_web.plan.importing import services as plan
from tests.conftest import application
from tests.makers import SEED, TODAY, Maker
from tests.tables import columns, everything

pytestmark = pytest.mark.trouble
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


def migrate(app, revision="head"):
    upgrade(app.config["MIGRATIONS"], revision)


def uri(app):
    return app.config["SQLALCHEMY_DATABASE_URI"]


def test_a_filled_database_is_migrated_without_losing_a_row(new_house):
    app = filled_at(new_house, "0001")
    with app.app_context():
        known = columns()
        known.pop("alembic_version")
        before = everything(known)
        migrate(app)
        assert before["person"]
        assert everything(known) == before
        assert len(everything()["help_rubric"]) == len(
            RUBRICS
        )  # whoever had an association can ask at once


def test_a_plan_that_is_there_brings_its_meetings_with_the_migration(new_house):
    app = new_house()
    with app.app_context():
        migrate(app)
        fill_the_register()
        draft = plan.read(SEED.name, SEED.read_bytes())
        with saving():
            year = years.opened(2019)
            plan.store(draft, year_id=year.id, by=None, at=NOON)
        brought = meetings_as_told()
        downgrade(app.config["MIGRATIONS"], "0005")
        migrate(app)
        assert meetings_as_told() == brought
        assert len(brought) == 4


def meetings_as_told():
    """Every meeting with its questions and their speakers."""
    db.session.rollback()
    found = db.session.execute(
        select(Meeting, Question, Speaker)
        .outerjoin(Question, Question.meeting_id == Meeting.id)
        .outerjoin(Speaker, Speaker.question_id == Question.id)
        .order_by(Meeting.number, Question.position, Speaker.position)
    )
    told = {}
    for meeting, question, speaker in found:
        one = told.setdefault(
            meeting.number,
            [meeting.theme, meeting.forms, meeting.place, meeting.planned_year,
             meeting.planned_month, meeting.row_id, meeting.follows_plan],
        )  # fmt: skip
        one.append((question.text, question.form, question.row_id, speaker and speaker.name))
    db.session.rollback()
    return told


def filled_at(new_house, revision):
    """A house of before, with the register as its tables could hold it then."""
    today, before = new_house(with_tables=True), new_house()
    with today.app_context():
        fill_the_register()
        rows = {
            table.name: db.session.execute(select(table)).mappings().all()
            for table in tables_there_are()
        }
        db.session.rollback()
    with before.app_context():
        migrate(before, revision)
        for table in tables_there_are():
            known = [{one.name: row[one.name] for one in table.columns} for row in rows[table.name]]
            if known and table.name != "alembic_version":
                db.session.execute(table.insert(), known)
        db.session.commit()
    return before


def tables_there_are():
    found = MetaData()
    found.reflect(db.engine)
    return found.sorted_tables


def fill_the_register():
    with saving():
        db.session.add(Association(id=1, name="РМО", district="Район", operator="Центр"))
        school = members.add_organisation(members.NewOrganisation("Школа"), by=None, at=NOON)
        for number in range(20):
            told = members.NewPerson("Синица" + "а" * number)
            person = members.add_person(told, by=None, at=NOON, today=TODAY)
            work = members.NewMembership(school.id, members.Post.LIBRARIAN)
            members.join(person, work, by=None, at=NOON)


def test_a_migration_that_stops_half_way_leaves_what_was(new_house):
    app = filled_at(new_house, "0001")
    with app.app_context():
        before = everything()

        def fall(connection, cursor, statement, *_):
            if "CREATE TABLE plan_section" in statement:
                raise RuntimeError("the power went out")

        event.listen(db.engine, "before_cursor_execute", fall)
        with pytest.raises(SystemExit):
            migrate(app)
        event.remove(db.engine, "before_cursor_execute", fall)
        assert everything() == before
        migrate(app)
        assert "plan_section" in inspect(db.engine).get_table_names()


def test_editors_at_once_overwrite_nobody(new_house):
    app = new_house(with_tables=True)
    with app.app_context(), saving():
        members.found_association("0", "Район", "Центр", at=NOON)

    def add_one(_):
        with app.app_context(), suppress(Refused), saving():
            ours = db.session.get_one(Association, 1)
            names = {"name": str(int(ours.name) + 1), "district": "Район", "operator": "Центр"}
            members.rename(ours, names, by=0, at=NOON)
            db.session.flush()
            return 1
        return 0

    with ThreadPoolExecutor(4) as editors:
        accepted = sum(editors.map(add_one, range(60)))
    with app.app_context():
        assert accepted > 0
        assert db.session.get_one(Association, 1).name == str(accepted)


def test_a_copy_taken_while_people_write_is_whole(new_house, tmp_path):
    app, second = new_house(with_tables=True), new_house()
    with app.app_context(), saving():
        members.found_association("РМО", "Район", "Центр", at=NOON)
    stop, accepted = Event(), []

    def write():
        while not stop.is_set():
            with app.app_context():
                with saving():
                    told = members.NewPerson("Дроздова", "Вера")
                    person = members.add_person(told, by=None, at=NOON, today=TODAY)
                accepted.append(person.id)

    with ThreadPoolExecutor(3) as writers:
        tasks = [writers.submit(write) for _ in range(3)]
        try:
            while len(accepted) < 30 and not any(task.done() for task in tasks):
                sleep(0.01)
            with app.app_context():
                written = set(accepted)
                copy = backup.take(tmp_path / "copies", NOON, uri(app))
        finally:
            stop.set()
        for task in tasks:
            task.result()

    with second.app_context():
        backup.put_back(copy, uri(second))
        rows = everything()
        kept = set(db.session.scalars(text("SELECT id FROM person")))
    assert written <= kept <= set(accepted)
    told = [line for line in rows["journal"] if "PersonAdded" in line]
    assert len(told) == len(kept)  # a deed and its line in the journal, or neither


def test_a_restored_house_is_the_same_row_by_row(new_house, tmp_path):
    app, second = new_house(with_tables=True), new_house()
    with app.app_context():
        example.load(at=NOON)
        before = everything()
        copy = backup.take(tmp_path / "copies", NOON, uri(app))
    with second.app_context():
        backup.put_back(copy, uri(second))
        assert everything() == before
        migrate(second)
        with pytest.raises(Refused, match="не пустая"):
            backup.put_back(copy, uri(second))


def test_the_fifteenth_copy_pushes_the_first_out(app, tmp_path):
    for day in range(1, 17):
        backup.take(tmp_path, NOON.replace(day=day), uri(app))
    names = sorted(Path(copy).name for copy in tmp_path.iterdir())
    assert len(names) == backup.KEPT
    assert names[0].startswith("rmo-2026-11-03")


def test_a_database_that_does_not_answer_costs_nobody_a_word(tmp_path, database_url):
    app = application(tmp_path, database_url and f"{database_url.rsplit('/', 1)[0]}/is_gone")
    (tmp_path / "rmo.db").write_bytes(b"not a database" * 1000)
    browser = app.test_client()
    sent = browser.post("/sign-in", data={"login": "sova", "password": "secret-words"})
    for answer in (browser.get("/sign-in"), sent):
        assert answer.status_code in {500, 503}  # broken, or not there
        assert "Traceback" not in answer.text
    assert "sova" in sent.text
    assert "secret-words" not in sent.text
    with app.app_context():
        db.engine.dispose()


def test_a_database_that_others_hold_costs_nobody_a_word(new_house):
    app = new_house(with_tables=True)
    if not uri(app).startswith("sqlite"):
        return  # PostgreSQL has no lock of the whole database
    with app.app_context():
        head = Maker().head()
        session = Maker().signed_in(head)
        db.session.remove()

        @event.listens_for(db.engine, "connect")
        def hurry(connection, _):
            connection.execute("PRAGMA busy_timeout = 20")

        db.engine.dispose()
    holder = sqlite3.connect(uri(app).removeprefix("sqlite:///"), isolation_level=None)
    browser = app.test_client()
    with browser.session_transaction() as cookie:
        cookie.update(session)
    for lock in ("BEGIN IMMEDIATE", "BEGIN EXCLUSIVE"):
        holder.execute(lock)
        answer = browser.post("/members/people/new", data={"surname": "Орлова"})
        assert (answer.status_code, answer.headers["Retry-After"]) == (503, "60")
        assert 'value="Орлова"' in answer.text
        holder.execute("ROLLBACK")
    holder.close()
