"""The keyboard, the dark, the paper."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.hands import NARROW, PASSWORD, field, fill, heading
from tests.makers import SEED

pytestmark = pytest.mark.browser

FOCUSED = """() => {
  const one = document.activeElement, style = getComputedStyle(one);
  const box = one.getBoundingClientRect();
  const isPart = one.type === "date"; // the browser rings the day, the month, the year in it
  const isMarked = isPart || (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2);
  const isSeen = box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
  return [one === document.body ? "" : one.outerHTML.slice(0, 120), isMarked && isSeen];
}"""
BRIGHTNESS = """(name) => {
  const { backgroundColor } = getComputedStyle(document.querySelector(name));
  const [r, g, b] = backgroundColor.match(/[\\d.]+/g).map(Number);
  return (0.2126 * r + 0.7152 * g + 0.0722 * b) / 255;
}"""


def test_the_first_stop_skips_to_the_content(visit):
    page = visit("head")
    page.goto("/members/")
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="К содержанию")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("#main$"))
    page.keyboard.press("Tab")
    expect(page.locator("main :focus")).to_have_count(1)


def test_enter_signs_in(visit):
    page = visit()
    page.goto("/sign-in")
    expect(field(page, "Логин")).to_be_focused()
    page.keyboard.type("young")
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(heading(page)).to_contain_text("Здравствуйте")


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(
    "path", ["/", "/members/", "/members/people/4/edit", "/plan/", "/accounts/4"]
)
def test_every_stop_of_the_keyboard_is_seen(visit, path, theme):
    page = visit("head", color_scheme=theme)
    page.goto(path)
    stops = []
    for _ in range(150):
        page.keyboard.press("Tab")
        stops.append(page.evaluate(FOCUSED))
        if not stops[-1][0]:
            break
    assert len(stops) > 10
    assert [stop for stop, is_seen in stops if stop and not is_seen] == []


def test_details_open_by_keyboard(visit):
    page = visit("head")
    page.goto("/plan/import")
    page.locator("main input[type=file]").set_input_files(SEED)
    page.get_by_role("button", name="Посмотреть, что получится").press("Enter")
    summary = page.locator("main summary")
    summary.focus()
    page.keyboard.press("Enter")
    expect(page.locator("main details")).to_have_attribute("open", "")
    page.keyboard.press("Space")
    expect(page.locator("main details")).not_to_have_attribute("open", "")


@pytest.mark.parametrize("way", ["Escape", "Закрыть", "Ещё"])
def test_the_menu_of_a_phone_opens_and_closes_by_keyboard(visit, way):
    page = visit("head", viewport=NARROW)
    page.goto("/")
    menu = page.get_by_role("complementary", name="Меню")
    expect(menu).to_be_hidden()
    page.get_by_role("link", name="Ещё").press("Enter")
    expect(menu).to_be_visible()
    page.keyboard.press("Tab")
    if way == "Escape":
        page.keyboard.press(way)
    else:
        page.get_by_role("link", name=way).press("Enter")
    expect(menu).to_be_hidden()
    expect(page.get_by_role("link", name="Ещё")).to_be_focused()
    page.keyboard.press("Enter")
    expect(menu).to_be_visible()


def test_the_keyboard_stays_in_the_open_menu_of_a_phone(visit):
    page = visit("head", viewport=NARROW)
    page.goto("/")
    page.get_by_role("link", name="Ещё").click()
    for _ in range(40):
        page.keyboard.press("Tab")
        assert page.evaluate("!document.activeElement.closest('main')")


def test_paper_has_all_that_waits(visit):
    page = visit("head")
    page.goto("/")
    expect(page.locator(".folded .waits > li").first).to_be_hidden()
    page.emulate_media(media="print")
    for row in page.locator(".folded .waits > li").all():
        expect(row).to_be_visible()


def test_a_mistake_takes_the_keyboard_to_its_list_and_to_its_field(visit):
    page = visit("head")
    page.goto("/members/people/4/edit")
    fill(page, {"Почта": "без собаки"})
    field(page, "Фамилия").press("Enter")
    expect(page.locator(".errors")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("#email$"))
    expect(field(page, "Почта")).to_have_attribute("aria-invalid", "true")


def test_a_dark_system_gets_a_dark_house(visit):
    page = visit("head", color_scheme="dark")
    page.goto("/")
    assert page.evaluate(BRIGHTNESS, "body") < 0.2
    light = visit("head", color_scheme="light")
    light.goto("/")
    assert light.evaluate(BRIGHTNESS, "body") > 0.8


def test_the_switch_turns_the_light_off_and_on_and_is_remembered(visit):
    page = visit("head", color_scheme="light")
    page.goto("/")
    page.get_by_role("button", name="Тёмный вид").click()
    expect(page.get_by_role("button", name="Светлый вид")).to_be_visible()
    assert page.evaluate(BRIGHTNESS, "body") < 0.2
    page.goto("/plan/")
    assert page.evaluate(BRIGHTNESS, "body") < 0.2
    page.get_by_role("button", name="Светлый вид").click()
    expect(page.get_by_role("button", name="Тёмный вид")).to_be_visible()
    assert page.evaluate(BRIGHTNESS, "body") > 0.8


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("path", ["/plan/", "/members/", "/members/people/4/consent"])
def test_paper_holds_the_document_alone(visit, path, theme):
    page = visit("head", color_scheme=theme)
    page.goto(path)
    page.emulate_media(media="print")
    for around in (page.get_by_role("navigation"), page.locator(".btn"), page.locator(".banner")):
        for one in around.all():
            expect(one).to_be_hidden()
    expect(heading(page)).to_be_visible()
    assert page.evaluate(BRIGHTNESS, "body") > 0.99


# Browsers print grounds when they are told to, and then ink on ink is not read.
GROUNDS = """[...document.querySelectorAll("main *:not(input)")].filter((one) => {
  const [red, green, blue, alpha = 1] =
    getComputedStyle(one).backgroundColor.match(/[\\d.]+/g).map(Number);
  return one.checkVisibility() && alpha && Math.min(red, green, blue) < 230;
}).map((one) => one.outerHTML.slice(0, 90))"""


def test_paper_has_words_on_white_alone(visit):
    page, dark = visit("head"), {}
    for path in ("/", "/plan/", "/meetings/", "/meetings/1", "/meetings/1/attendance",
                 "/meetings/assignments/", "/help-requests/"):  # fmt: skip
        page.goto(path)
        page.emulate_media(media="print")
        dark[path] = page.evaluate(GROUNDS)
        page.emulate_media(media="null")
    assert {path: grounds for path, grounds in dark.items() if grounds} == {}


def test_htmx_changes_the_address_and_the_button_back_returns_a_whole_page(visit):
    page = visit("head")
    page.goto("/members/")
    field(page, "Имя или школа").fill("зябл")
    expect(page.locator("main tbody tr")).to_have_count(1)
    expect(page).to_have_url(re.compile("q="))
    page.get_by_role("link", name="Зябликова").click()
    expect(heading(page)).to_contain_text("Зябликова")
    page.go_back()
    expect(heading(page)).to_have_text("Участники")
    expect(page.get_by_role("navigation", name="Разделы")).to_be_visible()
    expect(page.locator("main tbody tr")).to_have_count(1)
