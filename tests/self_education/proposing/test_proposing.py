"""A topic is chosen: three fields, and what others have chosen before."""

from datetime import date

import pytest

from rmo_web.kernel.db import db, saving
from rmo_web.members.models import Person
from rmo_web.self_education.models import Topic, TopicStage
from rmo_web.self_education.rules import TopicState
from rmo_web.self_education.services import stages_of
from tests import pages
from tests.makers import TODAY
from tests.self_education.hands import PRESENT, TITLE, agreed, proposed, told_to, topics

NEW = "/self-education/new"


def send(client, **told):
    said = pages.form_on(client.get(NEW)) | told
    return client.post(NEW, data=said)


def test_a_librarian_proposes_a_topic_by_its_title_and_years(cast, as_):
    assert send(as_(cast.author), title=TITLE, last_year=PRESENT + 1).status_code == 303
    (topic,) = topics()
    assert (topic.title, topic.state) == (TITLE, TopicState.PROPOSED)
    assert (topic.first_year, topic.last_year) == (PRESENT, PRESENT + 1)
    assert topic.person_id == cast.author.person_id
    assert told_to(cast.head) == told_to(cast.methodist) != []
    assert "Чайкина" in told_to(cast.head)[0]
    assert told_to(cast.stranger) == []


@pytest.mark.parametrize(
    ("told", "field"),
    [({"title": "   "}, "title"), ({"title": "т" * 300}, "title"), ({"title": ""}, "title"),
     ({"last_year": PRESENT + 3}, "last_year"), ({"last_year": PRESENT - 1}, "last_year"),
     ({"first_year": PRESENT - 9, "last_year": PRESENT - 9}, "first_year"),
     ({"first_year": "много"}, "first_year")],
)  # fmt: skip
def test_what_cannot_be_is_said_at_its_field_and_nothing_is_lost(cast, as_, told, field):
    answer = send(as_(cast.author), **{"title": TITLE} | told)
    assert answer.status_code == 422
    assert field in pages.wrong_on(answer)
    assert topics() == []
    if field != "title":
        assert TITLE in answer.text


def test_there_is_one_open_topic_at_a_time(make, cast, as_):
    proposed(make, cast.author)
    client = as_(cast.author)
    for address in (NEW, f"{NEW}?title=Другая"):
        assert "Тема у вас уже есть" in pages.words_on(client.get(address))
    told = {"title": "Другая", "first_year": PRESENT, "last_year": PRESENT, "nonce": "n"}
    answer = client.post(NEW, data=told)
    assert answer.status_code == 422
    assert pages.form_on(answer, NEW)["title"] == "Другая"
    assert [one.title for one in topics()] == [TITLE]


def test_a_beginner_has_three_stages_and_others_five(make, cast):
    assert [one.title for one in stages_of(proposed(make, cast.author))] == [
        "Диагностический", "Прогностический", "Практический", "Обобщающий", "Внедренческий",
    ]  # fmt: skip
    with saving():
        person = db.session.get_one(Person, cast.stranger.person_id)
        person.library_since = date(TODAY.year - 1, 9, 1)
    stages = stages_of(proposed(make, cast.stranger, "Электронный каталог"))
    assert [one.title for one in stages] == ["Изучаю", "Пробую", "Показываю"]
    assert all(one.months for one in db.session.query(TopicStage))


def test_the_head_enters_a_topic_in_the_name_of_a_member_who_hears_of_it(cast, as_):
    client = as_(cast.head)
    assert send(client, title=TITLE, person_id=cast.author.person_id).status_code == 303
    (topic,) = topics()
    assert topic.person_id == cast.author.person_id
    page = pages.words_on(as_(cast.author).get(f"/self-education/{topic.id}"))
    assert "внесено: Иволгина М.П." in page.replace("\xa0", " ")
    assert "Изменить тему и годы" in page
    assert any("За вас внесена тема" in one for one in told_to(cast.author))
    journal = pages.words_on(client.get("/journal"))
    assert "тема самообразования внесена за участника" in journal


def test_a_librarian_enters_no_topic_for_another(cast, as_):
    send(as_(cast.author), title=TITLE, person_id=cast.stranger.person_id)
    assert [one.person_id for one in topics()] == [cast.author.person_id]


@pytest.mark.parametrize("person_id", [0, 999_999])
def test_a_topic_of_nobody_is_refused_at_the_field(cast, as_, person_id):
    answer = send(as_(cast.head), title=TITLE, person_id=person_id)
    assert answer.status_code == 422
    assert "person_id" in pages.wrong_on(answer)
    assert topics() == []


def test_a_topic_of_who_has_left_is_refused(make, cast, as_):
    with saving():
        person = make.again(db.session.get_one(Person, cast.author.person_id))
        person.joined_on, person.left_on = date(2019, 9, 1), date(2020, 9, 1)
    answer = send(as_(cast.head), title=TITLE, person_id=cast.author.person_id)
    assert "вышел из состава" in pages.words_on(answer)
    assert topics() == []


def hints(client, title):
    return client.get("/self-education/hints", query_string={"title": title},
                      headers={"HX-Request": "true"})  # fmt: skip


def test_titles_of_the_catalogue_come_while_typing(cast, as_):
    answer = hints(as_(cast.author), "патриот")
    assert "Патриотическое воспитание средствами книги" in answer.text
    assert "<html" not in answer.text
    assert "Волонтёры" not in answer.text


def test_a_near_topic_of_another_is_hinted_at_once_it_is_agreed(make, cast, as_):
    client = as_(cast.author)
    theirs = proposed(make, cast.stranger, "Семейное чтение в селе")
    assert "Скворцова" not in hints(client, TITLE).text
    with saving():
        make.again(theirs).state = TopicState.AGREED
    assert "Скворцова" in hints(client, TITLE).text
    assert "Скворцова" not in hints(as_(cast.stranger), TITLE).text


def test_without_scripts_the_catalogue_fills_the_field(cast, as_):
    page = pages.of(as_(cast.author).get(NEW))
    (link,) = page.xpath("//details//a[contains(., 'Волонтёры чтения')]/@href")
    assert pages.form_on(as_(cast.author).get(link))["title"] == "Волонтёры чтения"


def test_the_same_form_sent_twice_makes_one_topic(cast, as_):
    client = as_(cast.author)
    said = pages.form_on(client.get(NEW)) | {"title": TITLE}
    assert {client.post(NEW, data=said).status_code for _ in range(2)} == {303}
    assert db.session.query(Topic).count() == 1


def test_a_finished_topic_leaves_room_for_the_next(make, cast, as_):
    topic = agreed(make, cast.author, by=cast.head)
    with saving():
        make.again(topic).state = TopicState.FINISHED
    assert send(as_(cast.author), title="Другая тема").status_code == 303
