"""What each state of a topic offers to whom: all of it works, and nothing else is possible."""

import re
from typing import Any, NamedTuple

import pytest
from sqlalchemy import delete

from rmo_web.household.files import Attachment, AttachmentBytes
from rmo_web.kernel import clock, years
from rmo_web.kernel.db import db, saving
from rmo_web.self_education.models import (
    FormerTitle,
    Topic,
    TopicConsent,
    TopicHearing,
    TopicReport,
    TopicStage,
)
from rmo_web.self_education.product import services as products
from rmo_web.self_education.report import services as reports
from rmo_web.self_education.rules import LIFE, TopicState, TopicStep
from rmo_web.self_education.services import stages_of
from rmo_web.self_education.topic import services
from tests import moulds, pages
from tests.makers import TODAY
from tests.self_education.hands import (
    PRESENT,
    agreed,
    finished,
    on,
    proposed,
    reported,
    running,
    signed,
    step,
    with_product,
    written,
)
from tests.self_education.product.test_product import the_file

OF_TOPIC = re.compile(r"\b[Тт]ем[аыу]\b|\b[Оо]тчёт")
PLAN, CHANGE, EXTEND, WITHDRAW = "План самообразования", "Сменить тему", "Продлить", "Снять тему"
CORRECT, BRING, TAKE_AWAY = "Изменить тему и годы", "Приложить продукт", "Убрать"
AGREE, FINISH, SEND_BACK, PROPOSE = "Согласовать", "Завершить", "Вернуть", "Предложить снова"
BRING_BACK, GO_ON = "Вернуть", "Перейти к отчёту"
BEGIN, ADVANCE, GO_BACK = "Начать работу", "Следующий этап", "На прошлый этап"
WISH, UNWISH = "Предложить выступление", "Отказаться от выступления"
WRITE, SUBMIT, RECALL = "Написать отчёт", "Представить отчёт", "Отозвать отчёт"


def returned(make, cast):
    topic = proposed(make, cast.author)
    with saving():
        services.send_back(topic, "Уточните.", **on(make, cast.head))
    return make.again(topic)


def at_last_stage(make, cast):
    topic = running(make, cast.author, by=cast.head)
    for _ in stages_of(topic)[1:]:
        topic = step(make, topic, TopicStep.ADVANCE, cast.author)
    return step(make, topic, TopicStep.WISH, cast.author)


def of_three_years(make, cast):
    return spoken_of(make, cast, first=PRESENT - 2, last=PRESENT)


def spoken_of(make, cast, **years):
    topic = running(make, cast.author, by=cast.head, **years)
    signed(make, cast.head, talks=[topic])
    return make.again(topic)


def with_earlier_draft(make, cast):
    topic = reported(make, cast.author, by=cast.head, first=PRESENT - 1, last=PRESENT)
    topic = written(make, topic, cast.author, starts_in=PRESENT - 1)
    return step(make, topic, TopicStep.WISH, cast.author)


def unconfirmed(make, cast):
    topic = finished(make, cast.author, by=cast.head)
    with saving():
        products.take_away(make.again(topic), the_file(topic), **on(make, cast.author))
    return make.again(topic)


def withdrawn(make, cast):
    topic = proposed(make, cast.author)
    with saving():
        services.withdraw(topic, "Сменилась работа.", **on(make, cast.author))
    return make.again(topic)


def with_draft(make, cast):
    topic = running(make, cast.author, by=cast.head, last=PRESENT + 2)
    return written(make, topic, cast.author, starts_in=PRESENT)


def of_first_year(make, cast):
    topic = with_draft(make, cast)
    with saving():
        reports.submit(topic, PRESENT, **on(make, cast.author))
    return make.again(topic)


def overdue(make, cast):
    return running(make, cast.author, by=cast.head, first=PRESENT - 1, last=PRESENT - 1)


def proved(make, cast):
    return with_product(make, reported(make, cast.author, by=cast.head), cast.author)


class Stand(NamedTuple):
    """A topic as it stands: the next step on her page, what else she may do, what leaders beyond.

    What the first page asks of her, and of whoever leads.
    """

    state: TopicState
    made: Any
    next: str = ""
    others: frozenset = frozenset()
    leads: frozenset = frozenset()
    asks_her: str = ""
    asks_head: str = ""


def stand(state, made, next_step, others, leads=(), *, her="", head=""):
    return Stand(state, made, next_step, frozenset(others), frozenset(leads), her, head)


STANDS = {
    "proposed": stand(
        TopicState.PROPOSED, lambda make, cast: proposed(make, cast.author),
        "", {PLAN, CORRECT, WITHDRAW}, {AGREE, SEND_BACK}, head="Согласовать тему: Чайкина Ю.Р.",
    ),
    "returned": stand(
        TopicState.RETURNED, returned, PROPOSE, {CORRECT, PLAN, WITHDRAW},
        her="Тема возвращена с замечанием",
    ),
    "agreed": stand(
        TopicState.AGREED, lambda make, cast: agreed(make, cast.author, by=cast.head),
        BEGIN, {BRING, CHANGE, EXTEND, PLAN, WITHDRAW}, her="Тема согласована, работа не начата",
    ),
    "running": stand(
        TopicState.RUNNING, lambda make, cast: running(make, cast.author, by=cast.head),
        ADVANCE, {BRING, CHANGE, EXTEND, PLAN, WISH, WITHDRAW, WRITE},
    ),
    "at its last stage": stand(
        TopicState.RUNNING, at_last_stage,
        GO_ON, {BRING, CHANGE, EXTEND, GO_BACK, PLAN, UNWISH, WITHDRAW, WRITE},
    ),
    "with a draft": stand(
        TopicState.RUNNING, with_draft, ADVANCE,
        {BRING, CHANGE, PLAN, SUBMIT, WISH, WITHDRAW, WRITE},
    ),
    "whose first year is reported": stand(
        TopicState.RUNNING, of_first_year, ADVANCE, {BRING, CHANGE, PLAN, RECALL, WISH, WITHDRAW},
    ),
    "whose years are over": stand(
        TopicState.RUNNING, overdue, ADVANCE, {BRING, CHANGE, EXTEND, PLAN, WISH, WITHDRAW, WRITE},
        her="Годы темы закончились, отчёта нет",
    ),
    "reported in writing": stand(
        TopicState.REPORTED, lambda make, cast: reported(make, cast.author, by=cast.head),
        BRING, {CHANGE, EXTEND, PLAN, RECALL, WISH, WITHDRAW},
        her="Отчёт представлен: приложите продукт",
    ),
    "proved by a product": stand(
        TopicState.REPORTED, proved,
        "", {BRING, CHANGE, EXTEND, PLAN, RECALL, TAKE_AWAY, WISH, WITHDRAW}, {FINISH},
        head="Завершить тему: Чайкина Ю.Р.",
    ),
    "reported by a talk": stand(
        TopicState.REPORTED, spoken_of, "",
        {BRING, CHANGE, EXTEND, PLAN, WITHDRAW, WRITE}, {FINISH},
        head="Завершить тему: Чайкина Ю.Р.",
    ),
    "with an earlier draft": stand(
        TopicState.REPORTED, with_earlier_draft, BRING,
        {CHANGE, EXTEND, PLAN, RECALL, SUBMIT, UNWISH, WITHDRAW, WRITE},
    ),
    "in its third year": stand(
        TopicState.REPORTED, of_three_years, "", {BRING, PLAN, WITHDRAW, WRITE}, {FINISH},
        head="Завершить тему: Чайкина Ю.Р.",
    ),
    "finished": stand(
        TopicState.FINISHED, lambda make, cast: finished(make, cast.author, by=cast.head),
        "", {BRING, TAKE_AWAY},
    ),
    "unconfirmed": stand(
        TopicState.UNCONFIRMED, unconfirmed, BRING, {BRING_BACK},
        her="Отчёт не подтверждён: приложите продукт",
    ),
    "withdrawn": stand(
        TopicState.WITHDRAWN, withdrawn, "", (), her="Тема самообразования на год не выбрана",
    ),
}  # fmt: skip
NEEDED = {
    CORRECT: {"title": "Другая тема"}, CHANGE: {"title": "Другая тема", "last_year": PRESENT + 1},
    EXTEND: {"last_year": PRESENT + 1}, WITHDRAW: {"remark": "Причина."},
    SEND_BACK: {"remark": "Уточните."}, BRING: {"link": "https://example.org/another"},
    WRITE: {"done": "Читали", "conclusion": "Читают"},
}  # fmt: skip


@pytest.fixture(autouse=True)
def this_year(make, monkeypatch):
    monkeypatch.setattr(clock, "today", lambda: TODAY)
    make.association()
    with saving():
        for one in range(PRESENT - 2, PRESENT + 1):
            years.opened(one)


ROOM = (
    Topic, TopicStage, TopicConsent, TopicReport, TopicHearing, FormerTitle, Attachment,
    AttachmentBytes,
)  # fmt: skip
ELSEWHERE = re.compile(r"/log|/stages|\.docx|/word")  # of these deeds other tests tell
NAMED_BY = {"describe": PLAN, "reports": WRITE}  # whose buttons have more than one name


def as_it_stands():
    """The rows of the room, to be poured again."""
    connection = db.session.connection()
    rows = {one.__tablename__: moulds.rows_of(connection, one.__tablename__) for one in ROOM}
    db.session.rollback()
    return rows


def stand_again(rows):
    db.session.expire_all()
    for kind in reversed(ROOM):
        db.session.execute(delete(kind))
    for name, known in rows.items():
        if known:
            moulds.pour(db.session.connection(), name, known, ("-", "-"))
    db.session.commit()


def offered(client, topic):
    """The deeds on the page of the topic, in their order: where each leads, whether it opens."""
    page, known = pages.of(client.get(url(topic))), {}
    for one in page.xpath("//header//a[@class] | //main//a[@class] | //main//button"):
        form = one.xpath("ancestor::form/@action")
        address = one.get("href") or one.get("formaction") or "".join(form)
        if "btn" not in one.get("class") or ELSEWHERE.search(address) or url(topic) not in address:
            continue
        named = NAMED_BY.get(address.removeprefix(url(topic) + "/").partition("/")[0])
        words = named if one.get("href") and named else pages.text(one).strip()
        known.setdefault(words, (address, bool(one.get("href"))))
    return known


def url(topic):
    return f"/self-education/{topic.id}"


def do(client, topic, words, address, *, opens):
    """Press it as a browser without scripts does, and send what it asks for."""
    page = client.get(address if opens else url(topic))
    assert page.status_code == 200, words
    if opens:
        return client.post(address, data=pages.form_on(page, address) | NEEDED.get(words, {}))
    forms = pages.of(page).xpath(f"//form[@action='{address}']")
    (form,) = [one for one in forms if words in pages.text(one)]
    return client.post(address, data={one.name: one.value for one in form.xpath(".//input")})


every_stand = pytest.mark.parametrize("name", STANDS)


@every_stand
def test_her_page_offers_what_can_be_done_and_the_next_step_first(make, cast, as_, name):
    known = STANDS[name]
    topic = known.made(make, cast)
    assert topic.state is known.state
    author, head = as_(cast.author), as_(cast.head)
    hers = set(offered(author, topic))
    assert hers == known.others | set(filter(None, [known.next]))
    primary = pages.of(author.get(url(topic))).xpath("//*[contains(@class, 'btn-primary')]")
    steps = [pages.text(one) for one in primary if pages.text(one) != "Записать"]
    assert steps == list(filter(None, [known.next]))
    assert set(offered(head, topic)) == hers - {GO_ON} | known.leads
    assert as_(cast.stranger).get(url(topic)).status_code == 404


@every_stand
def test_the_first_page_asks_each_for_what_is_hers_to_do(make, cast, as_, name):
    known = STANDS[name]
    known.made(make, cast)
    hers = [one for one in pages.waiting(as_(cast.author).get("/")) if OF_TOPIC.search(one)]
    assert hers == list(filter(None, [known.asks_her]))
    heads = [one for one in pages.waiting(as_(cast.head).get("/")) if "тему: Чайкина" in one]
    assert heads == list(filter(None, [known.asks_head]))


@every_stand
@pytest.mark.parametrize("role", ["author", "head"])
def test_whatever_is_offered_is_done(make, cast, as_, name, role):
    client, topic = as_(getattr(cast, role)), STANDS[name].made(make, cast)
    rows = as_it_stands()
    for words, (address, opens) in offered(client, topic).items():
        if words != GO_ON:
            answer = do(client, topic, words, address, opens=opens)
            assert answer.status_code == 303, (words, pages.words_on(answer))
            stand_again(rows)


@pytest.mark.parametrize("state", TopicState)
def test_whatever_the_table_of_its_life_knows_has_its_button(state):
    here = [one for one in STANDS.values() if one.state is state]
    buttons = {word for one in here for word in (one.next, *one.others, *one.leads)}
    known = {LIFE.moves[one].words for one in LIFE.steps(state)} - {""}
    assert known <= buttons
