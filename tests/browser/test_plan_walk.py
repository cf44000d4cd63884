"""The plan is changed row by row: in place, by dragging, on a phone, without scripts."""

import pytest
from playwright.sync_api import expect

from tests.browser.hands import NARROW, WIDE, fill, press

pytestmark = pytest.mark.browser

REASON = "решение заседания № 2"  # the example's plan is adopted
FIRST, SECOND = "#row-2", "#row-3"  # the two rows of «Аналитическая деятельность»


def change(page, row, words):
    page.locator(row).get_by_role("link", name="Изменить").click()
    page.locator("textarea[name=text]").fill(words)
    fill(page.locator("form.row-form"), {"Почему план меняется": REASON})
    press(page, "Сохранить")


def undo(page):
    page.goto("/plan/edit")
    page.get_by_role("button", name="Отменить: ").click()
    expect(page.locator("#messages, main")).to_contain_text(["Правка отменена."])


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
def test_a_row_changes_in_its_place_and_back(visit, size):
    page = visit("head", viewport=size)
    page.goto("/plan/edit")
    before = page.locator(SECOND).inner_text()
    change(page, SECOND, "Диагностика затруднений")
    expect(page.locator(SECOND)).to_contain_text("Диагностика затруднений")
    expect(page.locator("textarea")).to_have_count(0)
    page.goto("/plan/")
    expect(page.locator(SECOND)).to_contain_text("Диагностика затруднений")
    undo(page)
    expect(page.locator(SECOND)).to_have_text(before, use_inner_text=True)


def test_a_row_is_dragged_to_its_place_and_numbered_anew(visit):
    page = visit("head", viewport=WIDE)
    page.goto("/plan/edit")
    fill(page, {"Почему план меняется": REASON})
    page.locator(SECOND).drag_to(page.locator(FIRST), source_position={"x": 20, "y": 20},
                                 target_position={"x": 20, "y": 10})  # fmt: skip
    page.wait_for_url("**/plan/edit#row-3")
    expect(page.locator(f"{SECOND} td.num")).to_have_text("1.")
    expect(page.locator(f"{FIRST} td.num")).to_have_text("2.")
    undo(page)
    expect(page.locator(f"{FIRST} td.num")).to_have_text("1.")


def test_without_scripts_rows_are_changed_moved_and_removed(visit):
    page = visit("head", java_script_enabled=False)
    page.goto("/plan/edit")
    change(page, FIRST, "База участников")
    expect(page.locator(FIRST)).to_contain_text("База участников")
    fill(page, {"Почему план меняется": REASON})
    page.locator(FIRST).get_by_role("button", name="Ниже").click()
    expect(page.locator(f"{FIRST} td.num")).to_have_text("2.")
    fill(page, {"Почему план меняется": REASON})
    page.locator(FIRST).get_by_role("button", name="Убрать").click()
    expect(page.locator(FIRST)).to_have_count(0)
    for _ in range(3):
        with page.expect_navigation():
            page.get_by_role("button", name="Отменить: ").click()
    expect(page.locator(f"{FIRST} td.num")).to_have_text("1.")
    expect(page.locator(FIRST)).to_contain_text("Обновление базы данных")


def test_a_mistake_in_a_row_keeps_its_words_in_place(visit):
    page = visit("head")
    page.goto("/plan/edit")
    page.locator(FIRST).get_by_role("link", name="Изменить").click()
    fill(page, {"Место": "Кабинет 5"})
    fill(page.locator("form.row-form"), {"Почему план меняется": REASON})
    page.locator("summary", has_text="Выполнение").click()
    page.locator("select[name=state]").select_option(label="выполнено")
    press(page, "Сохранить")
    expect(page.locator(".wrong").first).to_contain_text("Напишите, что сделано")
    expect(page.locator("[name=place]")).to_have_value("Кабинет 5")
    expect(page.locator("select[name=state]")).to_have_value("done")


def test_a_row_opened_as_a_page_is_kept_with_scripts_too(visit):
    page = visit("head")
    page.goto("/plan/rows/2")
    page.locator("textarea[name=text]").fill("База участников")
    fill(page, {"Почему план меняется": REASON})
    press(page, "Сохранить")
    page.wait_for_url("**/plan/edit**")
    expect(page.locator(FIRST)).to_contain_text("База участников")


def test_a_row_is_dragged_to_the_very_end(visit):
    page = visit("head", viewport=WIDE)
    page.goto("/plan/edit")
    fill(page, {"Почему план меняется": REASON})
    height = page.locator(SECOND).bounding_box()["height"]
    page.locator(FIRST).drag_to(page.locator(SECOND), source_position={"x": 20, "y": 20},
                                target_position={"x": 20, "y": height - 5})  # fmt: skip
    page.wait_for_url("**/plan/edit#row-2")
    expect(page.locator(f"{FIRST} td.num")).to_have_text("2.")


def test_a_move_of_an_adopted_plan_asks_for_its_reason(visit):
    page = visit("head")
    page.goto("/plan/edit")
    page.locator(FIRST).get_by_role("button", name="Ниже").click()
    fill(page, {"Почему план меняется": REASON})
    press(page, "Изменить план")
    expect(page.locator(f"{FIRST} td.num")).to_have_text("2.")
