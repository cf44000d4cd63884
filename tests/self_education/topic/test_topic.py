"""The page of a topic: who sees it, who moves it on, and what is refused."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from rmo_web.household import notices
from rmo_web.kernel.db import db, saving
from rmo_web.members.models import Person
from rmo_web.self_education.models import FormerTitle, NearTopics
from rmo_web.self_education.rules import TopicState, TopicStep
from rmo_web.self_education.services import stages_of
from rmo_web.self_education.stages.services import StageWords, add
from tests import pages
from tests.counting import statements
from tests.makers import TODAY
from tests.self_education.hands import (
    PRESENT,
    TITLE,
    agreed,
    press,
    proposed,
    report_of,
    running,
    signed,
    step,
    told_to,
    with_product,
)


def url(topic, *more):
    return "/".join(("/self-education", str(topic.id), *more))


def fill(client, topic, page, **told):
    where = url(topic, page)
    return client.post(where, data=pages.form_on(client.get(where), where) | told)


def test_a_stranger_does_not_learn_that_a_proposed_topic_exists(make, cast, as_):
    topic, client = proposed(make, cast.author), as_(cast.stranger)
    for page in ("", "describe", "withdraw", "send-back"):
        assert client.get(url(topic, *filter(None, [page]))).status_code == 404
    assert press(client, topic, "agree").status_code == 404


def test_of_an_agreed_topic_a_stranger_sees_no_more_than_the_list_says(make, cast, as_):
    topic = agreed(make, cast.author, by=cast.head)
    assert as_(cast.stranger).get(url(topic)).status_code == 404
    assert press(as_(cast.stranger), topic, "begin").status_code == 404


@pytest.mark.parametrize("leader", ["head", "methodist"])
def test_the_head_or_the_methodist_agrees_and_she_is_told(make, cast, as_, leader):
    topic = proposed(make, cast.author)
    assert press(as_(getattr(cast, leader)), topic, "agree").status_code == 303
    topic = make.again(topic)
    assert (topic.state, topic.agreed_by_id) == (
        TopicState.AGREED, getattr(cast, leader).person_id,
    )  # fmt: skip
    assert any("согласована" in one for one in told_to(cast.author))


def test_her_own_she_cannot_agree_to(make, cast, as_):
    topic, client = proposed(make, cast.author), as_(cast.author)
    assert "Согласовать" not in pages.words_on(client.get(url(topic)))
    assert press(client, topic, "agree").status_code == 403


def test_nobody_agrees_to_her_own_the_heads_goes_to_the_methodist(make, cast, as_):
    topic, head = proposed(make, cast.head), as_(cast.head)
    assert "Согласовать" not in pages.words_on(head.get(url(topic)))
    answer = press(head, topic, "agree")
    assert answer.status_code == 409
    assert "Свою тему не согласуют" in answer.text
    assert press(as_(cast.methodist), topic, "agree").status_code == 303
    assert "согласована: Синицына" in pages.words_on(head.get(url(topic)))


def test_where_there_is_only_one_leader_the_topic_says_so(make, as_):
    head = make.head(login="alone")
    topic, client = proposed(make, head), as_(head)
    assert press(client, topic, "agree").status_code == 303
    assert "внесена автором без согласования другими" in pages.words_on(client.get(url(topic)))


def test_agreeing_twice_from_two_tabs_is_refused_in_a_sentence(make, cast, as_):
    topic, client = proposed(make, cast.author), as_(cast.head)
    tab = {"step": "agree", "version": topic.version}
    assert client.post(url(topic, "move"), data=tab).status_code == 303
    again = client.post(url(topic, "move"), data=tab)
    assert again.status_code == 409
    assert "Тема уже согласована" in again.text
    assert len([one for one in told_to(cast.author) if "согласована" in one]) == 1


def test_the_same_press_sent_again_leads_where_the_first_one_did(make, cast, as_):
    topic, client = proposed(make, cast.author), as_(cast.head)
    said = pages.form_on(client.get(url(topic)), url(topic, "move"))
    first, second = (client.post(url(topic, "move"), data=said) for _ in range(2))
    assert (first.status_code, second.status_code) == (303, 303)
    assert first.location == second.location == url(topic)


def test_what_was_changed_behind_the_page_is_not_agreed_to_unseen(make, cast, as_):
    topic, head = proposed(make, cast.author), as_(cast.head)
    seen = {"step": "agree", "version": topic.version}
    assert fill(as_(cast.author), topic, "correct", title="Совсем другая").status_code == 303
    assert head.post(url(topic, "move"), data=seen).status_code == 409
    assert make.again(topic).state is TopicState.PROPOSED


def test_a_notice_that_fails_undoes_no_agreement(make, cast, as_, monkeypatch):
    topic = proposed(make, cast.author)

    def fail(*_, **__):
        raise RuntimeError("no paper")

    monkeypatch.setattr(notices, "tell", fail)
    assert press(as_(cast.head), topic, "agree").status_code == 303
    assert make.again(topic).state is TopicState.AGREED


def test_a_returned_topic_says_why_and_is_proposed_again(make, cast, as_):
    topic, author = proposed(make, cast.author), as_(cast.author)
    assert fill(as_(cast.head), topic, "send-back", remark="").status_code == 422
    assert fill(as_(cast.head), topic, "send-back", remark="Уточните, для кого.").status_code == 303
    assert "Уточните, для кого." in pages.words_on(author.get(url(topic)))
    assert any("возвращена" in one for one in told_to(cast.author))
    assert "Тема возвращена с замечанием" in pages.waiting(author.get("/"))
    assert fill(author, topic, "correct", title="Семейное чтение в начальной школе")
    assert press(author, make.again(topic), "propose").status_code == 303
    assert make.again(topic).state is TopicState.PROPOSED
    assert any("предложена снова" in one for one in told_to(cast.head))


def test_she_leads_it_from_stage_to_stage_and_back(make, cast, as_):
    topic, client = agreed(make, cast.author, by=cast.head), as_(cast.author)
    assert press(client, topic, "begin").status_code == 303
    assert "этап 1 из 5: Диагностический" in pages.words_on(client.get(url(topic)))
    assert "На прошлый этап" not in pages.words_on(client.get(url(topic)))
    assert press(client, make.again(topic), "advance").status_code == 303
    page = pages.words_on(client.get(url(topic)))
    assert "этап 2 из 5: Прогностический" in page
    assert press(client, make.again(topic), "go_back").status_code == 303
    assert [one.done_on for one in stages_of(topic)] == [None] * 5
    assert press(client, make.again(topic), "go_back").status_code == 409


def test_behind_the_last_stage_is_only_the_report(make, cast, as_):
    topic, client = running(make, cast.author, by=cast.head), as_(cast.author)
    for _ in range(4):
        topic = step(make, topic, TopicStep.ADVANCE, cast.author)
    assert "Следующий этап" not in pages.words_on(client.get(url(topic)))
    assert press(client, topic, "advance").status_code == 409
    assert press(client, topic, "report").status_code == 409  # its button stands beside the report


def test_the_head_moves_it_on_in_her_name_and_she_hears_of_it(make, cast, as_):
    topic = agreed(make, cast.author, by=cast.methodist)
    assert press(as_(cast.head), topic, "begin").status_code == 303
    assert any("В вашей теме: начата" in one for one in told_to(cast.author))


def test_changing_it_for_another_asks_for_a_new_agreement_and_keeps_the_old_title(
    make, cast, as_
):  # fmt: skip
    topic, client = running(make, cast.author, by=cast.head), as_(cast.author)
    topic = step(make, topic, TopicStep.ADVANCE, cast.author)
    same = fill(client, topic, "change", title=TITLE.upper())
    assert "Это та же тема" in pages.words_on(same)
    assert fill(client, topic, "change", title="Волонтёры чтения").status_code == 303
    topic = make.again(topic)
    assert (topic.state, topic.title, topic.agreed_by_id) == (
        TopicState.PROPOSED, "Волонтёры чтения", None,
    )  # fmt: skip
    former = db.session.scalars(select(FormerTitle)).one()
    assert (former.title, former.by_id) == (TITLE, cast.author.person_id)
    page = pages.words_on(client.get(url(topic)))
    assert f"Прежние темы {TITLE}" in page
    assert stages_of(topic)[0].done_on is not None
    assert as_(cast.stranger).get(url(topic)).status_code == 404


def test_it_is_extended_to_three_years_in_all_and_no_further(make, cast, as_):
    topic, client = agreed(make, cast.author, by=cast.head), as_(cast.author)
    assert fill(client, topic, "extend", last_year=PRESENT + 3).status_code == 422
    assert make.again(topic).last_year == PRESENT
    assert fill(client, topic, "extend", last_year=PRESENT + 2).status_code == 303
    topic = make.again(topic)
    assert (topic.last_year, topic.state) == (PRESENT + 2, TopicState.AGREED)
    assert "Продлить" not in pages.words_on(client.get(url(topic)))


def deeds(client, topic):
    """The words of the buttons at the foot of the page."""
    return pages.all_texts(
        pages.of(client.get(url(topic))), "//main/div[contains(@class, 'verbs')]/*"
    )


def spoken_of(make, cast, **years):
    topic = running(make, cast.author, by=cast.head, **years)
    signed(make, cast.head, talks=[topic])
    return make.again(topic)


def test_one_that_reported_by_a_talk_alone_is_extended_and_its_report_stays(make, cast, as_):
    topic, client = spoken_of(make, cast), as_(cast.author)
    assert "Продлить" in deeds(client, topic)
    assert fill(client, topic, "extend", last_year=PRESENT + 1).status_code == 303
    topic = make.again(topic)
    assert (topic.state, topic.last_year) == (TopicState.RUNNING, PRESENT + 1)
    assert report_of(topic, PRESENT).is_heard_as(TITLE)
    assert "Заслушан: протокол № 2" in pages.words_on(client.get(url(topic))).replace("\xa0", " ")
    assert any("Тема продлена: Чайкина" in one for one in told_to(cast.head))


def test_one_that_has_reported_is_changed_for_another_of_later_years(make, cast, as_):
    topic, client = spoken_of(make, cast), as_(cast.author)
    early = fill(client, topic, "change", title="Волонтёры чтения", last_year=PRESENT)
    assert early.status_code == 422
    assert pages.form_on(early, url(topic, "change"))["title"] == "Волонтёры чтения"
    told = {"title": "Волонтёры чтения", "last_year": PRESENT + 1}
    assert fill(client, topic, "change", **told).status_code == 303
    topic = make.again(topic)
    assert (topic.state, topic.title, topic.last_year) == (
        TopicState.PROPOSED, "Волонтёры чтения", PRESENT + 1,
    )  # fmt: skip
    assert report_of(topic, PRESENT).is_heard_as(TITLE)
    earlier = {"title": "Волонтёры чтения", "first_year": PRESENT, "last_year": PRESENT}
    answer = fill(client, topic, "correct", **earlier)
    assert answer.status_code == 422
    assert "отчёт уже есть" in pages.words_on(answer)
    later = earlier | {"first_year": PRESENT + 1, "last_year": PRESENT + 1}
    answer = fill(client, topic, "correct", **later)
    assert answer.status_code == 422
    assert "За прежний год отчёт уже есть: первый год не может быть позже." in answer.text
    assert make.again(topic).first_year == PRESENT


def test_what_has_reported_of_its_third_year_only_ends(make, cast, as_):
    topic, client = spoken_of(make, cast, first=PRESENT - 2, last=PRESENT), as_(cast.author)
    assert not {"Продлить", "Сменить тему"} & set(deeds(client, topic))
    for page in ("extend", "change"):
        answer = client.get(url(topic, page))
        assert answer.status_code == 409
        assert "уже три учебных года" in answer.text
    said = {"title": "Волонтёры чтения", "last_year": PRESENT + 1}
    assert (
        client.post(url(topic, "change"), data=said | {"version": topic.version}).status_code == 422
    )
    assert make.again(topic).title == TITLE


def test_it_is_withdrawn_with_a_reason_and_stays_so(make, cast, as_):
    topic, client = agreed(make, cast.author, by=cast.head), as_(cast.author)
    assert fill(client, topic, "withdraw", remark=" ").status_code == 422
    assert fill(client, topic, "withdraw", remark="Перешла в другую школу.").status_code == 303
    page = pages.of(client.get(url(topic)))
    assert "Перешла в другую школу." in pages.text(page)
    assert not page.xpath("//main//form[contains(@action, 'move')]")
    assert client.get(url(topic, "describe")).status_code == 409
    assert any("Тема снята" in one for one in told_to(cast.head))


def test_the_rest_of_the_plan_is_filled_when_the_paper_needs_it(make, cast, as_):
    topic, client = proposed(make, cast.author), as_(cast.author)
    told = {"goal": "Читать вместе", "study_form": "group", "report_kind": "talk"}
    assert fill(client, topic, "describe", **told).status_code == 303
    page = pages.text(pages.of(client.get(url(topic))).xpath("//main")[0])
    assert "Цель Читать вместе" in page
    assert "групповая" in page
    assert "выступление на РМО" in page
    lacks = "актуальность, задачи, источники, что получится в итоге, риски"
    assert f"Для плана не заполнено: {lacks}." in page


def test_two_who_write_at_once_see_both_texts(make, cast, as_):
    topic, client = proposed(make, cast.author), as_(cast.author)
    where = url(topic, "describe")
    mine = pages.form_on(client.get(where), where) | {"goal": "Моя цель"}
    assert fill(as_(cast.head), topic, "describe", goal="Цель от руководителя").status_code == 303
    answer = client.post(where, data=mine)
    assert answer.status_code == 409
    assert "Моя цель" in answer.text
    assert "Цель от руководителя" in answer.text


def test_what_is_typed_after_the_topic_was_withdrawn_is_not_lost(make, cast, as_):
    topic, client = proposed(make, cast.author), as_(cast.author)
    where = url(topic, "describe")
    mine = pages.form_on(client.get(where), where) | {"goal": "Моя цель"}
    assert fill(as_(cast.head), topic, "withdraw", remark="Не наша тема.").status_code == 303
    first = client.post(where, data=mine)
    assert "Моя цель" in first.text
    second = client.post(where, data=pages.form_on(first, where))
    assert second.status_code == 422
    assert "Моя цель" in second.text
    assert "Состояние темы уже другое" in second.text


def test_the_topic_of_who_has_left_can_only_be_withdrawn(make, cast, as_):
    topic, head = proposed(make, cast.author), as_(cast.head)
    with saving():
        person = db.session.get_one(Person, cast.author.person_id)
        person.joined_on, person.left_on = date(2019, 9, 1), TODAY - timedelta(days=1)
    page = pages.words_on(head.get(url(topic)))
    assert "Согласовать" not in page
    assert "Снять тему" in page
    answer = press(head, topic, "agree")
    assert answer.status_code == 409
    assert "вышел из состава" in answer.text
    assert fill(head, topic, "withdraw", remark="Вышла из состава.").status_code == 303


@pytest.mark.parametrize("is_reported", [False, True])
def test_nobody_types_for_the_topic_of_who_has_left(make, cast, as_, is_reported):
    topic = spoken_of(make, cast) if is_reported else running(make, cast.author, by=cast.head)
    topic, head = with_product(make, topic, cast.author), as_(cast.head)
    with saving():
        person = db.session.get_one(Person, cast.author.person_id)
        person.joined_on, person.left_on = date(2019, 9, 1), TODAY - timedelta(days=1)
    stage = f"/self-education/stages/{stages_of(topic)[-1].id}"
    for page in (url(topic, "describe"), url(topic, "extend"), url(topic, "change"),
                 url(topic, "product"), url(topic, "reports", str(PRESENT)),
                 url(topic, "stages", "new"), stage):  # fmt: skip
        answer = head.get(page)
        assert (answer.status_code, page) == (409, page)
        assert "её можно только снять" in answer.text
    assert deeds(head, topic) == ["Снять тему"]
    assert fill(head, topic, "withdraw", remark="Вышла из состава.").status_code == 303
    answer = head.get(url(topic, "product"))
    assert "её можно только читать" in answer.text


def pair(make, cast):
    theirs = agreed(make, cast.stranger, "Семейное чтение в селе", by=cast.head)
    return proposed(make, cast.author), theirs


def test_she_offers_a_near_topics_author_to_work_together_once(make, cast, as_):
    mine, theirs = pair(make, cast)
    client = as_(cast.author)
    page = pages.words_on(client.get(url(mine)))
    assert "Скворцова" in page
    assert "Предложить вместе" in page
    together = url(mine, "with", str(theirs.id), "together")
    assert client.post(together).status_code == 303
    (told,) = [one for one in told_to(cast.stranger) if "работать вместе" in one]
    assert "Чайкина" in told
    assert f"«{TITLE}»" in told
    assert "«Семейное чтение в селе»" in told
    assert "Предложить вместе" not in pages.words_on(client.get(url(mine)))
    assert client.post(together).status_code == 409
    assert db.session.query(NearTopics).count() == 1


def test_a_title_that_is_not_agreed_is_told_to_nobody_by_others(make, cast, as_):
    mine, theirs = pair(make, cast)
    assert as_(cast.head).post(url(mine, "with", str(theirs.id), "together")).status_code == 409
    assert as_(cast.stranger).post(
        url(theirs, "with", str(mine.id), "together")
    ).status_code == 404  # fmt: skip
    assert not any("вместе" in one for one in told_to(cast.stranger))


def test_a_page_asks_the_same_of_the_database_for_one_stage_and_for_twelve(make, cast, as_):
    topic, client = running(make, cast.author, by=cast.head), as_(cast.author)
    client.get(url(topic))
    with statements() as few:
        client.get(url(topic))
    with saving():
        for number in range(7):
            told = StageWords(f"Этап {number}")
            add(make.again(topic), told, by=make.actor(cast.author), at=make.at, today=TODAY)
    with statements() as many:
        client.get(url(topic))
    assert len(few) == len(many)
