"""What others show of topics: the plan's fact, what waits, the journal, the year's end, my data."""

from datetime import date

import pytest

from rmo_web.kernel import clock, years
from rmo_web.kernel.db import db, saving
from rmo_web.members.models import Person
from rmo_web.self_education.offers import (
    missing_reports,
    my_products,
    my_reports,
    my_stages,
    my_topics,
    running_topics,
)
from rmo_web.self_education.rules import TopicState, TopicStep
from rmo_web.self_education.topic.services import change
from tests import pages
from tests.makers import TODAY
from tests.self_education.hands import (
    PRESENT,
    TEXT,
    TITLE,
    on,
    proposed,
    reported,
    running,
    signed,
    step,
    with_product,
)

ROW = "Самообразовательная деятельность"
IN_2019 = date(2019, 11, 5)


def fact(client):
    """The words beside the row of the plan, and the addresses that stand there."""
    page = pages.of(client.get("/plan/?year=2019"))
    (cell,) = page.xpath(f"//td[contains(., '{ROW}')]")
    said = " ".join(cell.text_content().split()).replace("\xa0", " ")
    return said, cell.xpath(".//a/@href")


def topics_at(client, url):
    """The titles that the table has at this address."""
    return pages.all_texts(pages.of(client.get(url)), "//main//tbody//td[@data-label='Тема']/a")


def test_the_plan_counts_those_in_work_and_those_that_have_reported(make, cast, as_):
    make.plan()
    for number, account in enumerate((cast.author, cast.stranger, cast.methodist)):
        topic = running(make, account, f"Тема {number}", by=cast.head, today=IN_2019)
    with saving():
        make.again(topic).state = TopicState.FINISHED
    proposed(make, cast.head, today=IN_2019)
    head = as_(cast.head)
    said, urls = fact(head)
    assert "тем в работе: 2, отчитались: 1" in said
    assert [topics_at(head, url) for url in urls] == [["Тема 1", "Тема 0"], ["Тема 2"]]
    said, (url,) = fact(as_(cast.author))
    assert "тем в работе: 2, отчитались: 1" in said
    assert "мои: 1" in said
    (rows,) = pages.tables(pages.of(as_(cast.author).get(url)))
    assert [row[0] for row in rows] == ["Тема 0"]


def test_an_open_topic_of_who_has_left_is_not_counted(make, cast, as_):
    make.plan()
    running(make, cast.author, by=cast.head, today=IN_2019)
    with saving():
        person = db.session.get_one(Person, cast.author.person_id)
        person.joined_on, person.left_on = date(2019, 9, 1), date(2020, 1, 9)
    assert "тем в работе ещё нет" in fact(as_(cast.head))[0]


def test_who_has_no_topic_is_asked_to_choose_one_by_name(make, cast, as_, this_year):
    client = as_(cast.author)
    page = client.get("/")
    assert "Тема самообразования на год не выбрана" in pages.waiting(page)
    (url,) = pages.of(page).xpath("//a[starts-with(., 'Выбрать')]/@href")
    assert client.get(url).status_code == 200
    proposed(make, cast.author)
    assert "Тема самообразования на год не выбрана" not in pages.waiting(client.get("/"))


def test_nobody_is_asked_to_choose_for_a_year_that_is_over(make, cast, as_):
    with saving():
        years.opened(2019)
    waits = pages.waiting(as_(cast.author).get("/"))
    assert "Тема самообразования на год не выбрана" not in waits


def test_the_head_agrees_or_returns_from_the_first_page(make, cast, as_, this_year):
    topic, head = proposed(make, cast.author), as_(cast.head)
    page = head.get("/")
    assert "Согласовать тему: Чайкина Ю.Р." in pages.waiting(page)
    assert pages.of(page).xpath(f"//a[@href='/self-education/{topic.id}/send-back']")
    said = pages.form_on(page, f"/self-education/{topic.id}/move")
    answer = head.post(f"/self-education/{topic.id}/move", data=said)
    assert (answer.status_code, answer.location.partition("?")[0]) == (303, "/")
    page = head.get("/")
    assert f"«{TITLE}»: согласована." in pages.words_on(page)
    assert "Согласовать тему: Чайкина Ю.Р." not in pages.waiting(page)


def test_more_than_five_proposals_are_one_row_with_their_number(make, cast, as_, this_year):
    for number in range(6):
        proposed(make, make.librarian(login=f"many-{number}"), f"Тема {number}")
    assert "6 тем самообразования ждут согласования" in pages.waiting(as_(cast.head).get("/"))


def badge(client):
    found = pages.of(client.get("/")).xpath(
        "//nav//a[contains(@href, '/self-education/')]//*[@class='count']"
    )
    return [pages.text(one).split()[0] for one in found]


def test_the_menu_counts_what_waits_for_each(make, cast, as_):
    topic = proposed(make, cast.author)
    assert [badge(as_(one)) for one in (cast.head, cast.author)] == [["1"], []]
    with saving():
        make.again(topic).state = TopicState.RETURNED
    assert [badge(as_(one)) for one in (cast.head, cast.author)] == [[], ["1"]]


def test_the_journal_names_the_topic_and_what_was_done(make, cast, as_):
    topic = proposed(make, cast.author)
    step(make, topic, TopicStep.AGREE, cast.head)
    said = pages.words_on(as_(cast.head).get("/journal"))
    assert f"предложена тема самообразования: «{TITLE}»" in said
    assert f"согласована тема самообразования: «{TITLE}»" in said


def test_running_topics_go_on_when_the_year_ends(app, make, cast):
    running(make, cast.author, by=cast.head, today=IN_2019, last=2020)
    proposed(make, cast.stranger, today=IN_2019)
    with app.test_request_context():
        remains = running_topics(years.Year(1, 2019, False), IN_2019)
    assert (remains.count, remains.blocks) == (1, False)
    assert "Идут дальше" in remains.detail


def test_her_data_tell_all_that_the_topic_says(make, cast):
    proposed(make, cast.author)
    (held,) = my_topics(make.actor(cast.author))
    assert held["тема"] == TITLE
    assert held["предложена"] == TODAY
    stages = my_stages(make.actor(cast.author))
    assert [one["тема"] for one in stages] == [TITLE] * 5
    assert stages[0]["этап"] == "Диагностический"
    stranger = make.actor(cast.stranger)
    assert my_topics(stranger) == my_stages(stranger) == []


def test_a_year_s_report_of_a_topic_in_work_counts_as_reported(make, cast, as_):
    make.plan()
    topic = running(make, cast.author, by=cast.head, today=IN_2019, last=2020)
    running(make, cast.stranger, "Квест", by=cast.head, today=IN_2019)
    signed(make, cast.head, talks=[topic], held_on=IN_2019)
    head = as_(cast.head)
    said, urls = fact(head)
    assert "тем в работе: 2, отчитались: 1" in said
    assert [topics_at(head, url) for url in urls] == [["Квест", TITLE], [TITLE]]


def test_a_year_s_report_counts_whatever_the_topic_is_changed_for(make, cast, as_):
    make.plan()
    topic = running(make, cast.author, by=cast.head, today=IN_2019)
    signed(make, cast.head, talks=[topic], held_on=IN_2019)
    head = as_(cast.head)
    with saving():
        change(make.again(topic), "Квест", 2020, **on(make, cast.author, IN_2019))
    for deed, by in ((None, None), (TopicStep.AGREE, cast.head), (TopicStep.BEGIN, cast.author)):
        if deed:
            step(make, topic, deed, by, IN_2019)
        said, urls = fact(head)
        assert "отчитались: 1" in said
        assert topics_at(head, urls[-1]) == ["Квест"]


def test_the_fact_follows_what_proves_a_topic(make, cast, as_):
    make.plan()
    topic = running(make, cast.author, by=cast.head, today=IN_2019)
    signed(make, cast.head, talks=[topic], held_on=IN_2019)
    assert "тем в работе: 0, отчитались: 1" in fact(as_(cast.head))[0]
    signed(make, cast.head, held_on=IN_2019)
    assert "тем в работе: 1, отчитались: 0" in fact(as_(cast.head))[0]


SPRING = date(PRESENT + 1, 4, 10)


@pytest.fixture
def spring(make, monkeypatch):
    make.association()
    with saving():
        years.opened(PRESENT)
    monkeypatch.setattr(clock, "today", lambda: SPRING)


def test_in_spring_whoever_works_on_a_topic_is_asked_for_its_report(make, cast, as_, spring):
    topic, client = running(make, cast.author, by=cast.head), as_(cast.author)
    page = client.get("/")
    assert "Отчёт по теме за год" in pages.waiting(page)
    (url,) = pages.of(page).xpath("//a[starts-with(., 'Написать')]/@href")
    assert client.get(url).status_code == 200
    assert "Отчёт по теме за год" not in pages.waiting(as_(cast.head).get("/"))
    signed(make, cast.head, talks=[topic])
    assert "Отчёт по теме за год" not in pages.waiting(client.get("/"))


def test_whoever_is_away_in_spring_is_not_asked_for_a_report(make, cast, as_, spring):
    running(make, cast.author, by=cast.head)
    client = as_(cast.author)
    assert "Отчёт по теме за год" in client.get("/").text
    make.away(cast.author, SPRING, SPRING)
    assert "Отчёт по теме за год" not in client.get("/").text


def test_before_spring_nobody_is_asked_for_a_report(make, cast, as_, this_year):
    running(make, cast.author, by=cast.head)
    assert "Отчёт по теме за год" not in pages.waiting(as_(cast.author).get("/"))


def test_the_head_ends_a_topic_from_the_first_page(make, cast, as_, this_year):
    topic, head = reported(make, cast.author, by=cast.head), as_(cast.head)
    assert "Завершить тему: Чайкина Ю.Р." not in pages.waiting(head.get("/"))
    assert badge(head) == []
    with_product(make, topic, cast.author)
    page = head.get("/")
    assert "Завершить тему: Чайкина Ю.Р." in pages.waiting(page)
    assert badge(head) == ["1"]
    said = pages.form_on(page, f"/self-education/{topic.id}/move")
    assert head.post(f"/self-education/{topic.id}/move", data=said).status_code == 303
    page = head.get("/")
    assert f"«{TITLE}»: завершена." in pages.words_on(page)
    assert "Завершить тему: Чайкина Ю.Р." not in pages.waiting(page)


def test_her_own_topic_the_head_is_not_asked_to_end(make, cast, as_, this_year):
    with_product(make, reported(make, cast.head, by=cast.methodist), cast.head)
    assert "Завершить тему: Иволгина М.П." not in pages.waiting(as_(cast.head).get("/"))
    assert "Завершить тему: Иволгина М.П." in pages.waiting(as_(cast.methodist).get("/"))


def test_who_has_not_reported_when_the_year_ends_is_counted_and_hinders_nobody(app, make, cast):
    topic = running(make, cast.author, by=cast.head, today=IN_2019, last=2020)
    running(make, cast.stranger, "Квест", by=cast.head, today=IN_2019)
    proposed(make, cast.methodist, "Каталог", today=IN_2019)
    signed(make, cast.head, talks=[topic], held_on=IN_2019)
    with app.test_request_context():
        remains = missing_reports(years.Year(1, 2019, False), IN_2019)
    assert (remains.count, remains.blocks) == (1, False)
    assert "state=unreported" in remains.url


def test_who_is_away_when_the_year_ends_is_not_missing_and_is_named_apart(app, make, cast):
    running(make, cast.author, by=cast.head, today=IN_2019)
    running(make, cast.stranger, "Квест", by=cast.head, today=IN_2019)
    make.away(cast.author, IN_2019, IN_2019)
    with app.test_request_context():
        remains = missing_reports(years.Year(1, 2019, False), IN_2019)
        assert remains.count == 1
        assert remains.detail.replace("\xa0", " ").endswith("Временно не работают: Чайкина Ю.Р.")
        assert missing_reports(years.Year(1, 2019, False), date(2019, 11, 6)).count == 2


def test_her_data_tell_her_reports_and_products(make, cast):
    topic = with_product(make, reported(make, cast.author, by=cast.head), cast.author)
    (held,) = my_reports(make.actor(cast.author))
    assert (held["тема"], held["что сделано"]) == (TITLE, TEXT.done)
    assert held["представлен"] == TODAY
    (held,) = my_products(make.actor(cast.author))
    assert (held["тема"], held["файл"]) == (topic.title, "Памятка.pdf")
    stranger = make.actor(cast.stranger)
    assert my_reports(stranger) == my_products(stranger) == []


def test_the_journal_says_what_became_of_the_report(make, cast, as_):
    topic = running(make, cast.author, by=cast.head)
    signed(make, cast.head, talks=[topic])
    step(make, topic, TopicStep.FINISH, cast.head)
    signed(make, cast.head)
    said = pages.words_on(as_(cast.head).get("/journal"))
    for words in ("представлен отчёт по теме", "завершена тема", "больше ничем не подтверждён",
                  "не заслушан"):  # fmt: skip
        assert words in said
