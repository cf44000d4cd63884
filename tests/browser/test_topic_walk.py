"""A topic from its choice to its end, the talk at a meeting, and the papers that say so."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.hands import NARROW, fill, heading, press, sign_in
from tests.browser.test_meeting_walk import download, hold, mark_everybody

pytestmark = pytest.mark.browser

TITLE = "Книжный клуб старшеклассников"
OTHERS = "Читательский дневник", "Настольные игры по книгам"
SCRIPTS = pytest.mark.parametrize("scripted", [True, False], ids=["scripts", "no scripts"])


@SCRIPTS
def test_a_topic_goes_from_its_choice_to_the_extract(visit, scripted):
    own, head = (visit(who, java_script_enabled=scripted) for who in ("", "head"))
    sign_in(own, "librarian")
    propose(own)
    agree_to_five(head)
    log_three_entries(own)
    press(own, "Предложить выступление")
    expect(own.locator(".head")).to_contain_text("хочет выступить с отчётом на заседании")
    put_on_the_third_agenda(head)
    hold(head)
    mark(head, scripted=scripted)
    sign(head, scripted=scripted)
    head.goto("/")
    waiting(head, "Завершить тему: Скворцова О.И.").get_by_role("button").click()
    expect(head.locator("#messages")).to_contain_text(f"«{TITLE}»: завершена.")
    own.reload()
    expect(own.locator(".plan-state")).to_contain_text("Завершена")
    expect(own.locator("main")).to_contain_text("Заслушан: протокол № 3 от 09.12.2019")
    own.goto("/growth/")
    said = " ".join(lines(download(own, "Выписка для аттестации")))
    assert f"«{TITLE}»" in said
    assert "протокол № 3 от 09.12.2019" in said


def waiting(page, words):
    """The row of the first page that says this."""
    return page.get_by_role("listitem").filter(has_text=words)


def propose(page):
    """Asked for on the first page; only the title and the years."""
    waiting(page, "Тема самообразования на год не выбрана").get_by_role("link").last.click()
    fill(page, {"Тема": TITLE})
    press(page, "Предложить")
    expect(heading(page)).to_have_text(TITLE)
    said = lines(download(page, "План в Word"))
    assert any(TITLE in one for one in said)


def agree_to_five(page):
    for title in OTHERS:
        page.goto("/self-education/new")
        page.get_by_label("Чья тема").select_option(index=1)
        fill(page, {"Тема": title})
        press(page, "Внести")
        expect(heading(page)).to_have_text(title)
    page.goto("/self-education/")
    waits = page.get_by_role("listitem").filter(has_text="ждут согласования")
    expect(waits).to_contain_text("5")
    waits.get_by_role("link").click()
    expect(page.locator("tbody tr")).to_have_count(5)
    for box in page.locator("tbody input[type=checkbox]").all():
        box.check()
    press(page, "Согласовать отмеченные")
    expect(page.locator("#messages")).to_contain_text("Согласовано: 5 тем.")


def log_three_entries(page):
    """The first from the first page, the last on a phone."""
    page.goto("/")
    page.locator("main").get_by_role("link", name="Записать").click()
    write(page, "Прочитала о книжных клубах", "1:30")
    expect(heading(page)).to_have_text(TITLE)
    write(page, "Первая встреча клуба", "90 мин")
    expect(page.locator("#log-sums")).to_contain_text("2 записи, 3 ч")
    size = page.viewport_size
    page.set_viewport_size(NARROW)
    write(page, "Вторая встреча клуба", "2")
    expect(page.locator("#log-sums")).to_contain_text("3 записи, 5 ч")
    page.set_viewport_size(size)


def write(page, text, time):
    fill(page, {"Что сделано": text, "Время": time})
    press(page, "Записать")


def put_on_the_third_agenda(page):
    page.goto("/meetings/proposals")
    matters = page.locator("form", has=page.get_by_role("checkbox"))
    matters.get_by_role("checkbox", name=f"Скворцова О.И. — {TITLE}").check()
    matters.get_by_label("Заседание").select_option("3")
    matters.get_by_role("button", name="В повестку").click()
    expect(page.locator("ol.agenda")).to_contain_text(f"Скворцова О.И. — {TITLE}")


def mark(page, *, scripted):
    """Everybody was there."""
    if scripted:
        mark_everybody(page)
        return
    page.get_by_role("link", name="Отметить явку").click()
    for box in page.get_by_label("был(а)", exact=True).all():
        box.check()
    press(page, "Сохранить явку")
    expect(page.locator("#roll-counts")).to_have_text("Были 18 из 18")


def sign(page, *, scripted):
    page.get_by_role("link", name="Готово").click()
    press(page, "Начать протокол")
    press(page, "Сохранить")
    for number, text in enumerate(("Принять к сведению.", "Утвердить заказ.")):
        item = page.locator("section.item").nth(number)
        item.get_by_label("Решили", exact=True).fill(text)
        if not scripted:
            item.get_by_role("button", name="Сохранить").click()
        expect(item.locator(".saved").last).to_have_text(re.compile(r"Сохранено \d\d:\d\d"))
    expect(page.get_by_role("checkbox", name=f"Скворцова О.И. — {TITLE}")).to_be_checked()
    press(page, "Подписать протокол")
    expect(heading(page)).to_contain_text("Протокол № 3 от")


def lines(paper):
    """What a paper says, in its paragraphs and its tables."""
    cells = (cell.text for table in paper.tables for row in table.rows for cell in row.cells)
    return [*(one.text for one in paper.paragraphs), *cells]


def test_the_first_entry_on_the_page_of_an_agreed_topic_begins_it_before_ones_eyes(visit):
    page = visit("head")
    page.goto("/self-education/?state=agreed")
    page.locator("tbody").get_by_role("link", name="Выставка, которую читают").click()
    expect(page.locator(".plan-state")).to_contain_text("Согласована")
    write(page, "Опросила читателей", "1")
    expect(page.locator(".plan-state")).to_contain_text("В работе")
    expect(page.locator("#log-sums")).to_contain_text("1 запись, 1 ч")
    expect(page.locator("#messages")).to_contain_text("Работа над темой начата.")
