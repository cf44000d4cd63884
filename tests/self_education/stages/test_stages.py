"""Stages are named, ordered, added, removed and brought back."""

from datetime import date

import pytest

from rmo_web.kernel.db import db, saving
from rmo_web.members.models import Person
from rmo_web.self_education.rules import STAGES_MOST, TopicStep
from rmo_web.self_education.services import stages_of
from rmo_web.self_education.stages.services import StageWords, add
from tests import pages
from tests.makers import TODAY
from tests.self_education.hands import proposed, running, step, told_to


@pytest.fixture
def topic(make, cast):
    return proposed(make, cast.author)


@pytest.fixture
def client(cast, as_):
    return as_(cast.author)


def names(topic):
    return [one.title for one in stages_of(topic)]


def press(client, stage, verb, **told):
    return client.post(f"/self-education/stages/{stage.id}/{verb}", data=told)


def test_a_stage_is_added_at_the_end_and_renamed(topic, client):
    new = f"/self-education/{topic.id}/stages/new"
    assert client.post(new, data=pages.form_on(client.get(new), new)).status_code == 422
    told = pages.form_on(client.get(new), new) | {"title": "Итоговый", "months": "май"}
    assert client.post(new, data=told).status_code == 303
    last = stages_of(topic)[-1]
    assert (last.title, last.months) == ("Итоговый", "май")
    edit = f"/self-education/stages/{last.id}"
    told = pages.form_on(client.get(edit), edit) | {"title": "Показ", "content": "Урок"}
    assert client.post(edit, data=told).status_code == 303
    page = pages.words_on(client.get(f"/self-education/{topic.id}"))
    assert "Показ" in page
    assert "Содержание: Урок" in page


def test_a_stage_goes_up_and_down_and_at_the_edge_it_stays(topic, client):
    first, second, *rest = names(topic)
    assert press(client, stages_of(topic)[1], "step", to="up").status_code == 303
    assert names(topic) == [second, first, *rest]
    assert press(client, stages_of(topic)[0], "step", to="up").status_code == 303
    assert press(client, stages_of(topic)[-1], "step", to="down").status_code == 303
    assert names(topic) == [second, first, *rest]


def test_a_removed_stage_is_brought_back_to_its_place(topic, client):
    before, stage = names(topic), stages_of(topic)[2]
    assert press(client, stage, "remove").status_code == 303
    assert names(topic) == [*before[:2], *before[3:]]
    assert "Убранные этапы: 1" in pages.words_on(client.get(f"/self-education/{topic.id}"))
    assert press(client, stage, "bring-back").status_code == 303
    assert names(topic) == before


def test_one_stage_always_remains(topic, client):
    *rest, last = stages_of(topic)
    assert {press(client, one, "remove").status_code for one in rest} == {303}
    assert "Убрать" not in pages.words_on(client.get(f"/self-education/{topic.id}")).replace(
        "Убранные", ""
    )
    answer = press(client, last, "remove")
    assert answer.status_code == 409
    assert "должен остаться" in answer.text


def test_a_stage_that_is_done_neither_moves_nor_goes(make, cast, client):
    topic = running(make, cast.author, by=cast.head)
    topic = step(make, topic, TopicStep.ADVANCE, cast.author)
    done, current, *_ = stages_of(topic)
    assert press(client, done, "remove").status_code == 409
    assert press(client, done, "step", to="down").status_code == 409
    assert press(client, current, "step", to="up").status_code == 303
    assert stages_of(topic)[0].id == done.id


def test_there_are_no_more_stages_than_a_page_bears(make, cast, topic, client):
    told = StageWords("Ещё один")
    with saving():
        for _ in range(STAGES_MOST - len(stages_of(topic))):
            add(topic, told, by=make.actor(cast.author), at=make.at, today=TODAY)
    new = f"/self-education/{topic.id}/stages/new"
    assert not pages.of(client.get(f"/self-education/{topic.id}")).xpath(f"//a[@href='{new}']")
    answer = client.post(new, data=pages.form_on(client.get(new), new) | {"title": "Лишний"})
    assert answer.status_code == 422
    assert "title" in pages.wrong_on(answer)
    assert len(stages_of(topic)) == STAGES_MOST


def test_who_hears_that_another_has_changed_them_hears_of_it_once_a_day(cast, topic, as_):
    head = as_(cast.head)
    for stage in stages_of(topic)[:2]:
        assert press(head, stage, "remove").status_code == 303
    assert len([one for one in told_to(cast.author) if "изменены этапы" in one]) == 1


def test_a_stranger_does_not_learn_that_the_stage_exists(cast, topic, as_):
    stage, stranger = stages_of(topic)[0], as_(cast.stranger)
    assert stranger.get(f"/self-education/stages/{stage.id}").status_code == 404
    assert press(stranger, stage, "remove").status_code == 404
    assert not stages_of(topic)[0].is_removed


def test_the_stages_of_who_has_left_stay_as_they_are(make, cast, as_):
    topic = running(make, cast.author, by=cast.head)
    with saving():
        person = db.session.get_one(Person, cast.author.person_id)
        person.joined_on, person.left_on = date(2019, 9, 1), TODAY
    url = f"/self-education/{topic.id}/stages/new"
    answer = as_(cast.head).post(url, data={"title": "Ещё этап"})
    assert answer.status_code in {409, 422}
    assert len(stages_of(make.again(topic))) == 5
