"""The product: brought, taken away, brought back, and what the topic is without it."""

import pytest

from rmo_web.household.files import Attachment
from rmo_web.kernel.db import db
from rmo_web.self_education.rules import TopicState, TopicStep
from tests import pages
from tests.attaching import RIGHT, WRONG, sent
from tests.self_education.hands import (
    finished,
    press,
    proposed,
    reported,
    running,
    signed,
    step,
    told_to,
    with_product,
)


def url(topic, *more):
    return "/".join(("/self-education", str(topic.id), "product", *map(str, more)))


def bring(client, topic, *files, **fields):
    return client.post(url(topic), **sent(*files, **fields))


def the_file(topic):
    db.session.rollback()
    return db.session.query(Attachment.id).filter_by(name="Памятка.pdf").scalar()


def words(client, topic):
    return pages.words_on(client.get(f"/self-education/{topic.id}"))


def shown(client, topic):
    page = pages.of(client.get(f"/self-education/{topic.id}"))
    return page.xpath("//section[@id='product']//a[@class='q']/@href")


def buttons(client, topic):
    return pages.all_texts(pages.of(client.get(f"/self-education/{topic.id}")), "//main//button")


def test_files_and_a_link_are_brought_on_the_page_of_the_topic(make, cast, as_):
    topic, client = running(make, cast.author, by=cast.head), as_(cast.author)
    assert client.get(url(topic)).status_code == 200
    answer = bring(client, topic, ("Памятка.pdf", RIGHT["pdf"]), link="https://example.org/kniga")
    assert answer.status_code == 303
    page = client.get(f"/self-education/{topic.id}")
    assert "Памятка.pdf" in pages.words_on(page)
    assert pages.of(page).xpath("//a[@href='https://example.org/kniga']")


@pytest.mark.parametrize("kind", WRONG)
def test_a_file_of_a_forbidden_kind_is_refused_and_the_good_one_waits(make, cast, as_, kind):
    topic, client = running(make, cast.author, by=cast.head), as_(cast.author)
    name = {"torn": "a.docx", "empty": "a.pdf"}.get(kind, f"a.{kind}")
    answer = bring(client, topic, (name, WRONG[kind]), ("Памятка.pdf", RIGHT["pdf"]))
    assert answer.status_code == 422
    assert name in answer.text
    assert "Уже приложены: Памятка.pdf" in pages.words_on(answer)
    assert "Памятка.pdf" not in words(client, topic)


def test_the_sixth_file_is_refused_and_so_is_nothing_at_all(make, cast, as_):
    topic, client = running(make, cast.author, by=cast.head), as_(cast.author)
    six = [(f"{number}.pdf", RIGHT["pdf"] + bytes([number])) for number in range(6)]
    assert "не больше 5" in bring(client, topic, *six).text
    assert bring(client, running(make, cast.stranger, "Другая", by=cast.head)).status_code == 404
    other = running(make, cast.methodist, "Третья", by=cast.head)
    assert "Выберите файл" in bring(as_(cast.methodist), other).text
    assert bring(client, topic, link="javascript:alert(1)").status_code == 422


def test_a_product_that_is_full_asks_for_no_more(make, cast, as_):
    topic, client = running(make, cast.author, by=cast.head), as_(cast.author)
    five = [(f"{number}.pdf", RIGHT["pdf"] + bytes([number])) for number in range(5)]
    assert bring(client, topic, *five).status_code == 303
    assert "Приложить продукт" in words(client, topic)  # a link has room yet
    assert bring(client, topic, link="https://example.org/a").status_code == 303
    assert "Приложить продукт" not in words(client, topic)


def test_a_file_of_the_product_is_for_her_and_those_who_lead(make, cast, as_):
    topic = with_product(make, running(make, cast.author, by=cast.head), cast.author)
    number = the_file(topic)
    codes = {who: as_(getattr(cast, who)).get(f"/files/{number}").status_code
             for who in ("author", "head", "methodist", "stranger")}  # fmt: skip
    assert codes == {"author": 200, "head": 200, "methodist": 200, "stranger": 404}
    assert as_(cast.author).post(url(topic, number, "take-away")).status_code == 303
    assert as_(cast.stranger).get(f"/files/{number}").status_code == 404


def test_a_file_of_another_topic_is_not_taken_away_through_mine(make, cast, as_):
    theirs = with_product(make, running(make, cast.stranger, by=cast.head), cast.stranger)
    mine = running(make, cast.author, "Другая", by=cast.head)
    answer = as_(cast.author).post(url(mine, the_file(theirs), "take-away"))
    assert answer.status_code == 409
    assert db.session.query(Attachment.owner).scalar() == "self_education"


def test_before_it_is_agreed_to_a_topic_has_no_product(make, cast, as_):
    topic, client = proposed(make, cast.author), as_(cast.author)
    assert client.get(url(topic)).status_code == 409
    assert "Приложить продукт" not in words(client, topic)


def test_a_topic_does_not_end_without_a_product_or_a_talk(make, cast, as_):
    topic, head = reported(make, cast.author, by=cast.methodist), as_(cast.head)
    assert "нужен продукт" in words(head, topic)
    assert "Завершить" not in buttons(head, topic)
    answer = press(head, topic, "finish")
    assert answer.status_code == 409
    assert "нужен продукт" in answer.text
    topic = with_product(make, topic, cast.author)
    assert "Завершить" in buttons(head, topic)
    assert press(head, topic, "finish").status_code == 303
    assert make.again(topic).state is TopicState.FINISHED
    assert "завершена: Иволгина М.П." in words(head, topic).replace("\xa0", " ")
    assert any("завершена" in one for one in told_to(cast.author))


def test_nobody_ends_her_own_topic(make, cast, as_):
    topic, head = reported(make, cast.head, by=cast.methodist), as_(cast.head)
    topic = with_product(make, topic, cast.head)
    answer = press(head, topic, "finish")
    assert answer.status_code == 409
    assert "Свою тему не завершают" in answer.text
    assert press(as_(cast.author), topic, "finish").status_code == 404
    assert press(as_(cast.methodist), topic, "finish").status_code == 303


def test_the_last_product_taken_away_is_a_loss_and_its_return_mends_it(make, cast, as_):
    topic, client = finished(make, cast.author, by=cast.head), as_(cast.author)
    number = the_file(topic)
    assert client.post(url(topic, number, "take-away")).status_code == 303
    assert make.again(topic).state is TopicState.UNCONFIRMED
    for account in (cast.author, cast.head, cast.methodist):
        assert len([one for one in told_to(account) if "не подтверждён" in one]) == 1
    assert "Убранные файлы: 1" in words(client, topic)
    assert client.post(url(topic, number, "bring-back")).status_code == 303
    assert make.again(topic).state is TopicState.FINISHED
    for account in (cast.author, cast.head, cast.methodist):
        assert len([one for one in told_to(account) if "снова подтверждён" in one]) == 1


def test_a_topic_with_a_talk_stays_ended_without_its_product(make, cast, as_):
    topic = reported(make, cast.author, by=cast.head)
    signed(make, cast.head, talks=[topic])
    topic = with_product(make, topic, cast.author)
    topic = step(make, topic, TopicStep.FINISH, cast.head)
    assert as_(cast.author).post(url(topic, the_file(topic), "take-away")).status_code == 303
    assert make.again(topic).state is TopicState.FINISHED


def test_the_link_alone_is_a_product_too(make, cast, as_):
    topic, client = reported(make, cast.author, by=cast.head), as_(cast.author)
    assert bring(client, topic, link="https://example.org/a").status_code == 303
    topic = step(make, topic, TopicStep.FINISH, cast.head)
    answer = client.post(url(topic, "link", "take-away"), follow_redirects=True)
    assert "Ссылка убрана: https://example.org/a" in pages.words_on(answer)
    assert make.again(topic).state is TopicState.UNCONFIRMED
    assert bring(client, topic, link="https://example.org/a").status_code == 303
    assert make.again(topic).state is TopicState.FINISHED


@pytest.mark.parametrize("what", ["file", "link"])
def test_what_is_taken_away_by_mistake_comes_back_by_the_button_that_says_so(
    make, cast, as_, what
):  # fmt: skip
    topic, client = running(make, cast.author, by=cast.head), as_(cast.author)
    bring(client, topic, ("Памятка.pdf", RIGHT["pdf"]), link="https://example.org/a")
    number = the_file(topic) if what == "file" else "link"
    before = shown(client, topic)
    page = client.post(url(topic, number, "take-away"), follow_redirects=True)
    assert shown(client, topic) != before
    [undo] = [one for one in pages.of(page).forms if "Отменить" in pages.text(one)]
    answer = client.post(undo.action, data=dict(undo.form_values()))
    assert answer.location == f"/self-education/{topic.id}#product"
    assert shown(client, topic) == before


def test_a_link_does_not_take_the_place_of_another_without_a_word(make, cast, as_):
    topic, client = running(make, cast.author, by=cast.head), as_(cast.author)
    assert bring(client, topic, link="https://example.org/first").status_code == 303
    answer = bring(client, topic, link="https://example.org/second")
    assert "сначала уберите прежнюю" in pages.words_on(answer)
    assert make.again(topic).product_link == "https://example.org/first"
