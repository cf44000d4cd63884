"""The log in twenty seconds: in place, on a phone, on another device, with what it refuses."""

import pytest
from playwright.sync_api import expect

from rmo_web.household.drafts import Draft
from rmo_web.household.entries.models import Entry
from rmo_web.household.files import Attachment
from rmo_web.kernel.db import db
from tests.attaching import RIGHT, WRONG
from tests.browser.hands import NARROW, field, fill, heading, press

pytestmark = pytest.mark.browser

PHONE = {"viewport": NARROW, "has_touch": True, "is_mobile": True}
TEXT = "Прочитала о книжных квестах"
# As when somebody has drawn a field larger, or the browser has marked it.
STYLED = """document.querySelectorAll("main :is(input, textarea)")
  .forEach((field) => { field.style.top = "0" })"""


def her_topic(page):
    """The page of the topic she works on, as its link leads there."""
    page.goto("/growth/")
    page.locator("main a.q").first.click()
    expect(page.locator("#entry-new textarea")).to_be_visible()
    return page


def choose(page, *files):
    kinds = {"pdf": "application/pdf", "exe": "application/octet-stream"}
    page.get_by_label("Файлы", exact=True).set_input_files(
        [{"name": f"{name}.{kind}", "mimeType": kinds[kind], "buffer": content}
         for name, kind, content in files]
    )  # fmt: skip


def written(house):
    with house.app.app_context():
        return db.session.query(Entry).count()


def test_three_entries_are_written_on_a_phone_one_after_another(visit):
    page = visit("young", **PHONE)
    page.goto("/")
    page.get_by_role("link", name="Записать").tap()
    expect(field(page, "Что сделано")).to_be_focused()
    page.keyboard.type(TEXT)
    press(page, "Записать")
    expect(page.locator("#messages")).to_contain_text("Записано: 09.12.2019.")
    for number in (2, 3):
        field(page, "Что сделано").fill(f"{TEXT}, {number}")
        fill(page, {"Время": "45"})
        press(page, "Записать")
        expect(page.locator("#log-said")).to_contain_text("Записано: 09.12.2019, 45")
        expect(page.locator("#entries > li").first).to_contain_text(f"{TEXT}, {number}")
        expect(field(page, "Что сделано")).to_have_value("")
        expect(field(page, "Что сделано")).to_be_focused()
    expect(page.locator("#log-sums")).to_contain_text("6 записей")


def test_what_was_typed_and_chosen_waits_on_another_device(visit, house):
    first = her_topic(visit("young"))
    first.get_by_text("Ссылка, файлы").click()
    choose(first, ("план", "pdf", RIGHT["pdf"]))
    expect(first.get_by_label("Убрать «план.pdf»")).to_be_visible()
    field(first, "Что сделано").press_sequentially(TEXT)
    expect(first.get_by_text("Черновик сохранён")).to_be_visible()
    first.close()

    phone = visit("young", **PHONE)
    phone.goto("/self-education/log/new")
    expect(phone.get_by_text(TEXT)).to_be_visible()
    expect(phone.get_by_label("Убрать «план.pdf»")).to_be_visible()
    phone.get_by_role("button", name="Вернуть в поле").tap()
    expect(field(phone, "Что сделано")).to_have_value(TEXT)
    phone.get_by_label("Убрать «план.pdf»").check()
    press(phone, "Записать")
    expect(phone.locator("#entries > li").first).to_contain_text(TEXT)
    expect(phone.locator("main")).not_to_contain_text("план.pdf")
    with house.app.app_context():
        assert db.session.query(Draft).count() == 0
        assert db.session.query(Attachment).filter(Attachment.name == "план.pdf").count() == 0


def test_a_form_in_which_nothing_was_typed_leaves_nothing(visit, house):
    page = her_topic(visit("young"))
    field(page, "Что сделано").press_sequentially("Нет")
    expect(page.get_by_text("Черновик сохранён")).to_be_visible()
    field(page, "Что сделано").fill("")
    with page.expect_response("**/drafts/"):
        pass
    page.close()
    phone = visit("young", **PHONE)
    phone.goto("/self-education/log/new")
    expect(field(phone, "Что сделано")).to_have_value("")
    expect(phone.get_by_role("button", name="Вернуть в поле")).to_have_count(0)
    with house.app.app_context():
        assert db.session.query(Draft).count() == 0


def test_a_refused_file_holds_the_entry_until_it_is_ticked_off(visit, house):
    page, before = her_topic(visit("young")), written(house)
    page.get_by_text("Ссылка, файлы").click()
    choose(page, ("а", "exe", WRONG["exe"]), ("б", "pdf", RIGHT["pdf"]))
    expect(page.locator("#entry-new")).to_contain_text("«а.exe»: файлы такого вида")
    expect(page.get_by_label("Убрать «б.pdf»")).to_be_visible()
    field(page, "Что сделано").fill(TEXT)
    press(page, "Записать")
    expect(page.locator("#entry-new .errors")).to_contain_text("«а.exe»: файл не приложен")
    assert written(house) == before
    page.get_by_label("Убрать «а.exe»").check()
    press(page, "Записать")
    expect(page.locator("#entries > li").first).to_contain_text("б.pdf")
    assert written(house) == before + 1


def test_a_sixth_file_is_named_and_not_forgotten(visit):
    page = her_topic(visit("young"))
    page.get_by_text("Ссылка, файлы").click()
    choose(page, *((str(one), "pdf", RIGHT["pdf"] + bytes([one])) for one in range(1, 7)))
    expect(page.locator("#entry-new")).to_contain_text("«6.pdf»: в записи уже пять файлов")
    expect(page.get_by_label("Убрать «6.pdf»")).to_be_visible()


UNDERSTOOD = {
    "1,5": "Понято: 1 ч 30 мин", "1:30": "Понято: 1 ч 30 мин", "1 ч 30 мин": "Понято: 1 ч 30 мин",
    "90 мин": "Понято: 1 ч 30 мин", "2 ч": "Понято: 2 ч", "45": "Понято: 45 мин",
    "-1": "Время не бывает меньше нуля", "NaN": "Время не понято", "1e3": "Время не понято",
    "25 ч": "В сутках 24 часа", "1:75": "Время не понято",
}  # fmt: skip


def test_how_the_time_is_understood_stands_beside_it_while_it_is_typed(visit):
    page = her_topic(visit("young"))
    said = page.locator("#entry-new #time-hint")
    for typed, words in UNDERSTOOD.items():
        field(page, "Время").fill(typed)
        expect(said).to_contain_text(words)


def test_the_ribbon_and_the_way_to_all_entries_follow_what_is_written(visit):
    page = visit("young")
    page.goto("/growth/")
    strokes = page.locator("#log-ribbon .rug")
    expect(strokes).to_have_count(3)
    page.locator("#log-sums").scroll_into_view_if_needed()
    page.get_by_role("link", name="Записать").click()
    expect(field(page, "Что сделано")).to_be_focused()
    field(page, "Что сделано").fill(TEXT)
    press(page, "Записать")
    expect(page.locator("#entries > li").first).to_contain_text(TEXT)
    expect(strokes).to_have_count(4)
    expect(page.get_by_role("link", name="Все записи")).to_be_visible()
    expect(heading(page)).to_have_text("Мой рост")


def test_a_pasted_title_is_not_cut_but_refused_with_all_of_it(visit):
    page, title = visit("head"), "Чтение " * 45
    page.goto("/self-education/new")
    field(page, "Тема").fill(title)
    page.locator("#person_id").select_option(index=1)
    press(page, "Внести")
    expect(page.locator(".errors")).to_contain_text("не больше 200 знаков")
    expect(field(page, "Тема")).to_have_value(title.strip())


@pytest.mark.parametrize(
    ("login", "path"),
    [("head", "/self-education/new"), ("head", "/members/people/new"),
     ("young", "/help-requests/new"), ("young", "/self-education/log/new")],
)  # fmt: skip
def test_a_refused_form_says_nothing_to_the_console(visit, login, path):
    page = visit(login)
    page.goto(path)
    page.evaluate(STYLED)
    form = page.locator("main form[enctype], main form[hx-boost]").first
    form.evaluate("(form) => { form.noValidate = true }")
    form.locator("button[type=submit]").first.click()
    expect(page.locator(".errors")).to_be_focused()
