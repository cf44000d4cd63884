"""One request from the question to «помогло»: what each of the cast may do and read."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from rmo_web.help_requests.models import HelpRequest, Message
from rmo_web.help_requests.rules import Action, Channel, Status
from rmo_web.help_requests.thread import listens
from rmo_web.help_requests.thread.listens import close_unanswered
from rmo_web.help_requests.thread.rules import WRITING_LASTS
from rmo_web.household import drafts
from rmo_web.household.drafts import Draft
from rmo_web.kernel import clock, years
from rmo_web.kernel.db import db, saving
from tests import pages
from tests.help_requests.hands import act, count, told_to

HTMX = {"HX-Request": "true"}


def test_the_whole_way_from_question_to_thanks(make, as_, cast):
    asked, author, consultant, _ = cast
    hers, office = as_(author), as_(consultant)
    act(office, asked, "ask_back", text="Сколько экземпляров?", version=make.held(asked).version)
    assert make.held(asked).status is Status.NEEDS_INFO
    act(hers, asked, "reply", text="Двадцать.")
    assert make.held(asked).status is Status.IN_WORK
    act(office, asked, "answer", text="По акту.", minutes="15", version=make.held(asked).version)
    held = make.held(asked)
    assert (held.status, held.given, held.minutes) == (Status.ANSWERED, Channel.WRITING, 15)
    act(hers, asked, "helped", text="Спасибо!")
    held = make.held(asked)
    assert (held.status, held.has_helped) == (Status.CLOSED, True)
    words = pages.words_on(hers.get(f"/help-requests/{asked.id}"))
    for said in ("Сколько экземпляров?", "Двадцать.", "По акту.", "Спасибо!", "Закрыта"):
        assert said in words


def test_thanks_of_the_author_do_not_wake_a_postponed_request(make, as_, cast):
    asked, author, consultant, _ = cast
    until = clock.today() + timedelta(days=9)
    act(as_(consultant), asked, "postpone", until=until.isoformat())
    act(as_(author), asked, "reply", text="Спасибо, подожду.")
    held = make.held(asked)
    assert (held.status, held.postponed_until) == (Status.POSTPONED, until)


@pytest.mark.parametrize(
    ("action", "more", "said"),
    [
        ("answer", {}, "Напишите ответ."),
        ("answer", {"text": "   "}, "Напишите ответ."),
        ("answer", {"text": "я" * 20_001}, "не больше 20000"),
        ("answer", {"text": "Да", "minutes": "много"}, "Нужно целое число"),
        ("answer", {"text": "Да", "minutes": "601"}, "от 0 до 600"),
        ("ask_back", {}, "что нужно уточнить"),
        ("postpone", {}, "до какого дня"),
        ("postpone", {"until": "2001-01-01"}, "только до будущего дня"),
        ("postpone", {"until": "завтра"}, "Такой даты нет"),
        ("redirect", {"text": "Не ко мне"}, "кому переадресовать"),
        ("redirect", {"whom": "ИРО"}, "почему заявка переадресована"),
        ("reject", {}, "почему заявка отклонена"),
        ("assign", {}, "Выберите консультанта"),
        ("assign", {"consultant_id": "99999"}, "Выберите консультанта"),
        ("note", {}, "Напишите заметку"),
        ("take", {}, "уже ведёт"),
        ("resume", {}, "Состояние заявки уже изменилось"),
        ("expire", {}, None),
        ("destroy", {}, None),
    ],
)
def test_what_an_action_lacks_is_said_and_the_words_stay(make, as_, cast, action, more, said):
    asked, _, _, head = cast
    before, version = count(Message), make.held(asked).version
    more = {"version": str(version)} | more
    answer = act(as_(head), asked, action, **more)
    assert answer.status_code in ({422} if said else {403, 409})
    if said:
        assert said in answer.text
        assert more.get("text", "").strip() in answer.text
    assert (count(Message), make.held(asked).version) == (before, version)


def test_whoever_cannot_sign_in_is_given_no_request(make, as_, cast):
    asked, _, consultant, head = cast
    gone = make.librarian()
    with saving():
        db.session.get_one(type(gone), gone.id).is_active = False
    for person_id in (gone.person_id, make.person().id):
        answer = act(as_(head), asked, "assign", consultant_id=str(person_id))
        assert answer.status_code == 422
        assert "у кого есть доступ" in answer.text
    assert make.held(asked).consultant_id == consultant.person_id


def test_a_refusal_for_htmx_stays_by_the_field(as_, cast):
    asked, _, _, head = cast
    answer = as_(head).post(
        f"/help-requests/{asked.id}/move", data={"action": "reject"}, headers=HTMX
    )
    assert answer.status_code == 422
    assert answer.headers["HX-Retarget"] == f"#said-{asked.id}"


def test_a_reply_to_a_closed_request_keeps_its_words(make, as_, cast):
    asked, author, _, head = cast
    make.move(asked, Action.REJECT, head, "Не к нам.")
    answer = act(as_(author), asked, "reply", text="А всё-таки?")
    assert answer.status_code == 422
    assert "А всё-таки?" in answer.text
    assert "Состояние заявки уже изменилось" in answer.text


def test_a_message_that_came_meanwhile_is_read_before_the_answer_goes(make, as_, cast):
    asked, author, consultant, _ = cast
    drawn = make.held(asked).version
    make.move(asked, Action.REPLY, author, "Ещё одно.")
    client = as_(consultant)
    answer = act(client, asked, "answer", text="Мой ответ", version=drawn)
    assert answer.status_code == 409
    assert "появилось новое" in answer.text
    assert "Ещё одно." in answer.text
    again = pages.form_on(answer, "/move")
    assert "Мой ответ" in answer.text
    version = pages.of_any(answer).xpath("//input[@name='version']/@value")[0]
    assert act(client, asked, "answer", text="Мой ответ", version=version).status_code == 303
    assert again


def test_the_former_consultant_is_a_stranger_again(make, as_, cast):
    asked, _, consultant, head = cast
    assert as_(consultant).get(f"/help-requests/{asked.id}").status_code == 200
    make.move(asked, Action.ASSIGN, head, consultant_id=make.librarian().person_id)
    assert as_(consultant).get(f"/help-requests/{asked.id}").status_code == 404
    assert act(as_(consultant), asked, "answer", text="Поздно").status_code == 404


def test_nobody_answers_herself(make, as_):
    head = make.head()
    asked = make.ask(head)
    client = as_(head)
    assert act(client, asked, "answer", text="Сама").status_code == 403
    assert act(client, asked, "note", text="Сама").status_code == 403
    answer = act(client, asked, "assign", consultant_id=str(head.person_id))
    assert "Автор не может отвечать" in answer.text


def test_reopening_is_for_thirty_days(make, as_, cast):
    asked, author, _, head = cast
    make.move(asked, Action.REJECT, head, "Не к нам.", at=make.at - timedelta(days=31))
    answer = act(as_(author), asked, "reopen", text="И всё-таки")
    assert "задайте новый вопрос" in answer.text
    assert make.held(asked).status is Status.REJECTED


def test_buttons_are_those_that_the_state_allows(make, as_, cast):
    asked, author, consultant, _ = cast
    words = pages.words_on(as_(author).get(f"/help-requests/{asked.id}"))
    assert "Отозвать заявку" in words
    assert "Отправить ответ" not in words
    words = pages.words_on(as_(consultant).get(f"/help-requests/{asked.id}"))
    assert "Отправить ответ" in words
    assert "Консультант выберите" not in words  # only the head and the methodist assign


def test_the_page_hears_of_news_and_only_of_news(make, as_, cast):
    asked, author, consultant, _ = cast
    client, url = as_(author), f"/help-requests/{asked.id}/news"
    seen = pages.of(client.get(f"/help-requests/{asked.id}")).xpath("//*[@id='thread']/@hx-get")[0]
    assert client.get(seen, headers=HTMX).status_code == 204
    make.move(asked, Action.ANSWER, consultant, "Ответ пришёл.")
    answer = client.get(seen, headers=HTMX)
    assert "Ответ пришёл." in answer.text
    assert "<html" not in answer.text
    assert client.get(url).status_code == 200


def test_the_office_sees_who_is_answering_and_the_author_does_not(make, as_, cast):
    asked, author, consultant, head = cast
    key = f"help_requests.{asked.id}.answer"
    as_(consultant).post("/drafts/", data={"key": key, "text": "Пишу"})
    assert "Сейчас отвечает" in as_(head).get(f"/help-requests/{asked.id}").text
    assert "Сейчас отвечает" not in as_(author).get(f"/help-requests/{asked.id}").text
    assert "Сейчас отвечает" not in as_(consultant).get(f"/help-requests/{asked.id}").text
    with saving():
        draft = db.session.scalars(select(Draft)).one()
        draft.at -= WRITING_LASTS
    assert "Сейчас отвечает" not in as_(head).get(f"/help-requests/{asked.id}").text


def test_a_sent_answer_leaves_no_draft(make, as_, cast):
    asked, _, consultant, _ = cast
    client, key = as_(consultant), f"help_requests.{asked.id}.answer"
    client.post("/drafts/", data={"key": key, "text": "Пишу"})
    assert "Пишу" in client.get(f"/help-requests/{asked.id}").text
    act(client, asked, "answer", text="Пишу", version=make.held(asked).version)
    assert drafts.kept(make.actor(consultant), key) is None


def test_an_answer_without_a_word_closes_in_two_weeks(make, cast):
    asked, author, consultant, _ = cast
    make.move(asked, Action.ANSWER, consultant, "Да.", at=make.at - timedelta(days=13))
    close_unanswered(clock.now())
    assert make.held(asked).status is Status.ANSWERED
    close_unanswered(clock.now() + timedelta(days=2))
    held = make.held(asked)
    assert (held.status, held.has_helped) == (Status.CLOSED, None)
    assert "закрыта: после ответа не было вопросов" in told_to(author)[-1]


def test_answers_of_a_closed_year_keep_none_of_an_open_one_from_closing(make, cast, monkeypatch):
    monkeypatch.setattr(listens, "CLOSED_AT_ONCE", 1)
    old, author, consultant, head = cast
    new = make.ask(author)
    make.move(new, Action.ASSIGN, head, consultant_id=consultant.person_id)
    for asked in (old, new):
        make.move(asked, Action.ANSWER, consultant, "Да.", at=make.at - timedelta(days=15))
    with saving():
        db.session.get_one(HelpRequest, new.id).year_id = years.opened(2020).id
        years.opened(2019).is_closed = True
    close_unanswered(clock.now())
    assert [make.held(one).status for one in (old, new)] == [Status.ANSWERED, Status.CLOSED]
