"""Wherever a person is chosen, two who read alike are told apart by their school."""

from datetime import date

import pytest
from sqlalchemy import select

from rmo_web.help_requests.models import Rubric
from rmo_web.help_requests.rules import Action
from rmo_web.kernel import years
from rmo_web.kernel.db import db, saving
from rmo_web.meetings.agenda import services as agenda
from rmo_web.meetings.agenda.rules import Spoken
from rmo_web.meetings.models import Speaker, Target
from rmo_web.members import services as members
from rmo_web.members import works
from rmo_web.members.rules import Post
from tests import pages
from tests.counting import statements
from tests.makers import TODAY

SCHOOLS = ("Школа № 2", "Школа № 6")
SHORT = [f"Скворцова О.И. · {school}" for school in SCHOOLS]


def twin(make, given, school, post=Post.LIBRARIAN):
    person = make.person("Скворцова", given, "Игоревна", joined_on=date(2019, 9, 1))
    if school:
        make.work(person, school, post)
    return person


@pytest.fixture
def schools(make):
    return [make.school(name) for name in SCHOOLS]


@pytest.fixture
def twins(make, schools):
    """Two who are Скворцова О.И. on every list."""
    return [twin(make, *one) for one in zip(("Ольга", "Оксана"), schools, strict=True)]


@pytest.fixture
def accounts(make, twins):
    return [make.librarian(person=one) for one in twins]


@pytest.fixture
def office(make, as_):
    return as_(make.head(person=make.person("Иволгина", "Мария", "Петровна")))


def shown(people, day=TODAY):
    rows = [(one.id, one.initials) for one in people]
    return [one.replace("\xa0", " ") for one in works.told_apart(rows, day).values()]


def options(answer, name):
    """What this list offers, of the two alike."""
    tree = pages.of(answer)
    found = pages.all_texts(tree, f"//select[@name='{name}']/option")
    found += pages.all_texts(tree, f"//*[@name='{name}']/following-sibling::label")
    found += pages.all_texts(tree, f"//label[.//*[@name='{name}']]")
    return sorted({one.replace("\xa0", " ") for one in found if "Скворцова" in one})


def test_only_those_who_read_alike_have_their_school_beside(make, twins):
    other = make.person("Орлова", "Инна")
    assert shown([*twins, other]) == [*SHORT, "Орлова И."]
    assert shown(twins[:1]) == ["Скворцова О.И."]


@pytest.mark.parametrize("surname", ["СКВОРЦОВА", "Cквоpцова"])
def test_names_are_compared_as_they_read(make, twins, surname):
    twins[1].surname = surname
    assert shown(twins)[0] == SHORT[0]


def test_of_one_school_they_are_told_by_the_post_and_at_last_by_the_card(make, schools):
    school, _ = schools
    first, second = twin(make, "Ольга", school), twin(make, "Оксана", school, Post.METHODIST)
    assert shown([first, second]) == [
        "Скворцова О.И. · Школа № 2, библиотекарь",
        "Скворцова О.И. · Школа № 2, методист",
    ]
    third = twin(make, "Олеся", school)
    assert shown([first, third]) == [
        f"Скворцова О.И. · Школа № 2, карточка № {one.id}" for one in (first, third)
    ]
    nowhere = twin(make, "Оливия", None)
    assert shown([first, nowhere]) == [
        "Скворцова О.И. · Школа № 2", f"Скворцова О.И. · карточка № {nowhere.id}",
    ]  # fmt: skip


def test_the_school_is_that_of_the_day(make, twins):
    with saving():
        told = members.NewMembership(make.school("Школа № 9").id, Post.LIBRARIAN, None, TODAY)
        for work in works.db.session.scalars(select(works.Membership)):
            if work.person_id == twins[0].id:
                work.until = date(2020, 1, 1)
        members.join(make.again(twins[0]), told, by=None, at=make.at)
    assert shown(twins, date(2019, 12, 1)) == SHORT
    assert shown(twins)[0] == "Скворцова О.И. · Школа № 9"


def test_without_namesakes_nothing_is_asked_with_any_number_of_them_once(make, twins):
    people = [(one.id, one.initials) for one in twins]
    with statements() as none:
        works.told_apart([(900, "Орлова А."), people[0]], TODAY)
    with statements() as some:
        works.told_apart([*people, *[(number, "Орлова А.") for number in range(900, 950)]], TODAY)
    assert (len(none), len(some)) == (0, 1)


FULL = [f"Скворцова {one} Игоревна · {school}"
        for one, school in zip(("Ольга", "Оксана"), SCHOOLS, strict=True)]  # fmt: skip


@pytest.mark.parametrize(
    ("path", "field", "said"),
    [
        ("/meetings/", "person_id", FULL),
        ("/meetings/assignments/new", "person_ids", FULL),
        ("/help-requests/calls/new", "person_id", SHORT),
        ("/help-requests/journal", "person", SHORT),
        ("/help-requests/rubrics/new", "owner_id", SHORT),
    ],
)
def test_every_list_to_choose_from_tells_them_apart(make, office, accounts, path, field, said):
    make.meeting()
    assert options(office.get(path), field) == sorted(said)


def test_a_namesake_who_cannot_be_chosen_is_told_from_too(make, office, twins):
    make.librarian(person=twins[0])
    assert options(office.get("/help-requests/rubrics/new"), "owner_id") == SHORT[:1]


def test_a_consultant_is_chosen_and_seen_by_her_school(make, office, accounts):
    author = make.librarian()
    requests = [make.ask(author) for _ in accounts]
    page = office.get(f"/help-requests/{requests[0].id}")
    assert options(page, "consultant_id") == sorted(SHORT)
    head = make.head()
    for request, account in zip(requests, accounts, strict=True):
        make.move(request, Action.ASSIGN, head, consultant_id=account.person_id)
    words = pages.words_on(office.get("/help-requests/?tab=all")).replace("\xa0", " ")
    assert all(one in words for one in SHORT)


def test_the_list_of_access_the_owners_of_rubrics_and_the_secretary(make, office, twins, accounts):
    make.meeting()
    with saving():
        for rubric, person in zip(db.session.scalars(select(Rubric).limit(2)), twins, strict=True):
            rubric.owner_id = person.id
    for path in ("/accounts/", "/help-requests/rubrics/"):
        words = pages.words_on(office.get(path)).replace("\xa0", " ")
        assert all(one in words for one in SHORT), path
    office.post("/meetings/secretary?year=2019", data={"person_id": twins[0].id})
    words = pages.words_on(office.get("/meetings/")).replace("\xa0", " ")
    assert f"Секретарь — {SHORT[0]}" in words


def test_who_is_given_a_task_is_told_from_her_namesake(make, office, twins):
    made = make.assign(person_ids=(twins[0].id,))
    assert [one.name.replace("\xa0", " ") for one in db.session.scalars(select(Target))] == SHORT[
        :1
    ]
    url = f"/meetings/assignments/{made.id}"
    with saving():
        done = db.session.scalars(select(Target)).one()
        done.done_on, done.name = TODAY, "Скворцова О.И."
    form = pages.form_on(office.get(f"{url}/edit"), "/edit") | {"text": "Иное"}
    assert office.post(f"{url}/edit", data=form).status_code == 303
    (target,) = db.session.scalars(select(Target))
    assert target.done_on == TODAY, "the same person under another name keeps her mark"


@pytest.mark.parametrize(
    ("name", "school", "who"),
    [
        ("Скворцова О.И.", "", None),
        ("Скворцова О.И.", "Школа № 6", 1),
        ("Cквopцова О.И.", "школа № 2", 0),
        ("Скворцова О.И.", "Школа № 9", None),
        ("Скворцова Оксана Игоревна", "", 1),
        ("скворцова ольга игоревна", "Школа № 9", 0),
        ("Орлова И.", "", 2),
    ],
)
def test_of_two_whom_a_text_may_mean_nobody_is_guessed(make, twins, name, school, who):
    people = [*twins, make.person("Орлова", "Инна")]
    assert works.who_is_meant()(name, school) == (None if who is None else people[who].id)


def test_speakers_are_known_by_their_school(make, twins):
    meeting = make.meeting()
    said = Spoken("Скворцова О.И.", "Школа № 6")
    with saving():
        told = agenda.NewQuestion("О чтении", speakers=(said, Spoken("Скворцова О.И.")))
        agenda.ask_question(
            make.again(meeting), told, by=make.actor(make.head()), at=make.at
        )  # fmt: skip
    found = db.session.scalars(select(Speaker).filter_by(name="Скворцова О.И.")).all()
    assert [one.person_id for one in found] == [twins[1].id, None]


def test_whose_proposal_is_taken_speaks_to_it_whatever_her_namesakes(make, twins, accounts):
    meeting = make.meeting()
    year, head = years.opened(2019).id, make.actor(make.head())
    with saving():
        made = agenda.propose(
            "О чтении", year_id=year, by=make.actor(accounts[1]), at=make.at
        )  # fmt: skip
        question = agenda.take_proposal(made, make.again(meeting), by=head, at=make.at)
    (speaker,) = db.session.scalars(select(Speaker).filter_by(question_id=question.id))
    assert (speaker.person_id, speaker.school) == (twins[1].id, "Школа № 6")
