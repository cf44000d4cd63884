"""Questions are asked, moved, taken out; members propose them."""

from datetime import date

from sqlalchemy import select

from rmo_web.kernel.db import db
from rmo_web.meetings.models import Proposal, Question, Speaker
from tests import pages
from tests.meetings.typing_in import keep


def test_questions_are_asked_moved_and_taken_out(make, office):
    meeting = make.meeting(questions=("Первый", "Второй"))
    url = f"/meetings/{meeting.id}/questions/new"
    keep(
        office,
        url,
        text="Третий\n1. Пункт",
        speakers="Чайкина Ю.Р., Школа № 3 — о квестах, 10 мин.",
    )
    first, second, third = make.questions(meeting)
    office.post(f"/meetings/questions/{third.id}/step", data={"to": "up"})
    office.post(f"/meetings/questions/{first.id}/place", data={"before": 0})
    assert [one.text[:6] for one in make.questions(meeting)] == ["Третий", "Второй", "Первый"]
    office.post(f"/meetings/questions/{second.id}/remove")
    page = pages.of(office.get(f"/meetings/{meeting.id}"))
    agenda = pages.all_texts(page, "//ol[contains(@class, 'agenda')]/li")
    assert agenda[0].startswith("I. Третий 1. Пункт Чайкина Ю.Р. , Школа № 3 — о квестах 10 мин.")
    assert agenda[1].startswith("II. Первый")


def test_a_speaker_is_known_by_her_initials(make, head):
    person = make.person("Чайкина", "Юлия", "Романовна")
    make.meeting()
    assert {one.person_id for one in db.session.scalars(select(Speaker))} == {person.id}


def test_a_question_with_a_decision_is_not_taken_out(make, office):
    meeting = make.meeting()
    record = make.minutes(meeting)
    make.decide(make.items(record)[0])
    question = make.questions(meeting)[0]
    answer = office.post(f"/meetings/questions/{question.id}/remove")
    assert answer.status_code == 409
    assert "уже есть запись" in answer.text
    assert len(make.questions(meeting)) == 2


def test_the_agenda_carries_its_minutes_along(make, office):
    meeting = make.meeting(questions=("Первый", "Второй"))
    record = make.minutes(meeting)
    first, second = make.questions(meeting)
    office.post(f"/meetings/questions/{second.id}/step", data={"to": "up"})
    keep(office, f"/meetings/{meeting.id}/questions/new", text="Третий")
    items = make.items(record)
    assert [one.question_id for one in items] == [
        second.id, first.id, make.questions(meeting)[2].id,
    ]  # fmt: skip
    office.post(f"/meetings/questions/{first.id}/remove")
    assert [one.position for one in make.items(record)] == [1, 2]


def test_the_first_question_comes_from_what_is_still_to_be_done(make, office):
    meeting = make.meeting()
    url = f"/meetings/{meeting.id}/of-assignments"
    assert "спрашивать не о чем" in office.post(url).text
    make.assign("Прислать отчёт", to_all=False, others=("Все",), due_on=date(2019, 11, 15))
    office.post(url)
    first = make.questions(meeting)[0]
    assert first.text.splitlines() == [
        "О выполнении решений предыдущего заседания",
        "1. Прислать отчёт (до 15.11.2019)",
    ]
    assert "уже есть" in office.post(url).text


def test_members_propose_and_the_head_takes(make, as_, office):
    meeting = make.meeting(questions=())
    author = make.librarian(person=make.person("Зябликова", "Анна", "Сергеевна"))
    keep(as_(author), "/meetings/proposals", text="О квестах")
    page = office.get(f"/meetings/{meeting.id}")
    assert "О квестах" in page.text
    take = f"/meetings/proposals/{db.session.scalars(select(Proposal.id)).one()}/take"
    office.post(take, data={"meeting_id": meeting.id})
    (asked,) = make.questions(meeting)
    speaker = db.session.scalars(select(Speaker).filter_by(question_id=asked.id)).one()
    assert (asked.text, speaker.name.replace("\xa0", " ")) == ("О квестах", "Зябликова А.С.")
    again = office.post(take, data={"meeting_id": meeting.id})
    assert "уже разобран" in again.text


def test_questions_of_another_meeting_are_not_ordered_here(make, office):
    here, there = make.meeting(), make.meeting(number=2)
    foreign = make.questions(there)[0]
    mine = make.questions(here)[0]
    answer = office.post(f"/meetings/questions/{mine.id}/place", data={"before": foreign.id})
    assert answer.status_code == 409
    assert db.session.get_one(Question, foreign.id).meeting_id == there.id
