"""A meeting from the plan to signed minutes and a report, on a desktop, on a phone, by keyboard."""

import io
import re
from contextlib import contextmanager, nullcontext

import docx
import pytest
from playwright.sync_api import expect

from tests.browser.hands import NARROW, TODAY, WIDE, fill, heading, press

pytestmark = pytest.mark.browser

SIZES = pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])


def open_third(page):
    """The third meeting of the plan, which nobody has prepared."""
    page.goto("/meetings/")
    page.get_by_role("link", name=re.compile("Заседание № 3")).click()
    expect(heading(page)).to_contain_text("Исследовательская работа")
    page.wait_for_load_state()


def hold(page):
    """Give the third meeting a day that has been, and mark it as held."""
    open_third(page)
    page.get_by_role("link", name="Изменить", exact=True).first.click()
    fill(page, {"День": TODAY, "Начало": "10:00"})
    press(page, "Сохранить")
    page.get_by_role("link", name="Заседание проведено").click()
    press(page, "Заседание проведено")
    expect(page.locator(".plan-state")).to_contain_text("Проведено")


@contextmanager
def held_back(page, address):
    """What lies at this address comes only at the end, as over a slow line."""
    waiting = []
    page.route(address, lambda route: waiting.append(route))  # Playwright marks its listeners
    yield
    for one in waiting:
        one.continue_()
    page.unroute(address)


def download(page, name):
    with page.expect_download() as waiting:
        page.locator("main").get_by_role("link", name=name, exact=True).first.click()
    with open(waiting.value.path(), "rb") as file:
        return docx.Document(io.BytesIO(file.read()))


def open_roll(page):
    """Its script is there too: keys and a broken network are its matter."""
    page.get_by_role("link", name="Отметить явку").click()
    page.wait_for_url("**/attendance")


def mark_everybody(page):
    page.get_by_role("link", name="Отметить явку").click()
    expect(heading(page)).to_have_text("Явка")
    people = page.locator("form[data-roll] fieldset")
    for number in range(people.count()):
        people.nth(number).get_by_label("был(а)", exact=True).check()
    expect(page.locator("#roll-counts")).to_have_text("Были 18 из 18")
    expect(page.locator("#roll-saved")).to_have_text("Сохранено")


def write(page, number, **said):
    """Fill a question of the minutes and wait until it has saved itself."""
    item = page.locator("section.item").nth(number)
    for label, text in said.items():
        item.get_by_label(label, exact=True).fill(text)
    expect(item.locator(".buttons .saved")).to_have_text(re.compile(r"Сохранено \d\d:\d\d"))
    return item


@SIZES
def test_a_meeting_goes_from_the_plan_to_a_report_on_its_assignments(visit, size):
    page = visit("head", viewport=size)
    open_third(page)
    page.get_by_role("link", name="Вопрос", exact=True).click()
    fill(page, {"Вопрос": "Разное", "Докладчики": "Ёлкина В.О., Школа № 6 — о сверке, 10 мин."})
    press(page, "Сохранить")
    page.get_by_role("link", name="Изменить", exact=True).first.click()
    fill(page, {"День": TODAY, "Начало": "10:00", "Место": "Школа № 6"})
    press(page, "Сохранить")
    press(page, "Пригласить")
    expect(page.locator(".plan-state")).to_contain_text("Приглашение разослано")
    page.get_by_role("button", name=re.compile("^Буду( \\d+)?$")).click()
    expect(page.locator("#answers [aria-pressed=true]")).to_contain_text("Буду")
    page.get_by_role("link", name="Заседание проведено").click()
    press(page, "Заседание проведено")
    mark_everybody(page)
    page.get_by_role("link", name="Готово").click()
    press(page, "Начать протокол")
    press(page, "Сохранить")
    expect(page.locator("section.item")).to_have_count(3)
    write(page, 0, Решили="Принять к сведению.\nПрислать отчёты.")
    item = write(page, 1, Решили="Утвердить заказ.")
    item.get_by_role("button", name="Единогласно").click()
    expect(item.get_by_label("За", exact=True)).to_have_value("18")
    write(page, 2, Решили="Закрыть заседание.")
    page.locator("section.item").first.get_by_role("link", name="Поручить").nth(1).click()
    page.get_by_label("Всем образовательным организациям").check()
    fill(page, {"Срок": "2019-12-20"})
    press(page, "Сохранить")
    expect(page.locator("#missing")).to_contain_text("Кто не сдал: 12")
    page.locator("#target-15, .todo li").first.get_by_role("button", name="Исполнено").click()
    expect(page.locator("#missing")).to_contain_text("Кто не сдал: 11")
    page.get_by_role("link", name="Заседание № 3").click()
    page.get_by_role("link", name="Протокол", exact=True).first.click()
    press(page, "Подписать протокол")
    expect(heading(page)).to_contain_text("Протокол № 3 от")
    said = [one.text for one in download(page, "Word").paragraphs]
    assert "1.2. Прислать отчёты." in said
    assert "ГОЛОСОВАЛИ: «за» — 18, единогласно." in said
    page.get_by_role("link", name="К заседанию").click()
    table = download(page, "Справка о выполнении решений").tables[0]
    assert "сдали 1 из 12" in table.rows[1].cells[4].text
    page.goto("/plan/")
    expect(page.locator("tr.meeting", has_text="Заседание № 3")).to_contain_text("были 18 из 18")


def test_the_roll_is_marked_with_the_keyboard_alone(visit):
    page = visit("head")
    hold(page)
    open_roll(page)
    page.locator("form[data-roll] input[type=radio]").first.focus()
    for key in "1" * 16 + "24":
        page.keyboard.press(key)
    expect(page.locator("#roll-counts")).to_have_text("Были 17 из 18, из них дистанционно 1")


def test_ticks_outlive_a_broken_network_and_a_reload(visit):
    page = visit("head")
    hold(page)
    open_roll(page)
    people = page.locator("form[data-roll] fieldset")
    page.context.set_offline(True)
    for number in range(3):
        people.nth(number).get_by_label("был(а)", exact=True).check()
    expect(page.locator("#roll-saved")).to_contain_text("отметки здесь целы (3)")
    page.context.set_offline(False)
    page.reload()
    expect(page.locator("#roll-counts")).to_contain_text("Были 3 из 18")
    expect(people.nth(2).get_by_label("был(а)", exact=True)).to_be_checked()


def test_a_tick_before_the_script_comes_is_not_lost(visit):
    page = visit("head")
    hold(page)
    with held_back(page, "**/static/attendance.js*"):
        page.get_by_role("link", name="Отметить явку").click()
        page.locator("form[data-roll] fieldset").first.get_by_label("был(а)", exact=True).check()
    expect(page.locator("#roll-counts")).to_contain_text("Были 1 из 18")
    page.reload()
    expect(page.locator("#roll-counts")).to_contain_text("Были 1 из 18")


def test_minutes_before_the_script_comes_are_not_lost(visit):
    page = visit("head")
    hold(page)
    press(page, "Начать протокол")
    press(page, "Сохранить")
    decided = page.locator("section.item").first.get_by_label("Решили", exact=True)
    expect(decided).to_be_visible()
    with held_back(page, "**/static/rmo.js*"):
        page.goto(page.url, wait_until="commit")
        decided.fill("Принять к сведению.")
    expect(page.locator("section.item").first).to_contain_text("Сохранено")
    page.reload()
    expect(decided).to_have_value("Принять к сведению.")


def test_minutes_wait_for_the_network_and_save_themselves(visit):
    page = visit("head")
    hold(page)
    press(page, "Начать протокол")
    press(page, "Сохранить")
    item = page.locator("section.item").first
    expect(item).to_be_visible()
    page.reload()
    page.context.set_offline(True)
    item.get_by_label("Решили", exact=True).fill("Принять к сведению.")
    expect(item.locator(".buttons .saved")).to_contain_text("Нет связи")
    page.context.set_offline(False)
    expect(item.locator(".buttons .saved")).to_contain_text("Сохранено", timeout=10_000)
    page.reload()
    expect(page.locator("section.item").first.get_by_label("Решили", exact=True)).to_have_value(
        "Принять к сведению."
    )


def test_two_writers_of_minutes_see_both_texts(visit):
    page = visit("head")
    hold(page)
    press(page, "Начать протокол")
    press(page, "Сохранить")
    expect(page.locator("section.item").first).to_be_visible()
    other = page.context.new_page()
    other.goto(page.url)
    write(other, 0, Решили="Слова другой.")
    item = page.locator("section.item").first
    item.get_by_label("Решили", exact=True).fill("Мои слова.")
    expect(item.locator(".conflict")).to_contain_text("Слова другой.")
    expect(item.get_by_label("Решили", exact=True)).to_have_value("Мои слова.")
    item.get_by_role("button", name="Записать мой вариант").click()
    expect(item.locator(".conflict")).to_have_count(0)
    other.reload()
    expect(other.locator("section.item").first.get_by_label("Решили", exact=True)).to_have_value(
        "Мои слова."
    )


def test_questions_are_dragged_into_their_order(visit):
    page = visit("head", viewport=WIDE)
    open_third(page)
    questions = page.locator("ol.agenda li")
    second = questions.nth(1).get_attribute("id")
    questions.nth(1).drag_to(
        questions.nth(0), source_position={"x": 15, "y": 20}, target_position={"x": 15, "y": 10}
    )
    expect(questions.nth(0)).to_have_attribute("id", second)
    expect(questions.nth(0).locator(".num")).to_have_text("I.")


def test_without_scripts_a_meeting_is_held_marked_and_recorded(visit):
    page = visit("head", java_script_enabled=False)
    hold(page)
    page.get_by_role("link", name="Отметить явку").click()
    people = page.locator("form[data-roll] fieldset")
    for number in range(3):
        people.nth(number).get_by_label("был(а)", exact=True).check()
    press(page, "Сохранить явку")
    expect(page.locator("#roll-counts")).to_contain_text("Были 3 из 18")
    page.get_by_role("link", name="Готово").click()
    press(page, "Начать протокол")
    press(page, "Сохранить")
    item = page.locator("section.item").first
    item.get_by_label("Решили", exact=True).fill("Принять.")
    item.get_by_role("button", name="Сохранить", exact=True).click()
    press(page, "Подписать протокол")
    expect(heading(page)).to_contain_text("Протокол № 3")


@pytest.mark.parametrize("is_slow", [False, True], ids=["", "over a slow line"])
def test_what_was_typed_a_moment_ago_is_signed_too(visit, is_slow):
    page = visit("head")
    hold(page)
    page.get_by_role("link", name="Отметить явку").click()
    page.locator("form[data-roll] fieldset").first.get_by_label("был(а)", exact=True).check()
    expect(page.locator("#roll-saved")).to_have_text("Сохранено")
    page.get_by_role("link", name="Готово").click()
    press(page, "Начать протокол")
    with held_back(page, "**/static/minutes.js*") if is_slow else nullcontext():
        press(page, "Сохранить")
        items = page.locator("section.item")
        items.nth(0).get_by_label("Решили", exact=True).fill("Принять к сведению.")
        items.nth(1).get_by_label("Решили", exact=True).fill("Утвердить заказ.")
        press(page, "Подписать протокол")
    expect(heading(page)).to_contain_text("Протокол № 3 от")
    for words in ("Принять к сведению.", "Утвердить заказ."):
        expect(page.locator("article")).to_contain_text(words)


def test_minutes_with_too_many_votes_are_not_signed_and_say_so_beside_the_button(visit):
    page = visit("head")
    hold(page)
    page.get_by_role("link", name="Отметить явку").click()
    page.locator("form[data-roll] fieldset").first.get_by_label("был(а)", exact=True).check()
    expect(page.locator("#roll-saved")).to_have_text("Сохранено")
    page.get_by_role("link", name="Готово").click()
    press(page, "Начать протокол")
    press(page, "Сохранить")
    item, other = page.locator("section.item").first, page.locator("section.item").last
    expect(page.locator("#lacks")).to_contain_text("Пока не подписать: в протоколе нет ни одного")
    other.get_by_label("Решили", exact=True).fill("Утвердить заказ.")
    expect(page.get_by_role("button", name="Подписать протокол")).to_be_visible()
    item.get_by_label("Решили", exact=True).fill("Принять к сведению.")
    item.get_by_label("За", exact=True).fill("5")
    press(page, "Подписать протокол")
    expect(item.locator(".buttons .saved")).to_contain_text("Голосов больше, чем присутствовало")
    expect(page.locator("#messages")).to_contain_text("протокол не подписан")
    expect(item.get_by_label("Решили", exact=True)).to_have_value("Принять к сведению.")


def test_whoever_moves_a_question_by_keys_may_press_again(visit):
    page = visit("head", viewport=WIDE)
    open_third(page)
    last = page.locator("ol.agenda li").last
    last.get_by_role("button", name="Выше").focus()
    moved = last.get_attribute("id")
    page.keyboard.press("Enter")
    expect(page.locator("ol.agenda li").first).to_have_attribute("id", moved)
    expect(page.locator(f"#{moved}").get_by_role("button", name="Выше")).to_be_focused()
