"""What cannot be is said in a sentence at its place, with scripts and without; nothing is lost."""

from datetime import date, timedelta

import pytest

from rmo_web.household.files import Attachment
from rmo_web.kernel import years
from rmo_web.kernel.db import db, saving
from rmo_web.members.models import Person
from rmo_web.self_education.models import (
    CatalogueTitle,
    FormerTitle,
    NearTopics,
    Topic,
    TopicReport,
    TopicStage,
)
from rmo_web.self_education.rules import TITLE_MAX, TopicState
from rmo_web.self_education.services import stages_of
from tests import moulds, pages
from tests.makers import TODAY
from tests.self_education.hands import (
    PRESENT,
    TITLE,
    proposed,
    reported,
    running,
    with_product,
)

BLANKS, LONG = " \u00a0\u200b ", "Т" * 300
EMPTY, TOO_LONG = "Назовите", f"не больше {TITLE_MAX} знаков"


@pytest.fixture(autouse=True)
def this_year(make):
    make.association()
    with saving():
        years.opened(PRESENT)


@pytest.fixture(params=["plain", "scripted"])
def headers(request):
    return {"HX-Request": "true"} if request.param == "scripted" else {}


def room():
    """Every row that the room keeps, and its files."""
    db.session.rollback()
    kinds = (Topic, TopicStage, TopicReport, FormerTitle, NearTopics, CatalogueTitle, Attachment)
    connection = db.session.connection()
    rows = {one.__tablename__: moulds.rows_of(connection, one.__tablename__) for one in kinds}
    db.session.rollback()
    return rows


def refused(answer, sentence, headers):
    """A deed that a button asked for: a page of the sentence, or the sentence above the page."""
    assert answer.status_code == 409
    assert sentence in pages.text(pages.of_any(answer))
    assert answer.headers.get("HX-Retarget") == ("#messages" if headers else None)


def at_field(answer, url, field, sentence, **kept):
    """A form that is shown again: what is wrong stands at its field, what was typed in its own."""
    assert answer.status_code == 422
    assert field in pages.wrong_on(answer)
    assert sentence in pages.text(pages.of(answer))
    shown = pages.form_on(answer, url)
    assert {name: shown[name] for name in kept} == kept


def of_page(topic, page):
    return f"/self-education/{topic.id}/{page}"


def typed(client, url, told, headers):
    said = pages.form_on(client.get(url), url) | told
    return client.post(url, data=said, headers=headers)


@pytest.mark.parametrize(("title", "sentence"), [(BLANKS, EMPTY), (LONG, TOO_LONG)])
@pytest.mark.parametrize("page", ["new", "correct", "change", "stages/new", "stage", "catalogue"])
def test_a_title_of_blanks_or_of_300_signs(make, cast, as_, headers, page, title, sentence):
    client, more = as_(cast.author), {}
    if page == "new":
        url, more = "/self-education/new", {"last_year": str(PRESENT + 1)}
    elif page == "catalogue":
        client, url = as_(cast.head), "/self-education/catalogue/new"
    else:
        topic = (running if page == "change" else by_nobody)(make, cast.author, by=cast.head)
        stage = f"/self-education/stages/{stages_of(topic)[0].id}"
        url = stage if page == "stage" else of_page(topic, page)
        more = {"content": "Опрос"} if "stage" in page else {}
    sentence = sentence.replace(str(TITLE_MAX), "100") if "stage" in page else sentence
    before = room()
    answer = typed(client, url, {"title": title} | more, headers)
    at_field(answer, url, "title", sentence, **more | ({"title": LONG} if title == LONG else {}))
    assert room() == before


def by_nobody(make, account, *, by):
    return proposed(make, account)


def move(client, topic, name, headers):
    said = {"step": name, "version": topic.version}
    return client.post(of_page(topic, "move"), data=said, headers=headers)


def test_ending_a_topic_without_anything_that_shows_it(make, cast, as_, headers):
    topic, head = reported(make, cast.author, by=cast.methodist), as_(cast.head)
    before = room()
    refused(move(head, topic, "finish", headers), "нужен продукт", headers)
    box = {"topic": f"{topic.id}.{topic.version}"}
    head.post("/self-education/finish", data=box, headers=headers)
    assert room() == before
    said = pages.words_on(head.get("/self-education/")).replace("\xa0", " ")
    assert "Не завершено, Чайкина Ю.Р.: Отчёт пока ничем не подтверждён" in said


def tabs_of(topic):
    """What the page of the topic and the table send as they stand now."""
    version = topic.version
    return {"step": "agree", "version": version}, {"topic": f"{topic.id}.{version}"}


def test_agreeing_twice_from_two_tabs(make, cast, as_, headers):
    topic, head = proposed(make, cast.author), as_(cast.head)
    tab, box = tabs_of(topic)
    assert head.post(of_page(topic, "move"), data=tab, headers=headers).status_code in {204, 303}
    before = room()
    answer = head.post(of_page(topic, "move"), data=tab, headers=headers)
    refused(answer, "уже согласована", headers)
    head.post("/self-education/agree", data=box, headers=headers)
    assert "Не согласовано" in pages.words_on(head.get("/self-education/"))
    assert room() == before


FORMS = {
    "describe": {"goal": "Читать вместе"}, "extend": {"last_year": str(PRESENT + 1)},
    "change": {"title": "Волонтёры чтения"}, "product": {"link": "https://example.org/kniga"},
    f"reports/{PRESENT}": {"done": "Читали вместе"}, "stages/new": {"title": "Итоговый"},
}  # fmt: skip


def left(account):
    with saving():
        person = db.session.get_one(Person, account.person_id)
        person.joined_on, person.left_on = date(2019, 9, 1), TODAY - timedelta(days=1)


@pytest.mark.parametrize("page", FORMS)
def test_what_was_typed_for_who_has_left_meanwhile_is_shown_again(make, cast, as_, headers, page):
    topic, head = running(make, cast.author, by=cast.methodist), as_(cast.head)
    url, told = of_page(topic, page), FORMS[page]
    said = pages.form_on(head.get(url), url) | told
    left(cast.author)
    before = room()
    answer = head.post(url, data=said, headers=headers)
    assert answer.status_code == 422
    assert "Автор темы вышел из состава: её можно только снять." in pages.text(pages.of(answer))
    assert told.items() <= pages.form_on(answer, url).items()
    assert room() == before


@pytest.mark.parametrize(("made", "name"), [(proposed, "agree"), (None, "advance"), (None, "wish")])
def test_a_step_of_who_has_left_is_refused(make, cast, as_, headers, made, name):
    topic = made(make, cast.author) if made else running(make, cast.author, by=cast.methodist)
    left(cast.author)
    before = room()
    refused(move(as_(cast.head), topic, name, headers), "её можно только снять", headers)
    assert room() == before


def test_a_topic_is_not_entered_for_who_has_left_meanwhile(make, cast, as_, headers):
    head = as_(cast.head)
    said = pages.form_on(head.get("/self-education/new"), "/self-education/new")
    said |= {"title": TITLE, "person_id": str(cast.author.person_id)}
    left(cast.author)
    answer = head.post("/self-education/new", data=said, headers=headers)
    at_field(answer, "/self-education/new", "person_id", "вышел из состава", title=TITLE)
    assert db.session.query(Topic).count() == 0


NOBODYS = (0, 999_999, 2**63, 10**30)


def test_a_record_of_another_is_not_there(make, cast, as_, headers):
    theirs = with_product(make, running(make, cast.stranger, by=cast.head), cast.stranger)
    mine = running(make, cast.author, "Каталог", by=cast.head)
    stage, file = stages_of(theirs)[0].id, db.session.query(Attachment.id).scalar()
    client, before = as_(cast.author), room()
    asked = [of_page(theirs, page) for page in (*FORMS, "withdraw", "log/new", "correct")]
    asked += [f"/self-education/stages/{number}" for number in (stage, *NOBODYS)]
    asked += [f"/self-education/{number}/describe" for number in NOBODYS]
    for url in asked:
        codes = {client.get(url).status_code, client.post(url, headers=headers).status_code}
        assert codes == {404}, url
    for url in (of_page(theirs, "move"), f"/self-education/stages/{stage}/remove",
                of_page(theirs, f"product/{file}/take-away")):  # fmt: skip
        assert client.post(url, data={"step": "advance"}, headers=headers).status_code == 404
    answer = client.post(of_page(mine, f"product/{file}/take-away"), headers=headers)
    refused(answer, "Этого файла уже нет", headers)
    assert room() == before


@pytest.mark.parametrize("number", [*NOBODYS, "мой", ""])
def test_a_box_of_a_topic_that_is_not_there_is_refused_by_itself(make, cast, as_, headers, number):
    topic, head = proposed(make, cast.author), as_(cast.head)
    boxes = [f"{number}.1", f"{topic.id}.{topic.version}"]
    head.post("/self-education/agree", data={"topic": boxes}, headers=headers)
    said = pages.words_on(head.get("/self-education/")).replace("\xa0", " ")
    assert "Согласовано: 1 тема." in said
    assert "Не согласовано: Тему тем временем изменили" in said
    assert make.again(topic).state is TopicState.AGREED


@pytest.mark.parametrize("field", ["first_year", "last_year", "person_id"])
@pytest.mark.parametrize("word", ["-1", str(10**30), "NaN", "год", ""])
def test_a_choice_that_was_never_offered(make, cast, as_, headers, field, word):
    head = as_(cast.head)
    told = {"title": TITLE, "person_id": str(cast.author.person_id)} | {field: word}
    answer = typed(head, "/self-education/new", told, headers)
    assert answer.status_code == 422
    assert pages.wrong_on(answer) & {"first_year", "last_year", "person_id"}
    assert pages.form_on(answer, "/self-education/new")["title"] == TITLE
    assert db.session.query(Topic).count() == db.session.query(TopicStage).count() == 0


def test_a_title_that_the_catalogue_has_is_refused_at_its_field(cast, as_, headers):
    head, url = as_(cast.head), "/self-education/catalogue/new"
    head.post(url, data=pages.form_on(head.get(url), url) | {"title": TITLE})
    known = db.session.query(CatalogueTitle).count()
    answer = typed(head, url, {"title": TITLE.upper()}, headers)
    at_field(answer, url, "title", "", title=TITLE.upper())
    assert db.session.query(CatalogueTitle).count() == known
