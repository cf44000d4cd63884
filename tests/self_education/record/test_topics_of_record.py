"""Her topics in her record: the one she works on, where she may choose one, what is agreed."""

from datetime import date

import pytest
from flask import current_app
from sqlalchemy import select

from rmo_web.kernel.db import db, saving
from rmo_web.kernel.offered.record import RecordAsked
from rmo_web.members.models import Person
from rmo_web.self_education.models import TopicReport
from rmo_web.self_education.record import offers, queries
from rmo_web.self_education.rules import TopicState, TopicStep
from tests.makers import TODAY
from tests.self_education.hands import agreed, proposed, reported, running, signed, step
from tests.self_education.log.hands import written

PERIOD = date(2024, 8, 1), TODAY


def lines(account, since=PERIOD[0], until=PERIOD[1], offer=offers.topics):
    with current_app.test_request_context():
        found = list(offer(account.person_id, since, until))
    db.session.rollback()
    return [(one.when, one.words.replace("\xa0", " "), one.source) for one in found]


def panel(make, account, viewer=None, since=PERIOD[0], until=PERIOD[1]):
    actor = make.actor(viewer or account)
    db.session.rollback()
    with current_app.test_request_context():
        found = queries.panel(RecordAsked(account.person_id, since, until, actor, TODAY))
    db.session.rollback()
    return found


def test_the_topic_she_works_on_stands_with_its_stages(make, cast):
    topic = running(make, cast.author, by=cast.head)
    step(make, topic, TopicStep.ADVANCE, cast.author)
    found = panel(make, cast.author)
    assert (found.topic.title, found.topic.years) == ("Семейное чтение", "2026–2027 годы")
    assert found.topic.progress[:2] == (1, 5)
    assert [one.stands[0] for one in found.stages] == [
        "пройден 23.11.2026", "идёт", "впереди", "впереди", "впереди",
    ]  # fmt: skip


def test_the_log_of_this_topic_stands_below_it(make, cast):
    topic = running(make, cast.author, by=cast.head)
    assert panel(make, cast.author).log.panel.sums == "Записей пока нет."
    for number in range(1, 8):
        written(make, topic, cast.author, f"Запись {number}", kind="made", minutes=90)
    found = panel(make, cast.author)
    shown = found.log.panel
    assert shown.sums.replace("\xa0", " ") == "7 записей, 10 ч 30 мин"
    assert [one.text for one in shown.rows] == [f"Запись {n}" for n in (7, 6, 5, 4, 3)]
    assert (shown.rows[0].kind, shown.rows[0].time) == ("разработка", "1\xa0ч 30\xa0мин")
    assert len(found.log.around.ribbon.strokes) == 1  # a stroke a day
    assert found.write_url == f"/self-education/{topic.id}/log/new"


def test_who_has_left_is_not_asked_to_write(make, cast):
    running(make, cast.author, by=cast.head)
    with saving():
        db.session.get_one(Person, cast.author.person_id).left_on = TODAY
    assert panel(make, cast.author, cast.head).write_url == ""


def test_a_written_report_is_a_line_of_its_own_and_a_talk_is_none(make, cast):
    topic = reported(make, cast.author, by=cast.head)
    said = "Отчёт по теме «Семейное чтение» за 2026–2027 учебный год"
    assert lines(cast.author, offer=offers.reports) == [
        ("23.11.2026", said, "письменно, 23.11.2026")
    ]
    assert lines(cast.author, PERIOD[0], date(2026, 11, 22), offers.reports) == []
    with saving():
        db.session.scalars(select(TopicReport)).one().submitted_on = None
    signed(make, cast.head, talks=[topic])
    assert lines(cast.author, offer=offers.reports) == []


def test_of_a_topic_that_is_not_begun_no_stage_goes_on(make, cast):
    agreed(make, cast.author, by=cast.head)
    assert {one.stands[0] for one in panel(make, cast.author).stages} == {"впереди"}


@pytest.mark.parametrize(
    ("viewer", "begin"),
    [("author", ("/self-education/new", "Выбрать")),
     ("head", ("/self-education/new?person={}", "Внести тему"))],
)  # fmt: skip
def test_whoever_has_no_topic_is_offered_one(make, cast, viewer, begin):
    found = panel(make, cast.author, getattr(cast, viewer))
    assert (found.topic, found.lacks) == (None, "Тема на год не выбрана")
    assert found.begin == (begin[0].format(cast.author.person_id), begin[1])


@pytest.mark.parametrize("told", [{"is_guest": True}, {"left_on": TODAY}])
def test_nothing_is_offered_to_who_cannot_have_a_topic(make, cast, told):
    person = db.session.get_one(Person, cast.author.person_id)
    with saving():
        for name, value in told.items():
            setattr(person, name, value)
    found = panel(make, cast.author, cast.head)
    assert (found.begin, found.lacks) == (("", ""), "Темы в работе нет")


def test_what_is_over_stands_below(make, cast):
    topic = running(make, cast.author, by=cast.head)
    with saving():
        make.again(topic).state = TopicState.FINISHED
    found = panel(make, cast.author)
    assert (found.topic, found.begin) == (None, ("", ""))
    assert [(one.title, one.state[0]) for one in found.others] == [("Семейное чтение", "Завершена")]
    assert panel(make, cast.author, since=date(2020, 8, 1), until=date(2021, 7, 31)).others == ()


def test_the_extract_has_what_was_agreed_and_by_whom(make, cast):
    topic = running(make, cast.author, by=cast.head)
    said = "«Семейное чтение»: в работе, этап 1 из 5, диагностический"
    by_head = "согласована 23.11.2026, Иволгина\xa0М.П."
    assert lines(cast.author) == [("2026–2027 годы", said, by_head)]
    with saving():
        make.again(topic).state = TopicState.FINISHED
    assert lines(cast.author)[0][1] == "«Семейное чтение»: завершена"


def test_what_nobody_agreed_to_is_not_in_the_extract(make, cast):
    topic = proposed(make, cast.author)
    assert lines(cast.author) == []
    step(make, topic, TopicStep.AGREE, cast.head)
    assert len(lines(cast.author)) == 1
    with saving():
        make.again(topic).state = TopicState.WITHDRAWN
    assert lines(cast.author) == []


def test_her_own_word_is_not_said_to_be_anothers(make, cast):
    topic = agreed(make, cast.author, by=cast.head)
    with saving():
        make.again(topic).agreed_by_id = topic.person_id
    assert lines(cast.author)[0][2] == "внесена 23.11.2026 без согласования другими"
    with saving():
        make.again(topic).agreed_by_id = None
    assert lines(cast.author)[0][2] == "согласование протоколом не подтверждено"
    signed(make, cast.head, consents=[topic], words="протокол № 1 от 23.11.2026")
    assert lines(cast.author)[0][2] == "согласована: протокол № 1 от 23.11.2026"


def test_a_topic_counts_in_its_school_years_from_the_day_it_was_agreed(make, cast):
    agreed(make, cast.author, by=cast.head)
    assert lines(cast.author, until=date(2026, 11, 22)) == []
    assert lines(cast.author, date(2026, 11, 24), date(2027, 7, 31)) != []
    assert lines(cast.author, date(2027, 8, 1), date(2028, 7, 31)) == []
