"""Who works where on a day: register, request, attendance, sheet and counts say the same."""

import io
import re
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import docx
import pytest
from sqlalchemy import select

import rmo_web
from rmo_web.help_requests.consultations.services import NewConsultation, record
from rmo_web.kernel import years
from rmo_web.kernel.db import db, saving
from rmo_web.kernel.listing import Selection
from rmo_web.meetings import access
from rmo_web.meetings.access import TargetOn
from rmo_web.meetings.attendance.queries import attendance_page
from rmo_web.meetings.models import Target
from rmo_web.members import queries as members
from rmo_web.members import works
from rmo_web.members.exchange import papers
from rmo_web.members.models import Organisation
from rmo_web.members.organisations.queries import organisation_card
from rmo_web.members.register.queries import filters, register
from rmo_web.members.rules import Post
from rmo_web.members.services import NewMembership, join
from tests.makers import TODAY

DAY = date(2019, 10, 28)
LONG_AGO, BEFORE, AFTER = date(2018, 9, 1), DAY - timedelta(1), DAY + timedelta(1)
# Since, until and share of places 1, 2, … and which of them is hers on DAY.
CASES = {
    "always": ([(None, None, None)], 1),
    "past": ([(LONG_AGO, BEFORE, None)], None),
    "her last day": ([(LONG_AGO, DAY, None)], 1),
    "her first day": ([(DAY, None, None)], 1),
    "to come": ([(AFTER, None, None)], None),
    "moved": ([(LONG_AGO, BEFORE, None), (DAY, None, None)], 2),
    "two, the larger share first": ([(None, None, "0.25"), (None, None, "0.75")], 2),
    "two, a share before none": ([(None, None, None), (None, None, "0.5")], 2),
    "two alike, the earlier first": ([(None, None, None), (None, None, None)], 1),
    "two, one of them over": ([(None, BEFORE, "1"), (None, None, "0.25")], 2),
}


@pytest.fixture(autouse=True)
def in_a_request(app):
    """Rows of pages have addresses, and what is asked here is written too."""
    with app.test_request_context(method="POST"):
        yield


def placed(make, periods, surname="Чайкина", **more):
    """Somebody who was a member on DAY, with these places of work."""
    person = make.person(surname, "Юлия", "Романовна", joined_on=LONG_AGO, **more)
    for number, (since, until, rate) in enumerate(periods, start=1):
        name = f"Школа № {number}"
        school = db.session.scalar(select(Organisation).filter_by(name=name)) or make.school(name)
        with saving():
            told = NewMembership(school.id, Post.LIBRARIAN, rate and Decimal(rate), since, until)
            join(person, told, by=None, at=make.at)
    return person


def registered(actor, who, today):
    chosen = {one.name: one.read("") for one in filters(actor, today)} | {"who": who}
    return register(actor, Selection(chosen=chosen), today=today)


def in_register(make, person, who="now"):
    rows, _ = registered(make.actor(make.head()), who, DAY)
    return next((row.places for row in rows if person.surname in row.name), None)


def in_request(make, person):
    """The school of a consultation that was given to her on that day."""
    told = NewConsultation(person.id, make.rubric().id, "Как списать?", DAY)
    with saving():
        request = record(
            told,
            year_id=years.opened(2019).id,
            by=make.actor(make.head()),
            at=make.at,
            today=AFTER,
        )
        school = request.organisation_id and db.session.get_one(
            Organisation, request.organisation_id
        )
    return school.name if school else ""


def on_roll(make, meeting, person):
    rows = attendance_page(make.again(meeting), make.actor(make.head()), make.at, TODAY).rows
    return next(row.school for row in rows if row.person_id == person.id)


def counted(person):
    """The schools that count her among their people on that day."""
    return {one.name for one in members.organisations(DAY) if one.people}


@pytest.mark.parametrize(("periods", "hers"), CASES.values(), ids=CASES)
def test_everything_says_the_same_of_a_day(make, periods, hers):
    person, meeting = placed(make, periods), make.meeting(held_on=DAY)
    school = f"Школа № {hers}" if hers else ""
    main = works.main_place(person.id, DAY)
    assert (main.organisation if main else "") == school
    assert in_register(make, person).split(", ")[0] == school
    assert in_request(make, person) == school
    assert on_roll(make, meeting, person) == school
    make.present(meeting, person)
    assert on_roll(make, meeting, person) == school
    every = {place.organisation for place in works.places(DAY)[person.id]}
    assert counted(person) == every
    for one in db.session.scalars(select(Organisation)):
        people = organisation_card(one, DAY).people
        assert bool(people) == (one.name in every)
    ids = set(db.session.scalars(works.organisations_of(person.id, DAY)))
    assert ids == {place.organisation_id for place in works.places(DAY)[person.id]}
    assert set(db.session.scalars(works.people_of(ids, DAY))) == ({person.id} if ids else set())
    words = " ".join(members.composition(DAY))
    assert ("из " in words) == bool(every)


def test_who_left_works_nowhere_after_her_last_day(make):
    person, meeting = placed(make, [(None, None, None)]), make.meeting(held_on=DAY)
    with saving():
        make.again(person).left_on = DAY
    assert works.main_place(person.id, DAY).organisation == "Школа № 1"
    assert on_roll(make, meeting, person) == "Школа № 1"
    assert works.main_place(person.id, AFTER) is None
    assert organisation_card(db.session.scalar(select(Organisation)), AFTER).people == ()
    assert in_register(make, person) is None
    assert in_register(make, person, "left") == "Школа № 1"


def test_a_place_to_come_is_hers_from_its_day(make):
    placed(make, [(AFTER, None, None)])
    head = make.actor(make.head())
    found = {day: registered(head, "schoolless", day)[1] for day in (DAY, AFTER)}
    assert found == {DAY: 2, AFTER: 1}, "the head herself works nowhere"


def test_a_guest_works_where_she_works_and_is_no_member(make):
    placed(make, [(None, None, None)], is_guest=True)
    assert counted(None) == {"Школа № 1"}
    assert "организаци" not in " ".join(members.composition(DAY))


def test_the_exported_register_has_the_places_of_the_day(make):
    placed(make, [(LONG_AGO, BEFORE, None), (DAY, None, None), (AFTER, None, None)])
    content, rows = papers.written(make.actor(make.head()), DAY)
    sheet = papers.read(content)
    hers = [cells.get("organisation") for _, cells in sheet.rows if cells["surname"] == "Чайкина"]
    assert hers == ["Школа № 2"]
    assert rows == len(sheet.rows)


def test_a_task_of_a_school_is_for_those_who_work_there_today(make):
    person = make.person("Чайкина")
    actor, school = make.actor(make.librarian(person=person)), make.school("Школа № 9")
    with saving():
        told = NewMembership(school.id, Post.LIBRARIAN, None, AFTER + timedelta(10_000))
        work = join(make.again(person), told, by=None, at=make.at)
    make.assign(to_all=True)
    target = db.session.scalars(select(Target)).one()
    assert not access.marks(actor, TargetOn(target, TODAY))
    with saving():
        make.again(work).since = LONG_AGO
    assert access.marks(actor, TargetOn(make.again(target), TODAY))
    with saving():
        make.again(person).joined_on, person.left_on = LONG_AGO, DAY
    assert not access.marks(actor, TargetOn(make.again(target), TODAY))


def test_the_sheet_to_sign_has_the_school_of_the_day(make, as_):
    placed(make, [(LONG_AGO, BEFORE, None), (DAY, None, None)])
    meeting = make.meeting(held_on=DAY)
    answer = as_(make.head()).get(f"/meetings/{meeting.id}/sheet.docx")
    table = docx.Document(io.BytesIO(answer.data)).tables[-1]
    cells = [cell.text for row in table.rows for cell in row.cells]
    assert any("Школа № 2" in one for one in cells)
    assert not any("Школа № 1" in one for one in cells)


def test_no_other_file_asks_when_a_place_of_work_began_or_ended():
    package = Path(rmo_web.__file__).parent
    asking = {
        file.relative_to(package).as_posix()
        for file in package.rglob("*.py")
        if re.search(r"Membership\.(since|until)\b(?!\.is_not)", file.read_text())
    }
    assert asking == {"members/works.py"}
