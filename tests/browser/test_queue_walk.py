"""A request from the question to the base of answers, with scripts and without."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.hands import NARROW, fill, press, sign_in
from tests.makers import SEED

pytestmark = pytest.mark.browser

QUESTION = "Как оформить передачу фонда новому библиотекарю? Приложила прошлый план."
ANSWER = "Зябликовой А.С. нужен акт передачи и приказ о комиссии."
PHONE = {"viewport": NARROW, "has_touch": True}
POLLED = 20_000


@pytest.fixture
def come(visit, house):
    """`come("mentor")`: a page of somebody of the example."""

    def page(login, **more):
        if login in house.states:
            return visit(login, **more)
        opened = visit(**more)
        sign_in(opened, login)
        return opened

    return page


def asked(page, question=QUESTION):
    """Ask it, with a file; where it is read from then on."""
    page.goto("/help-requests/new")
    page.locator("#rubric_id").select_option(index=2)
    page.locator("#question").fill(question)
    page.locator("summary", has_text="Срок, файлы").click()
    content = {"name": "план.docx", "mimeType": "text/plain", "buffer": SEED.read_bytes()}
    page.locator("#files").set_input_files(content)
    press(page, "Отправить вопрос")
    page.wait_for_url(re.compile(r"/help-requests/\d+$"))
    expect(page.locator(".thread")).to_contain_text(question)
    return page.url


def write(page, words, button):
    page.locator("textarea[name=text]").fill(words)
    press(page, button)


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "plain"])
def test_a_question_is_answered_thanked_for_and_found_by_another(come, scripts):
    how = {"java_script_enabled": scripts}
    young, head, mentor = come("young", **PHONE, **how), come("head", **how), come("mentor", **how)
    url = asked(young)

    head.goto(url)
    head.locator("summary", has_text="Назначить").click()
    head.locator("select[name=consultant_id]").select_option(label="Журавлёва\xa0Н.В.")
    press(head, "Назначить")
    expect(head.locator(".standing")).to_contain_text("Журавлёва")

    mentor.goto(url)
    write(mentor, "Кто передаёт и когда?", "Спросить уточнение")
    expect(mentor.locator(".standing")).to_contain_text("Нужно уточнение")
    write(mentor, "Тайна для своих", "Заметка для своих")
    expect(mentor.locator(".word.note")).to_contain_text("автор не видит")

    young.goto(url)
    expect(young.locator(".thread")).to_contain_text("Кто передаёт и когда?")
    expect(young.locator("body")).not_to_contain_text("Тайна")
    write(young, "Предыдущая уволилась в ноябре.", "Отправить")
    expect(young.locator(".standing")).to_contain_text("В работе")

    mentor.goto(url)
    write(mentor, ANSWER, "Отправить ответ")
    expect(mentor.locator(".standing")).to_contain_text("Ответ дан")
    young.goto(url)
    press(young, "Помогло, спасибо")
    expect(young.locator(".standing")).to_contain_text("Закрыта")

    head.goto(url)
    press(head, "В базу ответов")
    expect(head.locator("#answer")).to_have_value(re.compile("нужен акт передачи"))
    expect(head.locator("#answer")).not_to_have_value(re.compile("Зяблик"))
    head.locator("#is_published").check()
    press(head, "Сохранить")
    expect(head.locator(".reading")).to_contain_text("нужен акт передачи")

    other = come("librarian", **how)
    other.goto("/help-requests/new")
    other.locator("#question").fill("передать фонд библиотекарю как оформляют")
    if scripts:
        expect(other.locator(".like")).to_contain_text("Как оформить передачу фонда")
    other.goto("/help-requests/answers/?q=передачи фонда")
    expect(other.locator("main")).to_contain_text("Как оформить передачу фонда")


def test_a_question_of_any_length_finds_the_answers_like_it(come):
    page, addresses = come("head"), []
    page.on("request", lambda request: addresses.append(request.url))
    page.goto("/help-requests/new")
    page.locator("#question").fill("Какие мероприятия взять на Месячник? " + "Подробности. " * 1500)
    expect(page.locator(".like")).to_contain_text("Какие мероприятия взять")
    assert max(map(len, addresses)) < 4_000


def test_two_browsers_see_each_others_changes(come):
    young, mentor, head = come("young"), come("mentor"), come("head")
    url = asked(young)
    head.goto(url)
    head.locator("summary", has_text="Назначить").click()
    head.locator("select[name=consultant_id]").select_option(label="Журавлёва\xa0Н.В.")
    press(head, "Назначить")
    expect(head.locator(".standing")).to_contain_text("Журавлёва")
    mentor.goto(url)
    mentor.locator("textarea[name=text]").fill("Начинаю отвечать")
    expect(head.locator("#thread")).to_contain_text("Сейчас отвечает Журавлёва", timeout=POLLED)
    press(mentor, "Отправить ответ")
    expect(young.locator("#thread")).to_contain_text("Начинаю отвечать", timeout=POLLED)
    expect(young.locator("#thread")).not_to_contain_text("Сейчас отвечает")


def test_an_answer_goes_from_the_row_of_the_queue(come):
    young, head = come("young"), come("head")
    asked(young)
    head.goto("/help-requests/?tab=new")
    row = head.locator("tbody", has_text="Как оформить передачу фонда")
    row.get_by_role("button", name="Взять").click()
    expect(row).to_contain_text("В работе")
    expect(head.locator("#queue-tabs")).to_contain_text("Мои 1")
    row.get_by_role("link", name="Ответить").click()
    row.locator("textarea[name=text]").fill(ANSWER)
    head.keyboard.press("Control+Enter")
    expect(row).to_contain_text("Ответ дан")
    expect(head).to_have_url(re.compile("tab=new$"))


def test_the_search_answers_while_it_is_typed(come):
    head = come("head")
    head.goto("/help-requests/?tab=all")
    head.locator("#q").press_sequentially("каталога")
    expect(head.locator("#rows .q")).to_have_count(1)
    expect(head.locator("#rows")).to_contain_text("электронный каталог")
    expect(head).to_have_url(re.compile("q=%D0%BA"))


def test_a_call_is_written_down_and_stands_in_the_journal(come):
    head = come("head")
    head.goto("/help-requests/calls/new")
    head.locator("#person_id").select_option(label="Ёлкина\xa0В.О.")
    head.locator("#rubric_id").select_option(label="Учебный фонд")
    fill(head, {"О чём спросили": "Где взять бланк акта"})
    press(head, "Записать")
    expect(head.locator(".say.done")).to_contain_text("записана в журнал")
    head.goto("/help-requests/journal")
    expect(head.locator("main")).to_contain_text("Где взять бланк акта")


def test_a_note_looks_like_nothing_else(come):
    head, young = come("head"), come("young")
    head.goto(asked(young))
    write(head, "Для своих", "Заметка для своих")
    expect(head.locator(".word.note header")).to_contain_text("служебная заметка")
    look = "(one) => [getComputedStyle(one).backgroundColor, getComputedStyle(one).borderStyle]"
    note = head.locator(".word.note").evaluate(look)
    assert note != head.locator(".word.question").evaluate(look)


# Nothing that was typed is lost


def test_a_lost_network_leaves_the_answer_in_its_field(come):
    young, head = come("young"), come("head")
    head.goto(asked(young))
    head.context.set_offline(True)
    write(head, ANSWER, "Отправить ответ")
    expect(head.locator("#messages")).to_contain_text("Нет связи")
    expect(head.locator("textarea[name=text]")).to_have_value(ANSWER)
    head.context.set_offline(False)
    press(head, "Отправить ответ")
    expect(head.locator(".thread")).to_contain_text(ANSWER)


def test_an_expired_session_leaves_the_answer_in_its_field(come):
    young, head = come("young"), come("head")
    head.goto(asked(young))
    head.context.clear_cookies()
    write(head, ANSWER, "Отправить ответ")
    expect(head.locator("#messages")).to_contain_text("Вы вышли")
    expect(head.locator("textarea[name=text]")).to_have_value(ANSWER)


def test_a_message_that_came_meanwhile_is_shown_and_the_answer_stays(come):
    young, head = come("young"), come("head")
    url = asked(young)
    head.goto(url)
    head.route("**/news*", lambda route: route.abort())
    young.goto(url)
    write(young, "Ещё вот что", "Отправить")
    expect(young.locator(".thread")).to_contain_text("Ещё вот что")
    write(head, ANSWER, "Отправить ответ")
    expect(head.locator("[id^=said]")).to_contain_text("появилось новое")
    expect(head.locator(".thread")).to_contain_text("Ещё вот что")
    expect(head.locator("textarea[name=text]")).to_have_value(ANSWER)
    press(head, "Отправить ответ")
    expect(head.locator(".standing")).to_contain_text("Ответ дан")


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "plain"])
def test_a_mistake_keeps_the_question_the_choices_and_the_file(come, scripts):
    young = come("young", java_script_enabled=scripts)
    young.goto("/help-requests/new")
    young.locator("#question").fill(QUESTION)
    young.locator("summary", has_text="Срок, файлы").click()
    content = {"name": "план.docx", "mimeType": "text/plain", "buffer": SEED.read_bytes()}
    young.locator("#files").set_input_files(content)
    young.locator("#hides_name").check()
    press(young, "Отправить вопрос")
    expect(young.locator(".errors")).to_contain_text("Выберите тему")
    expect(young.locator("#question")).to_have_value(QUESTION)
    expect(young.locator("#hides_name")).to_be_checked()
    expect(young.locator("main")).to_contain_text("Уже приложены: план.docx")
    young.locator("#rubric_id").select_option(index=1)
    press(young, "Отправить вопрос")
    expect(young.locator(".thread .files")).to_contain_text("план.docx")


def test_a_draft_of_a_question_waits_for_its_author(come):
    young = come("young")
    young.goto("/help-requests/new")
    young.locator("#question").press_sequentially("Начала и не дописала")
    expect(young.locator("#question-saved")).to_have_text("Черновик сохранён")
    again = come("young")
    again.goto("/help-requests/new")
    again.get_by_role("button", name="Вернуть в поле").click()
    expect(again.locator("#question")).to_have_value("Начала и не дописала")
