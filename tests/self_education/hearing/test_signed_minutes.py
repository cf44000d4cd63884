"""What signed minutes make of topics, and what their correction takes back."""

from datetime import date, timedelta
from types import SimpleNamespace

import pytest

from rmo_web.kernel import years
from rmo_web.kernel.db import db, saving
from rmo_web.kernel.offered import backlog
from rmo_web.members.models import Person
from rmo_web.self_education.models import is_proved_now
from rmo_web.self_education.rules import TopicState, TopicStep
from rmo_web.self_education.topic import services
from rmo_web.self_education.topic.services import change, correct
from tests import pages
from tests.makers import TODAY
from tests.self_education.hands import (
    PRESENT,
    TITLE,
    agreed,
    consents_to,
    finished,
    heard_at,
    on,
    press,
    proposed,
    report_of,
    reported,
    running,
    signed,
    step,
    told_to,
    with_product,
    written,
)

pytestmark = pytest.mark.usefixtures("this_year")


@pytest.fixture
def offered(app):
    """The ids that meetings of this year are offered of a kind."""

    def ids(kind, year=PRESENT):
        with app.test_request_context():
            of_year = years.Year(1, year, is_closed=False)
            found = {one.name: told for one, told in backlog.matters(of_year, TODAY)}
            told = [one.id for one in found[kind]]
            db.session.rollback()
        return told

    return ids


TALKS, CONSENTS = "self_education.report", "self_education.topic"


def words(client, topic):
    return pages.words_on(client.get(f"/self-education/{topic.id}")).replace("\xa0", " ")


def test_topics_in_work_are_offered_to_meetings_until_one_has_heard_them(make, cast, offered):
    wishes = running(make, cast.stranger, "Буктрейлер", by=cast.head)
    work = running(make, cast.author, by=cast.head)
    ended = finished(make, cast.methodist, title="Квест", by=cast.head)
    proposed(make, cast.head, "Инфографика")
    wishes = step(make, wishes, TopicStep.WISH, cast.stranger)
    assert offered(TALKS) == [wishes.id, work.id]
    signed(make, cast.head, talks=[work, ended])
    assert offered(TALKS) == [wishes.id]


def test_a_topic_whose_years_are_over_is_still_to_be_heard(make, cast, offered):
    late = running(make, cast.author, by=cast.head, first=PRESENT - 1, last=PRESENT - 1)
    ahead = running(make, cast.stranger, "Квест", by=cast.head, first=PRESENT + 1, last=PRESENT + 1)
    assert offered(TALKS) == [late.id]
    assert offered(TALKS, PRESENT + 1) == [ahead.id, late.id]
    signed(make, cast.head, talks=[late])
    assert heard_at(late, PRESENT - 1) == [7]
    assert make.again(late).state is TopicState.REPORTED
    assert offered(TALKS, PRESENT + 1) == [ahead.id]


def test_who_has_left_is_offered_to_nobody_and_minutes_are_signed_all_the_same(
    make, cast, offered
):  # fmt: skip
    topic, other = running(make, cast.author, by=cast.head), proposed(make, cast.stranger, "Квест")
    with saving():
        for account in (cast.author, cast.stranger):
            person = db.session.get_one(Person, account.person_id)
            person.joined_on, person.left_on = date(2019, 9, 1), date(2026, 11, 1)
    assert offered(TALKS) == offered(CONSENTS) == []
    signed(make, cast.head, talks=[topic], consents=[other])
    assert make.again(topic).state is TopicState.REPORTED


def test_a_talk_in_the_last_year_is_the_report(make, cast, as_):
    topic = running(make, cast.author, by=cast.head)
    step(make, topic, TopicStep.WISH, cast.author)
    signed(make, cast.head, talks=[topic])
    topic = make.again(topic)
    assert (topic.state, topic.wishes_to_speak) == (TopicState.REPORTED, False)
    said = words(as_(cast.author), topic)
    assert "Заслушан: протокол № 2 от 23.11.2026" in said
    assert any("Отчёт по вашей теме представлен" in one for one in told_to(cast.author))


def test_who_was_heard_this_year_is_not_asked_to_offer_a_talk_again(make, cast, as_):
    topic = running(make, cast.author, by=cast.head, last=PRESENT + 1)
    assert "Предложить выступление" in words(as_(cast.author), topic)
    signed(make, cast.head, talks=[topic])
    assert "Предложить выступление" not in words(as_(cast.author), topic)
    answer = press(as_(cast.author), make.again(topic), TopicStep.WISH)
    assert answer.status_code == 409
    assert "уже заслушан" in answer.text


def test_a_talk_in_a_year_before_the_last_leaves_the_topic_in_work(make, cast):
    topic = running(make, cast.author, by=cast.head, last=PRESENT + 1)
    signed(make, cast.head, talks=[topic])
    assert make.again(topic).state is TopicState.RUNNING
    assert heard_at(topic, PRESENT) == [7]
    assert any("заслушан, протокол № 2" in one for one in told_to(cast.author))


def test_minutes_told_again_change_nothing_twice(make, cast):
    topic = running(make, cast.author, by=cast.head)
    signed(make, cast.head, talks=[topic])
    told = told_to(cast.author)
    signed(make, cast.head, talks=[topic], words="протокол № 2 от 23.11.2026, исправлен")
    (heard,) = report_of(topic).hearings
    assert heard.words.endswith("исправлен")
    assert told_to(cast.author) == told


def test_a_topic_that_reported_by_a_talk_alone_is_in_work_again_without_it(make, cast):
    topic = running(make, cast.author, by=cast.head)
    signed(make, cast.head, talks=[topic])
    signed(make, cast.head)
    assert make.again(topic).state is TopicState.RUNNING
    assert report_of(topic) is None
    for account in (cast.author, cast.head, cast.methodist):
        assert any("снова в работе" in one for one in told_to(account))


def test_with_a_written_report_it_has_reported_all_the_same(make, cast):
    topic = reported(make, cast.author, by=cast.head)
    signed(make, cast.head, talks=[topic])
    signed(make, cast.head)
    assert make.again(topic).state is TopicState.REPORTED
    assert report_of(topic).is_submitted
    assert any("выступления в нём нет" in one for one in told_to(cast.author))


def test_a_draft_is_not_lost_with_the_talk(make, cast):
    topic = written(make, running(make, cast.author, by=cast.head), cast.author)
    signed(make, cast.head, talks=[topic])
    signed(make, cast.head)
    assert report_of(topic).done
    assert make.again(topic).state is TopicState.RUNNING


def test_an_ended_topic_is_not_confirmed_without_its_talk_and_is_with_it(make, cast):
    topic = running(make, cast.author, by=cast.head)
    signed(make, cast.head, talks=[topic])
    topic = step(make, topic, TopicStep.FINISH, cast.head)
    signed(make, cast.head)
    assert make.again(topic).state is TopicState.UNCONFIRMED
    assert any("не подтверждён" in one for one in told_to(cast.head))
    signed(make, cast.head, talks=[topic])
    assert make.again(topic).state is TopicState.FINISHED


def test_a_talk_lost_where_there_is_a_product_leaves_the_topic_ended(make, cast):
    topic = finished(make, cast.author, by=cast.head)
    signed(make, cast.head, talks=[topic])
    signed(make, cast.head)
    assert make.again(topic).state is TopicState.FINISHED


def test_minutes_of_another_meeting_take_nothing_back(make, cast):
    topic = running(make, cast.author, by=cast.head)
    signed(make, cast.head, talks=[topic])
    signed(make, cast.head, meeting_id=8)
    signed(make, cast.head, talks=[topic], meeting_id=8)
    signed(make, cast.head, meeting_id=8)
    assert heard_at(topic) == [7]


def test_of_two_meetings_that_heard_a_talk_each_alone_keeps_it(make, cast, as_):
    topic = running(make, cast.author, by=cast.head)
    second = {"meeting_id": 8, "words": "протокол № 3 от 24.11.2026",
              "held_on": TODAY + timedelta(days=1)}  # fmt: skip
    signed(make, cast.head, talks=[topic], **second)
    signed(make, cast.head, talks=[topic])
    assert heard_at(topic) == [7, 8]
    said = "Заслушан: протокол № 2 от 23.11.2026; протокол № 3 от 24.11.2026"
    assert said in words(as_(cast.author), topic)
    topic = step(make, topic, TopicStep.FINISH, cast.head)
    signed(make, cast.head)
    assert make.again(topic).state is TopicState.FINISHED
    assert heard_at(topic) == [8]
    assert "оно есть в другом (протокол № 3 от 24.11.2026)" in told_to(cast.head)[-1]
    signed(make, cast.head, **second)
    assert make.again(topic).state is TopicState.UNCONFIRMED
    signed(make, cast.head, talks=[topic])
    assert make.again(topic).state is TopicState.FINISHED


def test_the_table_and_the_extract_name_the_first_meeting_that_heard_a_report(make, cast, as_):
    topic = reported(make, cast.author, by=cast.head)
    later = date(PRESENT + 1, 2, 15)
    signed(make, cast.head, talks=[topic], meeting_id=8, words="протокол № 3", held_on=later)
    signed(make, cast.head, talks=[topic])
    table = pages.words_on(as_(cast.head).get("/self-education/")).replace("\xa0", " ")
    assert "протокол № 2 от 23.11.2026; письменно, 23.11.2026" in table
    assert "протокол № 3" not in table


def test_two_meetings_that_agree_to_a_topic_each_alone_keep_it_agreed(make, cast, as_):
    topic = proposed(make, cast.author)
    second = {"meeting_id": 8, "words": "протокол № 3 от 24.11.2026",
              "held_on": TODAY + timedelta(days=1)}  # fmt: skip
    signed(make, cast.head, consents=[topic], **second)
    signed(make, cast.head, consents=[topic])
    assert (consents_to(topic), make.again(topic).agreed_on) == ([7, 8], TODAY)
    assert "согласована: протокол № 2 от 23.11.2026" in words(as_(cast.author), topic)
    signed(make, cast.head)
    topic = make.again(topic)
    assert (topic.state, topic.agreed_on) == (TopicState.AGREED, TODAY + timedelta(days=1))
    assert "согласована: протокол № 3 от 24.11.2026" in words(as_(cast.author), topic)
    signed(make, cast.head, **second)
    assert (make.again(topic).state, consents_to(topic)) == (TopicState.PROPOSED, [])


def changed(make, cast, topic, title="Квест в лесу"):
    """The topic is another one, and in work again."""
    with saving():
        change(make.again(topic), title, **on(make, cast.author))
    step(make, topic, TopicStep.AGREE, cast.head)
    return step(make, topic, TopicStep.BEGIN, cast.author)


def test_a_talk_on_a_former_title_is_no_report_of_the_new_topic_and_is_told(make, cast, offered):
    topic = running(make, cast.author, by=cast.head)
    named = SimpleNamespace(id=topic.id, title=TITLE)
    topic = changed(make, cast, topic)
    tomorrow = TODAY + timedelta(days=1)
    for _ in range(2):  # signed, and corrected for another reason
        signed(make, cast.head, talks=[named], held_on=tomorrow)
        assert (make.again(topic).state, report_of(topic)) == (TopicState.RUNNING, None)
    said = "По прежней теме «Семейное чтение» отчёт заслушан, отчётом по теме «{}» он не стал"
    said = said.format(topic.title)
    for account in (cast.author, cast.head, cast.methodist):
        assert [one for one in told_to(account) if "По прежней теме" in one] == [
            f"{said}: Чайкина\xa0Ю.Р., протокол № 2 от 23.11.2026"
        ]
    assert offered(TALKS) == [topic.id]
    changed(make, cast, topic, TITLE)
    signed(make, cast.head, talks=[named])
    assert make.again(topic).state is TopicState.REPORTED


def test_a_talk_before_the_topic_was_changed_reports_of_its_year_and_proves_nothing_of_the_new_one(
    make, cast, as_, offered
):
    topic = running(make, cast.author, by=cast.head, last=PRESENT + 1)
    named = SimpleNamespace(id=topic.id, title=TITLE)
    signed(make, cast.head, talks=[named])
    topic = changed(make, cast, topic)
    signed(make, cast.head, talks=[named])  # corrected for another reason
    assert heard_at(topic, PRESENT) == [7]
    assert not any("По прежней теме" in one for one in told_to(cast.head))
    page = words(as_(cast.author), topic)
    assert "Заслушан: протокол № 2 от 23.11.2026, по теме «Семейное чтение»" in page
    assert "Предложить выступление" in page
    assert offered(TALKS) == [topic.id]
    topic = step(make, topic, TopicStep.WISH, cast.author)
    assert not is_proved_now(topic)
    signed(make, cast.head)
    assert any("выступления в нём нет: Чайкина\xa0Ю.Р., «Семейное чтение»" in one
               for one in told_to(cast.head))  # fmt: skip
    assert make.again(topic).state is TopicState.RUNNING


@pytest.mark.parametrize("last_year", [PRESENT, PRESENT + 1])
def test_a_talk_held_before_the_topic_was_changed_reports_of_what_it_was_whenever_it_is_signed(
    make, cast, as_, offered, last_year
):
    topic = running(make, cast.author, by=cast.head, last=last_year)
    named = SimpleNamespace(id=topic.id, title=TITLE.upper())
    topic = changed(make, cast, topic)
    for _ in range(2):  # signed, and corrected for another reason
        signed(make, cast.head, talks=[named])
        assert [one.title for one in report_of(topic, PRESENT).hearings] == [TITLE]
    assert make.again(topic).state is TopicState.RUNNING
    assert "Заслушан: протокол № 2 от 23.11.2026, по теме «Семейное чтение»" in words(
        as_(cast.author), topic
    )
    (said,) = [one for one in told_to(cast.author) if "заслушан" in one]
    assert said.replace("\xa0", " ") == (
        "Отчёт по вашей теме заслушан, протокол № 2 от 23.11.2026: «Семейное чтение»"
    )
    assert offered(TALKS) == [topic.id]
    signed(make, cast.head)
    assert report_of(topic) is None
    assert any("выступления в нём нет: Чайкина\xa0Ю.Р., «Семейное чтение»" in one
               for one in told_to(cast.head))  # fmt: skip


def test_a_consent_to_a_former_title_is_told_while_nobody_has_agreed_to_the_new_one(make, cast):
    topic = proposed(make, cast.author)
    named = SimpleNamespace(id=topic.id, title=TITLE)
    with saving():
        correct(make.again(topic), "Квест", PRESENT, PRESENT, **on(make, cast.author))
    signed(make, cast.head, consents=[named])
    said = "Заседание согласовало прежнюю тему «Семейное чтение», а тему «Квест» ещё нет"
    assert make.again(topic).state is TopicState.PROPOSED
    assert any(said in one for one in told_to(cast.head))
    with saving():
        correct(make.again(topic), "семейное чтение", PRESENT, PRESENT, **on(make, cast.author))
    signed(make, cast.head, consents=[named])
    assert make.again(topic).state is TopicState.AGREED


def test_a_meeting_agrees_to_topics(make, cast, as_, offered):
    first, second = proposed(make, cast.author), proposed(make, cast.head, "Квест")
    assert offered(CONSENTS) == [second.id, first.id]
    signed(make, cast.methodist, consents=[first, second])
    assert {make.again(one).state for one in (first, second)} == {TopicState.AGREED}
    page = as_(cast.author).get(f"/self-education/{first.id}")
    assert "согласована: протокол № 2 от 23.11.2026" in pages.words_on(page).replace("\xa0", " ")
    assert pages.of(page).xpath("//a[@href='/meetings/7/minutes']")
    assert any("согласована" in one for one in told_to(cast.author))
    assert offered(CONSENTS) == []


def test_a_meeting_agrees_to_the_title_that_its_minutes_name(make, cast):
    topic = proposed(make, cast.author)
    named = SimpleNamespace(id=topic.id, title=TITLE)
    signed(make, cast.head, consents=[named])
    with saving():
        change(make.again(topic), "Квест в лесу", **on(make, cast.author))
    signed(make, cast.head, consents=[named])  # corrected for another reason
    assert make.again(topic).state is TopicState.PROPOSED


def test_a_consent_taken_back_leaves_the_topic_proposed(make, cast):
    topic = proposed(make, cast.author)
    signed(make, cast.head, consents=[topic])
    signed(make, cast.head)
    topic = make.again(topic)
    assert (topic.state, topic.agreed_on, consents_to(topic)) == (TopicState.PROPOSED, None, [])
    for account in (cast.author, cast.head, cast.methodist):
        assert any("согласия на тему в нём нет" in one for one in told_to(account))


def test_a_topic_in_work_stays_so_without_its_consent_and_says_so(make, cast, as_):
    topic = proposed(make, cast.author)
    signed(make, cast.head, consents=[topic])
    step(make, topic, TopicStep.BEGIN, cast.author)
    signed(make, cast.head)
    assert make.again(topic).state is TopicState.RUNNING
    assert "согласование протоколом не подтверждено" in words(as_(cast.author), topic)
    assert any("согласия с темой в нём больше нет" in one for one in told_to(cast.head))
    signed(make, cast.head, consents=[topic])
    assert "согласована: протокол № 2" in words(as_(cast.author), topic)


def test_what_a_leader_has_agreed_to_is_not_the_meetings_to_take_back(make, cast):
    topic = agreed(make, cast.author, by=cast.head)
    signed(make, cast.head, consents=[topic])
    signed(make, cast.head)
    topic = make.again(topic)
    assert (topic.state, topic.agreed_by_id) == (TopicState.AGREED, cast.head.person_id)


def test_a_product_is_no_talk(make, cast, offered):
    topic = with_product(make, running(make, cast.author, by=cast.head), cast.author)
    assert offered(TALKS) == [topic.id]


def send_back(make, cast, topic):
    with saving():
        services.send_back(make.again(topic), "Уточните.", **on(make, cast.head))


def withdraw(make, cast, topic):
    with saving():
        services.withdraw(make.again(topic), "Сменила место работы.", **on(make, cast.author))


def test_a_talk_on_a_topic_that_was_withdrawn_is_told_to_be_no_report(make, cast):
    topic = running(make, cast.author, by=cast.head)
    withdraw(make, cast, topic)
    for _ in range(2):  # a correction says nothing new
        signed(make, cast.head, talks=[topic])
    assert (make.again(topic).state, report_of(topic)) == (TopicState.WITHDRAWN, None)
    for account in (cast.author, cast.head, cast.methodist):
        told = told_to(account)
        assert sum("отчётом за год он не стал" in one for one in told) == 1
        assert not any("Отчёт по вашей теме заслушан" in one for one in told)


def test_a_talk_that_was_heard_before_the_topic_was_withdrawn_stays_heard(make, cast):
    topic = running(make, cast.author, by=cast.head)
    signed(make, cast.head, talks=[topic])
    withdraw(make, cast, topic)
    signed(make, cast.head, talks=[topic], words="протокол № 3 от 23.11.2026")
    assert heard_at(topic) == [7]
    assert not any("не стал" in one for one in told_to(cast.head))


@pytest.mark.parametrize("end", [send_back, withdraw])
def test_a_consent_to_a_topic_that_does_not_wait_for_it_is_told(make, cast, end):
    topic = proposed(make, cast.author)
    end(make, cast, topic)
    before = make.again(topic).state
    for _ in range(2):
        signed(make, cast.head, consents=[topic])
    assert (make.again(topic).state, consents_to(topic)) == (before, [])
    for account in (cast.author, cast.head, cast.methodist):
        assert sum("которая согласия не ждёт" in one for one in told_to(account)) == 1
