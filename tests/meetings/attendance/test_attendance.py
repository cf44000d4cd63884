"""Who was there: marks at once and all together, guests, names as of that day."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from sqlalchemy import select

from rmo_web.kernel.db import db, saving
from rmo_web.meetings.models import Attendance
from rmo_web.meetings.rules import Presence
from rmo_web.members import services as members
from rmo_web.members.models import Membership
from tests import pages


@pytest.fixture
def meeting(make):
    return make.meeting()


def marks(meeting):
    return {
        one.person_id: one.presence
        for one in db.session.scalars(select(Attendance).filter_by(meeting_id=meeting.id))
    }


def url_of(meeting, rest=""):
    return f"/meetings/{meeting.id}/attendance{rest}"


def was_member(make, surname="Чайкина"):
    """Somebody who was a member on the day of the meeting."""
    person = make.person(surname, "Юлия", "Романовна")
    with saving():
        person.joined_on = date(2018, 9, 1)
    return person


def test_a_tick_is_saved_at_once_and_answers_with_the_counts(make, office, meeting):
    first, second = was_member(make), was_member(make, "Щеглова")
    answer = office.post(url_of(meeting, "/marks"), data={f"mark-{first.id}": "present"})
    assert answer.status_code == 200
    assert answer.json == {"counts": "Были 1 из 2, не отмечены 1", "others": {}}
    office.post(url_of(meeting, "/marks"), data={f"mark-{second.id}": "remote"})
    answer = office.post(url_of(meeting, "/marks"), data={f"mark-{first.id}": "excused"})
    assert answer.json["counts"] == "Были 1 из 2, из них дистанционно 1"
    assert marks(meeting) == {first.id: Presence.EXCUSED, second.id: Presence.REMOTE}


def test_the_same_tick_twice_is_one(make, office, meeting):
    person = was_member(make)
    for _ in range(2):
        office.post(url_of(meeting, "/marks"), data={f"mark-{person.id}": "present"})
    assert marks(meeting) == {person.id: Presence.PRESENT}


def test_without_scripts_the_whole_roll_is_saved(make, office, meeting):
    people = [was_member(make, name) for name in ("Ёлкина", "Жаворонкова", "Орлова")]
    form = pages.form_on(office.get(url_of(meeting)), "")
    form |= {f"mark-{people[0].id}": "present", f"mark-{people[2].id}": "absent"}
    assert office.post(url_of(meeting), data=form).status_code == 303
    assert marks(meeting) == {people[0].id: Presence.PRESENT, people[2].id: Presence.ABSENT}
    page = pages.of(office.get(url_of(meeting)))
    ticked = page.xpath("//fieldset//input[@checked]/@value")
    assert ticked == ["present", "absent"]


def test_a_roll_drawn_before_somebody_else_marked_writes_over_nothing(make, as_, office, meeting):
    person, other = was_member(make), make.methodist()
    form = pages.form_on(office.get(url_of(meeting)), "")
    as_(other).post(url_of(meeting, "/marks"), data={f"mark-{person.id}": "excused"})
    answer = office.post(url_of(meeting), data=form | {f"mark-{person.id}": "present"})
    assert answer.status_code == 409
    assert "Чайкина Юлия Романовна — по уважительной причине" in pages.words_on(answer)
    assert marks(meeting) == {person.id: Presence.EXCUSED}


def test_the_roll_keeps_school_and_post_of_that_day(make, office, meeting):
    person = was_member(make)
    old, new = make.school("Школа № 1"), make.school("Школа № 2")
    with saving():
        for school, since, until in (
            (old, date(2018, 9, 1), date(2019, 12, 31)), (new, date(2020, 1, 1), None),
        ):  # fmt: skip
            told = members.NewMembership(school.id, members.Post.LIBRARIAN, None, since)
            members.join(person, told, by=None, at=make.at)
            work = db.session.scalars(select(Membership).filter_by(organisation_id=school.id)).one()
            work.until = until
    make.present(meeting, person)
    (row,) = db.session.scalars(select(Attendance))
    assert (row.name, row.school, row.post) == (
        "Чайкина Юлия Романовна", "Школа № 1", "библиотекарь",
    )  # fmt: skip
    with saving():
        person.surname = "Совина"
    page = pages.words_on(office.get(url_of(meeting)))
    assert "Чайкина Юлия Романовна" in page
    assert "Школа № 1" in page


def test_who_joined_later_stands_apart_and_counts_once_marked(make, office, meeting):
    later = was_member(make, "Позднякова")
    with saving():
        later.joined_on = date(2019, 11, 1)
    page = pages.of(office.get(url_of(meeting)))
    assert "Позднякова" in pages.text(page.xpath("//details[contains(., 'Вступили позже')]")[0])
    assert "Позднякова" not in pages.text(page.xpath("//form[@id='roll']/div[@class='sheet']")[0])
    answer = office.post(url_of(meeting, "/marks"), data={f"mark-{later.id}": "present"})
    assert answer.json["counts"] == "Были 1 из 1"


def test_who_joined_later_is_not_on_the_roll_and_who_left_is(make, office, meeting):
    later, left = was_member(make, "Позднякова"), was_member(make, "Ушедшая")
    with saving():
        later.joined_on = date(2019, 11, 1)
        left.left_on = date(2020, 1, 1)
    page = pages.of(office.get(url_of(meeting)))
    roll = pages.text(page.xpath("//form[@id='roll']/div[@class='sheet']")[0])
    assert "Позднякова" not in roll
    assert "Ушедшая" in roll


def test_a_tick_that_waited_undoes_nobody_elses(make, as_, office, meeting):
    person, other = was_member(make), make.methodist()
    as_(other).post(url_of(meeting, "/marks"), data={f"mark-{person.id}": "excused"})
    typed = {f"mark-{person.id}": "present", f"was-{person.id}": ""}
    answer = office.post(url_of(meeting, "/marks"), data=typed)
    assert answer.json["others"] == {f"mark-{person.id}": "excused"}
    assert marks(meeting) == {person.id: Presence.EXCUSED}
    typed[f"was-{person.id}"] = "excused"
    assert office.post(url_of(meeting, "/marks"), data=typed).json["others"] == {}
    assert marks(meeting) == {person.id: Presence.PRESENT}


def test_guests_are_typed_and_taken_out(make, office, meeting):
    form = pages.form_on(office.get(url_of(meeting)), "/guests")
    typed = {"name": "Синицына Елена Кирилловна", "work": "методист, МКУ «Центр»"}
    office.post(url_of(meeting, "/guests"), data=form | typed)
    (guest,) = db.session.scalars(select(Attendance))
    assert (guest.post, guest.school, guest.is_guest) == ("методист", "МКУ «Центр»", True)
    assert "1 гость" in pages.words_on(office.get(url_of(meeting))).replace("\xa0", " ")
    office.post(url_of(meeting, f"/guests/{guest.id}/drop"))
    assert marks(meeting) == {}


def test_a_guest_without_a_name_is_refused_with_one_sentence(office, meeting):
    answer = office.post(url_of(meeting, "/guests"), data={"name": " "})
    assert answer.status_code == 409
    assert "Напишите, кто был" in answer.text


@pytest.mark.parametrize("held_on", [None, date(2050, 1, 1)])
def test_nobody_is_marked_before_the_day(make, office, held_on):
    person, meeting = was_member(make), make.meeting(held_on=held_on)
    answer = office.post(url_of(meeting, "/marks"), data={f"mark-{person.id}": "present"})
    assert answer.status_code == 409
    assert marks(meeting) == {}


def test_signed_minutes_close_the_roll(make, office, head, meeting):
    person = was_member(make)
    make.present(meeting, person)
    record = make.minutes(meeting)
    make.decide(make.items(record)[0])
    make.sign(record)
    answer = office.post(url_of(meeting, "/marks"), data={f"mark-{person.id}": "absent"})
    assert answer.status_code == 409
    assert "Протокол подписан" in answer.text
    assert marks(meeting) == {person.id: Presence.PRESENT}


@pytest.mark.parametrize(
    "typed", [{"mark-abc": "present"}, {"mark-99999": "present"}, {"mark--1": "present"}, {}]
)
def test_marks_of_nobody_change_nothing(office, meeting, typed):
    assert office.post(url_of(meeting, "/marks"), data=typed).status_code == 200
    assert marks(meeting) == {}


def test_the_secretary_of_the_year_marks_and_others_do_not(make, as_, office, meeting):
    secretary, other = make.librarian(), make.librarian()
    office.post("/meetings/secretary", data={"person_id": secretary.person_id})
    assert as_(secretary).get(url_of(meeting)).status_code == 200
    assert as_(other).get(url_of(meeting)).status_code == 403
    assert as_(other).post(url_of(meeting, "/marks")).status_code == 403


def test_a_tick_says_who_and_when(make, office, head, meeting):
    person = was_member(make)
    moment = datetime.now(UTC) + timedelta(minutes=5)
    with time_machine.travel(moment, tick=False):
        office.post(url_of(meeting, "/marks"), data={f"mark-{person.id}": "present"})
    (row,) = db.session.scalars(select(Attendance))
    assert row.marked_by == head.id
    assert abs(row.marked_at - moment) < timedelta(seconds=1)
