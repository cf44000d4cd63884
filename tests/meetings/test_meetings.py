"""Meetings come from the plan, are prepared, invited to, held, postponed; by their cast."""

import re
from datetime import date

import pytest
from sqlalchemy import select

from rmo_web.household import notices
from rmo_web.kernel.db import db, saving
from rmo_web.meetings import services
from rmo_web.meetings.agenda import services as agenda
from rmo_web.meetings.models import Meeting, Speaker
from rmo_web.meetings.rules import MeetingState
from rmo_web.plan.editing import services as editing
from rmo_web.plan.history import services as history
from rmo_web.plan.importing import services as plans
from rmo_web.plan.models import Plan, PlanChange, Row
from rmo_web.plan.rules import RowKind
from tests import pages
from tests.makers import SEED
from tests.meetings.typing_in import keep


def of_plan(number):
    return db.session.scalars(select(Meeting).filter_by(number=number)).one()


def heading(number):
    return db.session.scalars(
        select(Row).filter_by(kind=RowKind.MEETING, meeting_number=number)
    ).one()


def sequence(calendar):
    return int(re.search(r"SEQUENCE:(\d+)", calendar)[1])


# From the plan


def test_a_plan_brings_its_meetings_with_questions_and_speakers(make):
    make.plan()
    first = of_plan(1)
    assert first.theme == "Библиотека в контексте реализации ФГОС общего образования"
    assert (first.planned_year, first.planned_month) == (2019, 8)
    asked = make.questions(of_plan(3))
    assert [one.position for one in asked] == [1, 2]
    of_first = select(Speaker).filter_by(question_id=asked[0].id).order_by(Speaker.position)
    speakers = db.session.scalars(of_first).all()
    assert [one.name for one in speakers] == ["Пинчук Н.В.", "Карташова Е.С.", "Михайлова А.Н."]


def test_a_meeting_follows_the_plan_until_it_is_prepared(make, head):
    make.plan()
    actor = make.actor(head)
    told = editing.NewRow("Заседание № 3. Семинар «Новая тема»")
    with saving():
        editing.keep_row(heading(3), told, reason="", by=actor, at=make.at)
    assert of_plan(3).theme == "Новая тема"
    with saving():
        new = agenda.NewQuestion("Свой вопрос")
        agenda.ask_question(of_plan(3), new, by=actor, at=make.at)
    told = editing.NewRow("Заседание № 3. Семинар «Ещё одна тема»")
    with saving():
        editing.keep_row(heading(3), told, reason="", by=actor, at=make.at)
    assert of_plan(3).theme == "Новая тема"
    assert len(make.questions(of_plan(3))) == 3


def test_a_meeting_taken_out_of_the_plan_goes_unless_it_was_prepared(make, head):
    make.plan()
    actor = make.actor(head)
    with saving():
        agenda.ask_question(
            of_plan(4), agenda.NewQuestion("Свой"), by=actor, at=make.at
        )  # fmt: skip
    for number in (3, 4):
        row = heading(number)
        for question in db.session.scalars(select(Row).filter_by(meeting_id=row.id)).all():
            with saving():
                editing.remove_row(question, reason="", by=actor, at=make.at)
        with saving():
            editing.remove_row(heading(number), reason="", by=actor, at=make.at)
    assert {one.number for one in db.session.scalars(select(Meeting))} == {1, 2, 4}
    assert of_plan(4).row_id is None
    for _ in range(3):
        with saving():
            plan = db.session.scalars(select(Plan)).one()
            newest = db.session.scalars(PlanChange.newest(plan.id)).one()
            history.undo(plan, newest.id, by=actor, at=make.at)
    assert of_plan(4).row_id == heading(4).id
    assert len(make.questions(of_plan(4))) == 3


@pytest.mark.parametrize("deed", ["answer", "mark", "link", "assignment", "proposal"])
def test_what_people_did_keeps_a_meeting_that_the_plan_gave_up(make, office, head, deed):
    make.plan()
    meeting = of_plan(4)
    with saving():
        meeting.held_on = date(2020, 4, 20)
    if deed == "answer":
        office.post(f"/meetings/{meeting.id}/answer", data={"answer": "will"})
    elif deed == "mark":
        make.present(meeting, make.person(), by=head)
    elif deed == "link":
        typed = {"title": "Запись", "url": "https://example.org/"}
        office.post(f"/meetings/{meeting.id}/materials", data=typed)
    elif deed == "assignment":
        make.assign(meeting=of_plan(4), others=("Все",), by=head)
    else:
        with saving():
            said = agenda.propose("О квестах", year_id=meeting.year_id, by=make.actor(head),
                                    at=make.at)  # fmt: skip
        office.post(f"/meetings/proposals/{said.id}/take", data={"meeting_id": meeting.id})
    with saving():
        plan = db.session.scalars(select(Plan)).one()
        plans.remove(plan.year_id, by=head.id, at=make.at)
    other = plans.read(SEED.name, SEED.read_bytes())
    with saving():
        plans.store(other, year_id=meeting.year_id, by=head.id, at=make.at)
    kept = make.again(meeting)
    assert kept.row_id == heading(4).id  # by its number
    assert kept.follows_plan is False
    assert {one.number for one in db.session.scalars(select(Meeting))} == {1, 2, 3, 4}


# Preparing


def test_a_month_is_enough_for_a_meeting(office):
    answer = keep(office, "/meetings/new", theme="Выездное заседание", month="2020-3")
    assert answer.status_code == 303
    assert "Март 2020" in pages.words_on(office.get(answer.headers["Location"]))


def test_a_day_outside_the_year_is_asked_about(make, office):
    make.association()
    typed = {"theme": "Летняя встреча", "held_on": "2021-07-01"}
    asked = keep(office, "/meetings/new", **typed)
    assert asked.status_code == 422
    assert "не из 2019–2020 учебного года" in asked.text
    form = pages.form_on(asked, "/meetings/new")
    assert form["theme"] == "Летняя встреча"
    assert office.post("/meetings/new", data=form | {"is_outside": "y"}).status_code == 303


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"starts_at": "25:00"}, "Время пишется так"),
        ({"starts_at": "12:00", "ends_at": "10:00"}, "раньше начала"),
        ({"link": "javascript:alert(1)"}, "начинается с http"),
        ({"held_on": "завтра"}, "Такой даты нет"),
        ({"number": "сто"}, "Нужно целое число"),
    ],
)
def test_a_mistake_in_a_meeting_keeps_what_was_typed(make, office, typed, words):
    make.association()
    answer = keep(office, "/meetings/new", theme="Тема", place="Школа № 2", **typed)
    assert answer.status_code == 422
    assert words in answer.text
    assert pages.form_on(answer, "/meetings/new")["place"] == "Школа № 2"


def test_two_heads_change_a_meeting_and_both_texts_are_shown(make, office):
    meeting = make.meeting()
    url = f"/meetings/{meeting.id}/edit"
    mine = pages.form_on(office.get(url), url) | {"theme": "Моя тема"}
    keep(office, url, theme="Чужая тема")
    conflict = office.post(url, data=mine)
    assert conflict.status_code == 409
    assert "Чужая тема" in conflict.text
    assert pages.form_on(conflict, url)["theme"] == "Моя тема"
    assert office.post(url, data=pages.form_on(conflict, url)).status_code == 303
    assert make.again(meeting).theme == "Моя тема"


# Steps


def test_a_meeting_without_agenda_cannot_be_invited_to(make, office):
    meeting = make.meeting(questions=())
    answer = office.post(f"/meetings/{meeting.id}/steps/invite")
    assert answer.status_code == 409
    assert "нет вопросов" in answer.text
    assert make.again(meeting).state is MeetingState.PLANNED


def test_a_meeting_of_a_month_asks_for_its_day_first(make, office):
    meeting = make.meeting(held_on=None, month=(2019, 10))
    page = pages.of(office.get(f"/meetings/{meeting.id}"))
    (first,) = page.xpath("//div[@class='actions']//*[contains(@class, 'btn-primary')]")
    assert pages.text(first) == "Назначить день"
    assert first.get("href").startswith(f"/meetings/{meeting.id}/edit")


def test_an_invitation_reaches_everybody_and_is_answered(make, as_, office):
    meeting, member = make.meeting(held_on=date(2030, 10, 28)), make.librarian()
    office.post(f"/meetings/{meeting.id}/steps/invite")
    told = db.session.scalars(
        select(notices.Notice.text).filter_by(account_id=member.id)
    ).all()  # fmt: skip
    assert told == ["Приглашение: Заседание №\xa01, 28 октября 2030\xa0г."]
    client = as_(member)
    assert "Заседание № 1, 28 октября" in pages.waiting(client.get("/"))
    client.post(f"/meetings/{meeting.id}/answer", data={"answer": "remote"})
    client.post(f"/meetings/{meeting.id}/answer", data={"answer": "will"})
    page = pages.of(client.get(f"/meetings/{meeting.id}"))
    pressed = pages.all_texts(page, "//button[@aria-pressed='true']")
    assert pressed == ["Буду 1"]
    assert not any(one.startswith("Заседание") for one in pages.waiting(client.get("/")))


def test_an_answer_that_is_none_of_the_three_is_refused(make, as_):
    meeting = make.meeting()
    answer = as_(make.librarian()).post(f"/meetings/{meeting.id}/answer", data={"answer": "может"})
    assert answer.status_code == 409


def test_a_meeting_is_postponed_with_a_reason_and_its_calendar_moves(make, office):
    meeting = make.meeting()
    said = office.get(f"/meetings/{meeting.id}/calendar.ics").text
    url = f"/meetings/{meeting.id}/steps/postpone"
    refused = keep(office, url, held_on="2019-11-11")
    assert refused.status_code == 422
    assert "причину" in refused.text
    form = pages.form_on(refused, "/steps/postpone") | {"reason": "карантин"}
    assert form["held_on"] == "2019-11-11"
    office.post(url, data=form)
    moved = make.again(meeting)
    assert (moved.state, moved.held_on) == (MeetingState.POSTPONED, date(2019, 11, 11))
    page = office.get(f"/meetings/{meeting.id}").text
    assert "Перенесено" in page
    assert "карантин" in page
    calendar = office.get(f"/meetings/{meeting.id}/calendar.ics").text
    assert "DTSTART;VALUE=DATE:20191111" in calendar
    assert sequence(calendar) > sequence(said)
    assert "SUMMARY:Перенесено: Заседание" in calendar


def test_a_cancelled_meeting_comes_back(make, office):
    meeting = make.meeting()
    keep(office, f"/meetings/{meeting.id}/steps/cancel", reason="нет кворума")
    calendar = office.get(f"/meetings/{meeting.id}/calendar.ics").text
    assert "STATUS:CANCELLED" in calendar
    assert "SUMMARY:Отменено: Заседание" in calendar
    office.post(f"/meetings/{meeting.id}/steps/restore")
    assert make.again(meeting).state is MeetingState.PLANNED


def test_a_meeting_to_come_is_not_marked_as_held(make, office):
    meeting = make.meeting(held_on=None, month=(2019, 10))
    answer = keep(
        office, f"/meetings/{meeting.id}/steps/hold", held_on="2050-01-10", is_outside="y"
    )
    assert answer.status_code == 422
    assert "впереди" in answer.text
    keep(office, f"/meetings/{meeting.id}/steps/hold", held_on="2019-10-28")
    assert make.again(meeting).state is MeetingState.HELD


def test_a_closed_year_is_only_read(make, office):
    meeting = make.meeting()
    with saving():
        year = db.session.get_one(services.SchoolYear, meeting.year_id)
        year.is_closed = True
    page = office.get(f"/meetings/{meeting.id}")
    assert "/edit" not in page.text
    answer = office.post(f"/meetings/{meeting.id}/steps/invite")
    assert answer.status_code == 409
    assert "закрыт" in answer.text
