"""One request from the question to «помогло»: what each of the cast may do and read."""

from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from rmo_web.help_requests import notify, rules
from rmo_web.help_requests.answers.services import NewArticle, draft_article, keep_article
from rmo_web.help_requests.models import Article, HelpRequest, Message, Rubric
from rmo_web.help_requests.rubrics.services import NewQuickReply, keep_quick_reply
from rmo_web.help_requests.rules import Action, Channel, Status
from rmo_web.help_requests.thread import listens
from rmo_web.help_requests.thread.listens import close_unanswered
from rmo_web.help_requests.thread.rules import WRITING_LASTS
from rmo_web.household import drafts, notices
from rmo_web.household.drafts import Draft
from rmo_web.household.notices import Notice
from rmo_web.kernel import clock, years
from rmo_web.kernel.db import db, saving
from rmo_web.kernel.errors import Refused
from tests import pages

HTMX = {"HX-Request": "true"}


def question(make, **changes):
    told = {"rubric_id": make.rubric().id, "question": "Как списать учебники?", "wished": "writing",
            "nonce": "n"}  # fmt: skip
    return told | changes


def act(client, request, action, **more):
    return client.post(f"/help-requests/{request.id}/move", data={"action": action, **more})


def told_to(account):
    """What stands in the person's list of notices."""
    told = select(Notice.text).filter_by(account_id=account.id).order_by(Notice.id)
    return list(db.session.scalars(told))


def count(model):
    return db.session.scalar(select(func.count()).select_from(model))


@pytest.fixture
def cast(make):
    """Author, consultant (a librarian), head; and a request that the consultant works on."""
    author, consultant, head = make.librarian(), make.librarian(), make.head()
    asked = make.ask(author)
    make.move(asked, Action.ASSIGN, head, consultant_id=consultant.person_id)
    return asked, author, consultant, head


# Asking


def test_a_question_is_asked_in_three_fields(make, as_):
    author = make.librarian()
    answer = as_(author).post("/help-requests/new", data=question(make))
    made = db.session.scalars(select(HelpRequest)).one()
    assert answer.headers["Location"] == f"/help-requests/{made.id}"
    assert (made.status, made.number, made.title) == (Status.NEW, 1, "Как списать учебники?")
    page = as_(author).get(answer.headers["Location"])
    assert "1/2019-20" in pages.words_on(page)


def test_school_and_post_are_those_of_the_day(make, as_):
    person = make.person()
    work = make.work(person, make.school("МБОУ «Школа № 1»"))
    author = make.librarian(person=person)
    asked = make.ask(author)
    with saving():
        db.session.delete(db.session.get_one(type(work), work.id))
    assert "Школа № 1" in as_(author).get(f"/help-requests/{asked.id}").text


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("question", " \n\t ", "Напишите вопрос."),
        ("question", "\x00\x07\u202e", "Напишите вопрос."),
        ("question", "я" * 20_001, "не больше 20000 знаков"),
        ("rubric_id", "0", "Выберите тему."),
        ("rubric_id", "999", ""),
        ("rubric_id", "сто", ""),
        ("wished", "telepathy", ""),
        ("wanted_by", "01.01.2001", "Этот день уже прошёл"),
        ("wanted_by", "31.02.2027", "Такой даты нет"),
        ("wanted_by", "01.01.2090", "больше чем через год"),
    ],
)
def test_a_wrong_field_is_named_and_the_rest_stays(make, as_, field, value, said):
    told = question(make, wanted_by="01.12.2026", hides_name="y") | {field: value}
    answer = as_(make.librarian()).post("/help-requests/new", data=told)
    assert answer.status_code == 422
    assert said in answer.text
    assert pages.wrong_on(answer) or field in {"wished"}
    kept = pages.form_on(answer, "/new")
    if field != "question":
        assert kept["question"] == told["question"]
    if len(value) > 20_000:
        assert kept["question"] == value
    assert kept.get("hides_name") == "y"
    assert count(HelpRequest) == count(Message) == 0


def test_twenty_questions_in_ten_minutes_are_enough(make, as_):
    client = as_(make.librarian())
    codes = [
        client.post("/help-requests/new", data=question(make, nonce=f"n{n}")).status_code
        for n in range(rules.ASKED_AT_MOST + 1)
    ]
    assert codes == [303] * rules.ASKED_AT_MOST + [429]
    answer = client.post("/help-requests/new", data=question(make, question="Мой вопрос"))
    assert "Слишком много попыток" in answer.text
    assert pages.form_on(answer, "/new")["question"] == "Мой вопрос"


def test_the_link_of_a_recommendation_fills_the_form(make, as_):
    rubric = make.rubric()
    url = f"/help-requests/new?rubric={rubric.id}&question=Расскажите о КСУ"
    kept = pages.form_on(as_(make.librarian()).get(url), "/new")
    assert (kept["rubric_id"], kept["question"]) == (str(rubric.id), "Расскажите о КСУ")


def test_a_closed_year_takes_no_question(make, as_):
    make.association()
    told = question(make)
    with saving():
        db.session.execute(db.text("UPDATE school_year SET is_closed = true"))
    answer = as_(make.librarian()).post("/help-requests/new", data=told)
    assert "учебный год закрыт" in answer.text
    assert count(HelpRequest) == 0


# The way of a request


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


# News and who is writing


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


# Notices and time


def test_the_owner_of_the_rubric_hears_of_a_question(make, as_):
    owner, head, author = make.librarian(), make.head(), make.librarian()
    rubric = make.rubric()
    with saving():
        db.session.get_one(Rubric, rubric.id).owner_id = owner.person_id
    make.ask(author)
    assert told_to(owner) == ["Новая заявка 1/2019-20"]
    assert told_to(head) == told_to(author) == []


def test_without_an_owner_the_leaders_hear(make):
    head, methodist, author = make.head(), make.methodist(), make.librarian()
    make.ask(author)
    assert told_to(head) == told_to(methodist) == ["Новая заявка 1/2019-20"]


def test_everybody_hears_of_what_others_did_and_not_of_her_own(make, cast):
    asked, author, consultant, head = cast
    make.move(asked, Action.ANSWER, consultant, "Да.")
    make.move(asked, Action.HELPED, author)
    assert told_to(author) == [
        "По вашей заявке 1/2019-20 назначен консультант", "На вашу заявку 1/2019-20 ответили",
    ]  # fmt: skip
    assert told_to(consultant) == [
        "Вам назначена заявка 1/2019-20", "По заявке 1/2019-20 автор пишет: помогло",
    ]  # fmt: skip
    assert told_to(head) == ["Новая заявка 1/2019-20"]


def test_the_head_hears_once_of_what_waits_three_working_days(make):
    head, author = make.head(), make.librarian()
    make.ask(author, "Давно", at=make.at - timedelta(days=7))
    make.ask(author, "Сегодня")
    notify.of_waiting(clock.now())
    notify.of_waiting(clock.now())
    late = [text for text in told_to(head) if "три рабочих дня" in text]
    assert late == ["Заявка 1/2019-20 ждёт ответа уже три рабочих дня"]


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


def test_on_its_day_a_postponed_request_calls_its_consultant(make, cast):
    asked, _, consultant, _ = cast
    day = clock.today() + timedelta(days=1)
    make.move(asked, Action.POSTPONE, consultant, until=day, today=clock.today())
    notify.of_postponed(clock.now())
    assert not any("отложена до этого дня" in text for text in told_to(consultant))
    with saving():
        db.session.get_one(HelpRequest, asked.id).postponed_until = clock.today()
    notify.of_postponed(clock.now())
    notify.of_postponed(clock.now())
    assert sum("отложена до этого дня" in text for text in told_to(consultant)) == 1


# A call, the base of answers, rubrics


def call(make, person, **changes):
    told = {"person_id": person.id, "rubric_id": make.rubric().id, "question": "Как вести КСУ",
            "held_on": "20.11.2026", "minutes": "10", "given": "phone", "nonce": "n"}  # fmt: skip
    return told | changes


def test_a_call_is_written_down_in_one_line(make, as_):
    person, head = make.person("Ёлкина"), make.head()
    answer = as_(head).post("/help-requests/calls/new", data=call(make, person))
    made = db.session.scalars(select(HelpRequest)).one()
    assert answer.status_code == 303
    assert (made.is_call, made.status, made.minutes) == (True, Status.CLOSED, 10)
    assert clock.local(made.asked_at).date() == date(2026, 11, 20)
    assert made.consultant_id == head.person_id


@pytest.mark.parametrize(
    ("field", "value"),
    [("person_id", "0"), ("rubric_id", "0"), ("question", " "), ("held_on", "01.01.2090"),
     ("held_on", "вчера"), ("minutes", "-1"), ("held_on", "")],
)  # fmt: skip
def test_a_call_with_a_mistake_is_not_written(make, as_, field, value):
    person = make.person()
    told = call(make, person, result="Посоветовала КСУ") | {field: value}
    answer = as_(make.head()).post("/help-requests/calls/new", data=told)
    assert answer.status_code == 422
    assert pages.form_on(answer, "/new")["result"] == "Посоветовала КСУ"
    assert count(HelpRequest) == 0


def test_a_solved_request_becomes_an_answer_for_everybody(make, as_):
    author = make.librarian(person=make.person("Зябликова", "Анна", "Сергеевна"))
    head, other = make.head(), make.librarian()
    asked = make.ask(author, "Как списать учебники?")
    make.move(asked, Action.ANSWER, head, "Зябликовой А.С. нужен акт комиссии.")
    client = as_(head)
    url = client.post(f"/help-requests/{asked.id}/to-base").headers["Location"]
    kept = pages.form_on(client.get(url), "/edit")
    assert "Зяблик" not in kept["answer"]
    assert as_(other).get(url.removesuffix("/edit")).status_code == 404
    client.post(url, data=kept | {"is_published": "y"})
    assert "нужен акт комиссии" in as_(other).get(url.removesuffix("/edit")).text
    for question in ("спишу ли учебник", f"спишу ли учебник? {'я' * 20_000}"):
        found = as_(other).get(f"/help-requests/like?question={question}", headers=HTMX)
        assert "Как списать учебники?" in found.text
        assert "<html" not in found.text


def test_the_base_becomes_one_article_of_one_request(make, cast):
    asked, _, consultant, head = cast
    make.move(asked, Action.ANSWER, consultant, "Да.")
    for _ in range(2):
        with saving():
            draft_article(make.held(asked), actor=make.actor(head), at=make.at)
    assert count(Article) == 1


def test_a_request_without_an_answer_is_not_for_the_base(make, as_, cast):
    asked, _, _, head = cast
    with pytest.raises(Refused):
        draft_article(make.held(asked), actor=make.actor(head), at=make.at)
    assert as_(head).post(f"/help-requests/{asked.id}/to-base").status_code == 409


@pytest.mark.parametrize("q", ["акт", "АКТЫ", "учебник"])
def test_the_base_is_searched_by_stems(make, as_, q):
    head = make.head()
    with saving():
        told = NewArticle(make.rubric().id, "Списание учебников", "По акту.", True)
        keep_article(None, told, actor=make.actor(head), at=make.at)
    answer = as_(make.librarian()).get("/help-requests/answers/", query_string={"q": q})
    assert "Списание учебников" in answer.text
    assert "Списание" not in as_(head).get("/help-requests/answers/?q=каталог").text


def test_quick_replies_are_those_of_the_rubric(make, as_, cast):
    asked, _, _, head = cast
    with saving():
        for title, rubric in (
            ("Общая", None),
            ("Своя", asked.rubric_id),
            ("Чужая", make.rubric("Другое").id),
        ):
            told = NewQuickReply(title, f"Текст {title}", rubric)
            keep_quick_reply(None, told, by=head.id, at=make.at)
    page = as_(head).get(f"/help-requests/{asked.id}").text
    assert "Текст Общая" in page
    assert "Текст Своя" in page
    assert "Текст Чужая" not in page


def test_a_rubric_is_changed_archived_and_never_doubled(make, as_):
    client, rubric = as_(make.head()), make.rubric("Другое")
    url = f"/help-requests/rubrics/{rubric.id}"
    kept = pages.form_on(client.get(url))
    client.post(url, data=kept | {"title": "Прочее", "is_archived": "y"})
    assert "Прочее" not in client.get("/help-requests/new").text
    answer = client.post("/help-requests/rubrics/new", data={"title": "Прочее", "nonce": "x"})
    assert "уже есть" in answer.text


def test_two_who_change_an_answer_see_both_texts(make, as_):
    head, methodist = make.head(), make.methodist()
    with saving():
        told = NewArticle(make.rubric().id, "Вопрос", "Первый текст")
        made = keep_article(None, told, actor=make.actor(head), at=make.at)
        url = f"/help-requests/answers/{made.id}/edit"
    mine = pages.form_on(as_(head).get(url), "/edit")
    theirs = pages.form_on(as_(methodist).get(url), "/edit")
    as_(methodist).post(url, data=theirs | {"answer": "Её текст"})
    answer = as_(head).post(url, data=mine | {"answer": "Мой текст"})
    assert answer.status_code == 409
    assert "Её текст" in answer.text
    assert "Мой текст" in answer.text


# The plan's fact


def test_the_plan_shows_how_much_help_was_given(make, as_, cast):
    asked, _, consultant, head = cast
    make.plan()
    make.move(asked, Action.ANSWER, consultant, "Да.")
    page = pages.of(as_(head).get("/plan/"))
    facts = page.xpath("//a[contains(@class, 'fact')]")
    assert {pages.text(one) for one in facts} == {"1 заявка, ответ дан на 1"}
    assert as_(head).get(facts[0].get("href")).status_code == 200


def test_notices_hold_no_word_of_the_question(make, cast):
    assert all("учебник" not in text for account in cast[1:] for text in told_to(account))
    assert notices.listed(make.actor(cast[2]))[0].url == f"/help-requests/{cast[0].id}"
