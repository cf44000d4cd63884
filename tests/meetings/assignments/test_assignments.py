"""Assignments: to persons and to all schools, who has not done, extended, taken off, reported."""

import io
from datetime import date

import docx
import pytest
import time_machine
from sqlalchemy import select

from rmo_web.kernel.access import may
from rmo_web.kernel.db import db, saving
from rmo_web.meetings.access import Permission, TargetOn
from rmo_web.meetings.assignments import services as assignments
from rmo_web.meetings.models import Assignment, Target
from rmo_web.members.models import Person
from rmo_web.members.rules import Post
from tests import pages

TODAY = date(2026, 11, 23)


def targets(duty):
    return db.session.scalars(
        select(Target).filter_by(assignment_id=duty.id).order_by(Target.id)
    ).all()


def page_of(client, duty):
    return pages.words_on(client.get(f"/meetings/assignments/{duty.id}")).replace("\xa0", " ")


def mark(client, target, **typed):
    """Press a button beside a name, as the page stands now."""
    url = f"/meetings/assignments/targets/{target.id}"
    page = client.get(f"/meetings/assignments/{target.assignment_id}")
    drawn = pages.form_on(page, url) if url in page.text else {}
    return client.post(url, data=drawn | typed)


def judge(client, duty, **typed):
    """Send the verdict, as the page stands now."""
    page = client.get(f"/meetings/assignments/{duty.id}")
    return client.post(
        f"/meetings/assignments/{duty.id}/judge", data=pages.form_on(page, "/judge") | typed
    )


def test_a_decision_becomes_an_assignment(make, office, head):
    meeting, person = make.meeting(), make.person("Чайкина", "Юлия", "Романовна")
    make.present(meeting, person, by=head)
    record = make.minutes(meeting, by=head)
    make.decide(make.items(record)[0], "Принять.\nПрислать отчёты.", by=head)
    page = pages.of(office.get(f"/meetings/{meeting.id}/minutes"))
    link = page.xpath("//a[contains(@href, 'assignments/new')]/@href")[1]
    form = pages.form_on(office.get(link), "/new")
    assert (form["text"], form["point"]) == ("Прислать отчёты.", "1.2")
    typed = form | {"person_ids": str(person.id), "due_on": "2019-11-15"}
    answer = office.post(link, data=typed)
    duty = db.session.scalars(select(Assignment)).one()
    assert answer.headers["Location"].endswith(f"/meetings/assignments/{duty.id}")
    assert (duty.meeting_id, duty.point, duty.due_on) == (meeting.id, "1.2", date(2019, 11, 15))
    assert [one.name.replace("\xa0", " ") for one in targets(duty)] == ["Чайкина Ю.Р."]
    assert "поручено" in office.get(f"/meetings/{meeting.id}/minutes").text


def test_for_nobody_is_refused_and_nothing_typed_is_lost(make, office):
    make.association()
    url = "/meetings/assignments/new"
    form = pages.form_on(office.get(url), "/new") | {"text": "Прислать отчёт"}
    answer = office.post(url, data=form)
    assert answer.status_code == 422
    assert "кому поручается" in answer.text
    assert pages.form_on(answer, "/new")["text"] == "Прислать отчёт"
    assert db.session.scalar(select(Assignment)) is None


def test_for_all_schools_every_school_has_its_mark(make, office, head):
    schools = [make.school(f"Школа № {number}") for number in (10, 2, 4)]
    with saving():
        schools[2].is_archived = True
    duty = make.assign(to_all=True, by=head)
    assert [one.name for one in targets(duty)] == ["Школа № 2", "Школа № 10"]
    mark(office, targets(duty)[1], to="done", proof="письмо")
    page = page_of(office, duty)
    assert "сдали 1 из 2" in page
    assert "Кто не сдал: 1" in page
    assert "Ещё не отметили: Школа № 2." in page


def test_a_librarian_marks_what_is_hers_and_nothing_else(make, as_, office, head):
    school, librarian = make.school("Школа № 1"), make.librarian()
    make.school("Школа № 2")
    make.work(db.session.get_one(type(make.person()), librarian.person_id), school, Post.LIBRARIAN)
    duty = make.assign(to_all=True, by=head)
    mine, foreign = targets(duty)
    client = as_(librarian)
    assert "Поручение без срока: Прислать отчёт" in pages.waiting(client.get("/"))
    assert client.post(f"/meetings/assignments/targets/{foreign.id}").status_code == 403
    mark(client, mine, to="taken")
    assert "в работе" in page_of(client, duty)
    mark(client, mine, to="done")
    assert make.again(mine).done_on is not None
    assert not any(one.startswith("Поручение") for one in pages.waiting(client.get("/")))
    listed = pages.words_on(client.get("/meetings/assignments/"))
    assert "Прислать отчёт" in listed


def test_who_left_the_school_marks_nothing_of_it_from_that_day(make, head):
    school, librarian = make.school("Школа № 1"), make.librarian()
    person = db.session.get_one(Person, librarian.person_id)
    with saving():
        make.again(make.work(person, school, Post.LIBRARIAN)).until = date(2026, 8, 31)
    (mine,) = targets(make.assign(to_all=True, by=head))
    actor = make.actor(librarian)
    assert may(actor, Permission.MARK, TargetOn(mine, date(2026, 8, 30)))
    assert not may(actor, Permission.MARK, TargetOn(mine, TODAY))


def test_all_done_makes_it_done_and_a_mark_can_be_taken_back(make, office, head):
    duty = make.assign(others=("Совина А.А.",), due_on=date(2050, 1, 1), by=head)
    mark(office, targets(duty)[0], to="done")
    assert "Исполнено" in page_of(office, duty)
    mark(office, targets(duty)[0], to="none")
    assert "Дано" in page_of(office, duty)


def test_what_is_overdue_stands_on_the_first_page(make, office, head):
    duty = make.assign(others=("Все",), due_on=date(2019, 11, 15), by=head)
    assert pages.waiting(office.get("/"))[0] == "Поручение до 15.11.2019: Прислать отчёт"
    assert "просрочено на" in pages.words_on(office.get("/"))
    late = pages.words_on(office.get("/meetings/assignments/?tab=late"))
    assert "Прислать отчёт" in late
    judge(office, duty, extended_to="2050-01-01")
    assert "просрочено" not in pages.words_on(office.get("/"))
    assert "Срок продлён" in page_of(office, duty)


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"outcome": "dropped"}, "Напишите, почему"),
        ({"extended_to": "2019-11-01"}, "позже прежнего"),
    ],
)
def test_a_verdict_without_its_reason_is_refused(make, office, head, typed, words):
    duty = make.assign(others=("Все",), due_on=date(2019, 11, 15), by=head)
    answer = judge(office, duty, **typed)
    assert answer.status_code == 422
    assert words in answer.text


def test_what_was_taken_off_is_not_marked_any_more(make, office, head):
    duty = make.assign(others=("Все",), by=head)
    judge(office, duty, outcome="dropped", note="отпала нужда")
    assert "Снято с контроля" in page_of(office, duty)
    answer = mark(office, targets(duty)[0], to="done")
    assert answer.status_code == 409


def test_who_has_done_is_not_left_out(make, head):
    duty = make.assign(others=("Первая", "Вторая"), by=head)
    actor = make.actor(head)
    with saving():
        assignments.mark(
            targets(duty)[0], is_done=True, proof="", by=actor, at=make.at, today=TODAY
        )  # fmt: skip
    told = assignments.NewAssignment("Прислать отчёт", None, others=("Вторая", "Третья"))
    with pytest.raises(Exception, match="не убирается"), saving():
        assignments.keep(make.again(duty), told, by=actor, at=make.at)
    told = assignments.NewAssignment("Прислать два отчёта", None, others=("Первая", "Третья"))
    with saving():
        assignments.keep(make.again(duty), told, by=actor, at=make.at)
    assert [one.name for one in targets(duty)] == ["Первая", "Третья"]
    assert targets(duty)[0].done_on == TODAY


def test_the_report_says_what_became_of_every_decision(make, office, head):
    make.school("Школа № 1")
    make.school("Школа № 2")
    meeting = make.meeting()
    with time_machine.travel(date(2019, 11, 20), tick=False):
        duty = make.assign(
            "Прислать отчёт", meeting, to_all=True, due_on=date(2019, 11, 15), point="1.2", by=head
        )
    make.assign("Иное, другого заседания", others=("Все",), by=head)
    actor = make.actor(head)
    with saving():
        assignments.mark(
            targets(duty)[0], is_done=True, proof="", by=actor, at=make.at,
            today=date(2019, 11, 12),
        )  # fmt: skip
    answer = office.get(f"/meetings/assignments/report.docx?meeting={meeting.id}")
    (table,) = docx.Document(io.BytesIO(answer.data)).tables
    assert [[cell.text for cell in row.cells] for row in table.rows[1:]] == [
        ["1.2", "Прислать отчёт", "все школы", "15.11.2019",
         "Просрочено\nсдали 1 из 2\nне сдали: Школа № 2"],
    ]  # fmt: skip
