"""Topics on real agendas: what is not to be heard any more leaves them by itself."""

from datetime import date

import pytest
from sqlalchemy import func, select

from rmo_web.household.audit import AuditEntry
from rmo_web.kernel import years
from rmo_web.kernel.db import db, saving
from rmo_web.kernel.offered import backlog
from rmo_web.meetings import events
from rmo_web.meetings.models import AgendaMatter, Meeting, Speaker
from rmo_web.meetings.rules import Step
from rmo_web.members.models import Person
from rmo_web.self_education.hearing.wording import CONSENTS, TALKS
from rmo_web.self_education.report import services as reports
from rmo_web.self_education.rules import TopicState, TopicStep
from rmo_web.self_education.topic import services
from tests import pages
from tests.self_education.hands import (
    on,
    proposed,
    running,
    signed,
    step,
    told_to,
    with_product,
    written,
)

AUTUMN = date(2019, 10, 1)
OF_2019 = {"today": AUTUMN, "first": 2019, "last": 2019}


def put(make, cast, meeting, kind, *topics):
    with saving():
        ids = [one.id for one in topics]
        backlog.put(meeting.id, kind, ids, by=make.actor(cast.head), at=make.at)


def standing(kind=TALKS):
    db.session.rollback()
    asked = select(AgendaMatter.meeting_id, AgendaMatter.record_id).filter_by(kind=kind.name)
    return set(db.session.execute(asked).all())


def speakers():
    db.session.rollback()
    return db.session.scalars(select(Speaker.talk)).all()


def deed(make, topic, account, name, *told):
    with saving():
        getattr(services, name)(make.again(topic), *told, **on(make, account, AUTUMN))


@pytest.fixture
def talk(make, cast):
    """A topic in work, on the agenda of a meeting that is still to be held."""
    meeting = make.meeting(questions=())
    topic = running(make, cast.author, by=cast.head, **OF_2019)
    topic = step(make, topic, TopicStep.WISH, cast.author, AUTUMN)
    put(make, cast, meeting, TALKS, topic)
    assert standing() == {(meeting.id, topic.id)}
    return meeting, topic


@pytest.fixture
def proposal(make, cast):
    """A proposed topic, to be agreed to at a meeting that is still to be held."""
    meeting = make.meeting(questions=())
    topic = proposed(make, cast.stranger, "Блог", **OF_2019)
    put(make, cast, meeting, CONSENTS, topic)
    return meeting, topic


def withdraw(make, cast, topic):
    deed(make, topic, cast.author, "withdraw", "Сменила место работы.")


def change(make, cast, topic):
    deed(make, topic, cast.author, "change", "Квест в лесу")


def decline(make, cast, topic):
    step(make, topic, TopicStep.UNWISH, cast.author, AUTUMN)


def end(make, cast, topic):
    report(make, cast, topic)
    with_product(make, topic, cast.author)
    step(make, topic, TopicStep.FINISH, cast.head, AUTUMN)


def report(make, cast, topic):
    written(make, topic, cast.author, today=AUTUMN)
    with saving():
        reports.submit(make.again(topic), 2019, **on(make, cast.author, AUTUMN))


def go_on(make, cast, topic):
    step(make, topic, TopicStep.ADVANCE, cast.author, AUTUMN)


@pytest.mark.parametrize(
    ("deed_of", "who"),
    [(withdraw, "author"), (change, "author"), (decline, "author"), (end, "head")],
)
def test_a_talk_that_is_not_to_be_held_leaves_the_agenda_and_is_told_to_the_others(
    make, cast, talk, deed_of, who
):  # fmt: skip
    meeting, topic = talk
    deed_of(make, cast, topic)
    assert (standing(), speakers()) == (set(), [])
    said = f"Снято с повестки (Заседание №\xa0{meeting.number}): Чайкина\xa0Ю.Р., «Семейное чтение»"
    for account in (cast.author, cast.head, cast.methodist):
        assert told_to(account).count(said) == (account is not getattr(cast, who))


@pytest.mark.parametrize("deed_of_hers", [report, go_on])
def test_a_talk_that_is_still_to_be_held_stays_on_the_agenda(make, cast, talk, deed_of_hers):
    meeting, topic = talk
    deed_of_hers(make, cast, topic)
    assert standing() == {(meeting.id, topic.id)}
    assert not any("Снято с повестки" in one for one in told_to(cast.head))


@pytest.mark.parametrize(
    ("leader", "name", "told"),
    [(True, "send_back", ["Уточните."]), (False, "withdraw", ["Не буду."]), (True, "", [])],
)
def test_what_waits_for_no_consent_any_more_leaves_the_agenda(
    make, cast, proposal, leader, name, told
):  # fmt: skip
    _, topic = proposal
    account = cast.head if leader else cast.stranger
    if name:
        deed(make, topic, account, name, *told)
    else:
        step(make, topic, TopicStep.AGREE, account, AUTUMN)
    assert standing(CONSENTS) == set()


def test_other_years_alone_do_not_change_an_agenda(make, cast, proposal):
    _, topic = proposal
    changed = select(func.count()).where(AuditEntry.words == events.AgendaChanged.words)
    before = db.session.scalar(changed)
    deed(make, topic, cast.stranger, "correct", "Блог", 2019, 2020)
    assert db.session.scalar(changed) == before != 0


def test_a_corrected_topic_stands_on_the_agenda_as_it_is_called(make, cast, proposal):
    meeting, topic = proposal
    deed(make, topic, cast.stranger, "correct", "Квест", 2019, 2019)
    assert standing(CONSENTS) == {(meeting.id, topic.id)}
    assert db.session.scalars(select(AgendaMatter.words)).all() == ["Квест"]


def test_what_a_meeting_was_held_with_stays_on_its_agenda(make, cast, talk, proposal):
    for meeting, topic in (talk, proposal):
        make.go_on(meeting, Step.HOLD)
        withdraw(make, cast, topic)
        assert (meeting.id, topic.id) in standing(TALKS) | standing(CONSENTS)


def test_what_one_meeting_has_heard_leaves_the_others_of_its_year(make, cast, talk):
    _, topic = talk
    with saving():
        make.again(topic).last_year = 2020
        next_year = years.opened(2020).id
    other = make.meeting(questions=(), held_on=date(2020, 9, 10))
    with saving():
        db.session.get_one(Meeting, other.id).year_id = next_year
    with saving():  # stands on both, as after a correction of minutes that had not confirmed it
        one = db.session.scalars(select(AgendaMatter)).one()
        told = {name: getattr(one, name) for name in ("question_id", "person_id", "kind", "words",
                                                      "record_id", "hearing")}  # fmt: skip
        db.session.add(AgendaMatter(meeting_id=other.id, **told))
    signed(make, cast.head, talks=[topic], meeting_id=99, held_on=date(2019, 10, 20))
    assert standing() == {(other.id, topic.id)}


def boxes(client, meeting):
    """What can be ticked in the minutes: its words with the doubt, and whether it is."""
    page = pages.of(client.get(f"/meetings/{meeting.id}/minutes"))
    found = page.xpath("//input[@name='confirmed']")
    return [(pages.text(one.getparent()), "checked" in one.attrib) for one in found]


def leave(make, cast, topic):
    with saving():
        person = db.session.get_one(Person, topic.person_id)
        person.joined_on, person.left_on = date(2018, 9, 1), AUTUMN


def hear_elsewhere(make, cast, topic):
    signed(make, cast.head, talks=[topic], meeting_id=99, held_on=date(2019, 10, 20))


@pytest.mark.parametrize(
    ("meanwhile", "why"),
    [(withdraw, "тема больше не ждёт выступления"), (change, "тему с тех пор сменили"),
     (end, "тема больше не ждёт выступления"), (leave, "автор вышел из состава"),
     (hear_elsewhere, "тема уже заслушана: 20.10.2019, протокол № 2 от 23.11.2026"),
     (go_on, "")],
)  # fmt: skip
def test_minutes_tick_only_talks_that_are_still_to_be_held(
    make, cast, as_, talk, meanwhile, why
):  # fmt: skip
    meeting, topic = talk
    make.go_on(meeting, Step.HOLD)
    meanwhile(make, cast, topic)
    make.minutes(meeting)
    words = f"Чайкина Ю.Р. — Семейное чтение {why}".rstrip()
    assert boxes(as_(cast.head), meeting) == [(words, not why)]


def agree(make, cast, topic):
    step(make, topic, TopicStep.AGREE, cast.head, AUTUMN)


def correct(make, cast, topic):
    deed(make, topic, cast.stranger, "correct", "Квест", 2019, 2019)


@pytest.mark.parametrize(
    ("meanwhile", "why"),
    [(agree, "тема больше не ждёт согласования"), (correct, "тему с тех пор сменили"),
     (leave, "автор вышел из состава"), (lambda *_: None, "")],
)  # fmt: skip
def test_minutes_tick_only_consents_that_are_still_waited_for(
    make, cast, as_, proposal, meanwhile, why
):  # fmt: skip
    meeting, topic = proposal
    make.go_on(meeting, Step.HOLD)
    meanwhile(make, cast, topic)
    make.minutes(meeting)
    words = f"Скворцова О.И. — Блог {why}".rstrip()
    assert boxes(as_(cast.head), meeting) == [(words, not why)]


def test_a_correction_does_not_doubt_what_its_own_meeting_has_heard(make, cast, as_, talk):
    meeting, topic = talk
    put(make, cast, meeting, CONSENTS, blog := proposed(make, cast.stranger, "Блог", **OF_2019))
    record, client = make.minutes(meeting), as_(cast.head)
    make.present(meeting, make.person())
    url = f"/meetings/{meeting.id}/minutes"
    assert (
        client.post(f"{url}/sign", data=pages.form_on(client.get(url), "/sign")).status_code == 303
    )
    states = [make.again(one).state for one in (topic, blog)]
    assert states == [TopicState.REPORTED, TopicState.AGREED]
    client.post(f"{url}/correct", data=pages.form_on(client.get(f"{url}/correct"), "/correct")
                | {"reason": "опечатка"})  # fmt: skip
    assert boxes(client, meeting) == [
        ("Чайкина Ю.Р. — Семейное чтение", True), ("Скворцова О.И. — Блог", True),
    ]  # fmt: skip
    assert make.again(record).signed_at


def is_cancelled(make, meeting):
    make.go_on(meeting, Step.CANCEL, reason="Мороз.", today=AUTUMN)


def denies(make, meeting):
    record = make.minutes(meeting)
    make.present(meeting, make.person())
    make.decide(make.items(record)[0], confirmed=frozenset())
    make.sign(record)


@pytest.mark.parametrize("settle", [is_cancelled, denies])
def test_whoever_was_not_heard_by_a_meeting_that_is_settled_has_no_place(
    make, cast, talk, as_, on_day, settle
):
    meeting, topic = talk
    on_day(date(2019, 11, 20))
    settle(make, meeting)
    make.meeting(held_on=date(2019, 12, 20), questions=("О плане работы",))
    head = as_(cast.head)
    page = head.get("/self-education/reporting")
    boxes = pages.of(page).xpath("//input[@name='topic_ids']/@value")
    assert boxes == [str(topic.id)]
    assert "1 доклад" not in pages.words_on(page).replace("\xa0", " ")
    said = pages.words_on(head.get("/meetings/proposals")).replace("\xa0", " ")
    assert "Готовы отчитаться: 1" in said
