"""What a person has typed is not lost, whatever happens to session, network and server."""

import re

import pytest
from playwright.sync_api import expect
from sqlalchemy.exc import OperationalError

from tests.browser.hands import PASSWORD, broken, field, fill, heading, press

pytestmark = pytest.mark.browser

TEXT = "Грамота управления образования за «Неделю детской книги».\nБлагодарность главы района."


def her_card(page):
    """The form of a librarian's own card; htmx sends it."""
    page.goto("/me/")
    page.get_by_role("link", name="Моя карточка").click()
    page.get_by_role("link", name="Исправить").click()
    expect(page.get_by_text("Исправить карточку")).to_be_visible()
    page.wait_for_load_state()
    return page


def invitation(page, login="новый-логин"):
    """A form that the browser sends by itself."""
    page.goto("/accounts/invite/6")
    fill(page, {"Логин": login})
    return page


def is_saved(page):
    expect(page.get_by_text("Карточка сохранена.")).to_be_visible()
    expect(page.locator("main")).to_contain_text("Благодарность главы района.")


def come_back(page, login):
    """Sign in on the page that stands there."""
    expect(heading(page)).to_have_text("Вы вышли, но ничего не потеряно")
    fill(page, {"Логин": login, "Пароль": PASSWORD})
    press(page, "Войти")
    expect(heading(page)).to_have_text("Ничего не потеряно")


def test_an_expired_session_costs_one_press(visit):
    page = her_card(visit("young"))
    field(page, "Награды").fill(TEXT)
    page.context.clear_cookies()
    press(page, "Сохранить")
    come_back(page, "young")
    expect(page.get_by_label("Ваш текст")).to_have_value(TEXT)
    press(page, "Отправить ещё раз")
    is_saved(page)


def test_an_expired_session_costs_one_press_in_a_plain_form(visit):
    page = invitation(visit("head"))
    page.context.clear_cookies()
    press(page, "Получить одноразовый код")
    come_back(page, "head")
    press(page, "Отправить ещё раз")
    expect(page.locator("main")).to_contain_text("новый-логин")
    expect(page.locator(".code")).to_be_visible()


def test_an_expired_session_costs_one_press_without_scripts(visit):
    page = her_card(visit("young", java_script_enabled=False))
    field(page, "Награды").fill(TEXT)
    page.context.clear_cookies()
    press(page, "Сохранить")
    come_back(page, "young")
    press(page, "Отправить ещё раз")
    is_saved(page)


def test_a_wrong_password_on_the_way_back_loses_nothing(visit):
    page = her_card(visit("young"))
    field(page, "Награды").fill(TEXT)
    page.context.clear_cookies()
    press(page, "Сохранить")
    fill(page, {"Логин": "young", "Пароль": "не тот"})
    press(page, "Войти")
    expect(page.locator(".errors")).to_be_visible()
    come_back(page, "young")
    press(page, "Отправить ещё раз")
    is_saved(page)


def test_without_network_the_page_stays_and_says_so(visit):
    page = her_card(visit("young"))
    field(page, "Награды").fill(TEXT)
    page.context.set_offline(True)
    press(page, "Сохранить")
    expect(page.locator("#messages")).to_contain_text("Нет связи, данные не отправлены.")
    expect(field(page, "Награды")).to_have_value(TEXT)
    page.context.set_offline(False)
    press(page, "Сохранить")
    is_saved(page)


def test_without_network_a_plain_form_is_sent_by_loading_the_page_again(visit):
    page = invitation(visit("head"))
    page.context.set_offline(True)
    press(page, "Получить одноразовый код")
    page.wait_for_url("chrome-error://**")
    page.context.set_offline(False)
    page.reload()
    expect(page.locator("main")).to_contain_text("новый-логин")
    expect(page.locator(".code")).to_be_visible()


@pytest.mark.parametrize("code", [500, 502, 503, 504])
def test_a_failure_between_us_and_the_server_leaves_the_form(visit, code):
    page = her_card(visit("young"))
    field(page, "Награды").fill(TEXT)
    page.route("**/edit", lambda route: route.fulfill(status=code, body="<h1>Bad Gateway</h1>"))
    press(page, "Сохранить")
    expect(page.locator("#messages")).to_contain_text("Сервер не отвечает")
    expect(field(page, "Награды")).to_have_value(TEXT)
    page.unroute("**/edit")
    press(page, "Сохранить")
    is_saved(page)


@pytest.mark.parametrize("has_scripts", [True, False])
@pytest.mark.parametrize("failure", [ZeroDivisionError(), OperationalError("", {}, Exception())])
def test_a_bug_and_a_busy_database_hand_the_text_back(visit, house, has_scripts, failure):
    page = her_card(visit("young", java_script_enabled=has_scripts))
    field(page, "Награды").fill(TEXT)
    with broken(house.app, "members.edit", failure):
        press(page, "Сохранить")
        expect(page.get_by_label("Ваш текст")).to_have_value(TEXT)
    press(page, "Отправить ещё раз")
    is_saved(page)


@pytest.mark.parametrize("has_scripts", [True, False])
def test_a_mistake_keeps_what_was_typed(visit, has_scripts):
    page = her_card(visit("young", java_script_enabled=has_scripts))
    fill(page, {"Награды": TEXT, "Почта": "почта без собаки"})
    press(page, "Сохранить")
    expect(page.locator(".errors")).to_contain_text("Так адрес почты не пишут.")
    expect(field(page, "Награды")).to_have_value(TEXT)
    expect(field(page, "Почта")).to_have_value("почта без собаки")
    fill(page, {"Почта": "anna@school"})
    press(page, "Сохранить")
    is_saved(page)


@pytest.mark.parametrize("has_scripts", [True, False])
def test_two_tabs_show_both_texts_and_one_press_decides(visit, has_scripts):
    first = her_card(visit("young", java_script_enabled=has_scripts))
    second = her_card(first.context.new_page())
    field(first, "Специальность по диплому").fill("учитель истории")
    press(first, "Сохранить")
    expect(first.get_by_text("Карточка сохранена.")).to_be_visible()
    fill(second, {"Специальность по диплому": "библиотекарь", "Награды": TEXT})
    press(second, "Сохранить")
    seen = second.locator(".conflict")
    expect(seen).to_contain_text("учитель истории")
    expect(seen).to_contain_text("библиотекарь")
    expect(field(second, "Награды")).to_have_value(TEXT)
    press(second, "Сохранить")
    is_saved(second)
    expect(second.locator("main")).to_contain_text("библиотекарь")


def test_two_presses_save_once(visit):
    page = visit("head")
    page.goto("/members/people/new")
    fill(page, {"Фамилия": "Пеночкина", "Имя": "Анна"})
    page.locator("main form button[type=submit]").dblclick()
    expect(heading(page)).to_contain_text("Пеночкина")
    page.goto("/members/?q=Пеночкина")
    expect(page.locator("main table a")).to_have_count(1)


def test_a_closed_tab_leaves_a_draft(visit):
    page = her_card(visit("young"))
    field(page, "Награды").press_sequentially(TEXT)
    expect(page.get_by_text("Черновик сохранён")).to_be_visible()
    page.close()
    again = her_card(page.context.new_page())
    expect(field(again, "Награды")).to_have_value("")
    again.get_by_role("button", name="Вернуть в поле").click()
    expect(field(again, "Награды")).to_have_value(TEXT)
    press(again, "Сохранить")
    is_saved(again)
    again.get_by_role("link", name="Исправить").click()
    expect(field(again, "Награды")).to_have_value(TEXT)
    expect(again.get_by_role("button", name="Вернуть в поле")).to_have_count(0)


def test_a_tab_closed_at_once_leaves_a_draft_too(visit):
    page = her_card(visit("young"))
    field(page, "Награды").fill(TEXT)
    page.on("dialog", lambda dialog: dialog.accept())
    with page.expect_event("close"):
        page.close(run_before_unload=True)
    again = her_card(page.context.new_page())
    expect(again.get_by_role("button", name="Вернуть в поле")).to_be_visible()


def test_a_person_who_leaves_by_mistake_is_asked(visit):
    page = her_card(visit("young"))
    field(page, "Награды").fill(TEXT)
    page.on("dialog", lambda dialog: dialog.dismiss())
    with page.expect_event("dialog") as asked:
        page.get_by_role("link", name="Не сохранять").click(no_wait_after=True)
    assert asked.value.type == "beforeunload"
    expect(field(page, "Награды")).to_have_value(TEXT)


@pytest.mark.parametrize("trouble", ["signed out", "failure", "no network"])
def test_the_bell_does_not_disturb_a_half_written_form(visit, trouble):
    page = visit("young")
    page.clock.install()
    her_card(page)
    field(page, "Награды").fill(TEXT)
    if trouble == "signed out":
        page.context.clear_cookies()
    elif trouble == "failure":
        page.route("**/notices/**", lambda route: route.fulfill(status=502, body="<h1>Bad</h1>"))
    else:
        page.route("**/notices/**", lambda route: route.abort())
    with page.expect_request(re.compile("/notices/")) as poll:
        page.clock.run_for(61_000)
    poll.value.response() if trouble != "no network" else None
    page.clock.run_for(2_000)
    expect(field(page, "Награды")).to_have_value(TEXT)
    expect(heading(page)).to_contain_text("Зябликова")
    expect(page.locator("#messages")).to_be_empty()


def test_a_row_that_a_colleague_removed_gives_its_words_back_in_sight(visit):
    page, colleague = visit("head"), visit("head")
    page.goto("/plan/edit")
    row = page.locator("tr[data-row]").filter(has_text="Диагностика проблем молодых")
    row.get_by_role("link", name="Изменить").click()
    form = page.locator("form.row-form")
    form.get_by_label("Текст").fill(TEXT)
    number = form.get_attribute("action").rpartition("/")[2]
    colleague.goto(f"/plan/rows/{number}")
    token = colleague.locator("meta[name=csrf]").get_attribute("content")
    gone = {"csrf_token": token, "reason": "Убрано"}
    assert colleague.request.post(f"/plan/rows/{number}/remove", form=gone).ok
    form.get_by_role("button", name="Сохранить").click()
    expect(page.get_by_text("возможно, её убрали")).to_be_in_viewport()
    expect(page.locator("#written")).to_contain_text("Благодарность главы района.")
    expect(form.get_by_label("Текст")).to_have_value(TEXT)
    page.get_by_role("button", name="Записать как новую").click()
    expect(heading(page)).to_have_text("Пункт плана")  # an adopted plan asks for a reason
    fill(page, {"Почему план меняется": "Нужен снова"})
    press(page, "Сохранить")
    expect(
        page.locator("tr[data-row]").filter(has_text="Благодарность главы района.")
    ).to_be_visible()
