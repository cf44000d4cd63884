"""Whole walks through the house in a browser that runs no scripts."""

import pytest
from playwright.sync_api import expect

from tests.browser.hands import (
    NARROW,
    PASSWORD,
    REGISTER,
    field,
    fill,
    give,
    heading,
    press,
    sign_in,
)
from tests.makers import SEED

pytestmark = pytest.mark.browser

PLAIN = {"java_script_enabled": False}
FOUNDATION = {
    "Название объединения": "РМО школьных библиотекарей",
    "Район": "Лесной район",
    "Оператор персональных данных": "МКУ «Центр»",
    "Фамилия": "Иволгина",
    "Имя": "Мария",
    "Логин": "ivolgina",
    "Пароль": PASSWORD,
    "Пароль ещё раз": PASSWORD,
}


def test_the_first_visit_founds_the_association_and_takes_its_plan(visit_empty, empty_house):
    page = visit_empty(**PLAIN)
    page.goto("/")
    fill(page, {"Одноразовый код": "abcd-efgh"})
    press(page, "Продолжить")
    expect(page.locator(".errors")).to_be_visible()
    fill(page, {"Одноразовый код": empty_house.code.lower()})
    press(page, "Продолжить")

    fill(page, FOUNDATION)
    field(page, "План в Word (можно позже)").set_input_files(SEED)
    press(page, "Создать РМО")

    expect(heading(page)).to_have_text("Что получится из файла")
    expect(page.locator("main")).to_contain_text("Пока ничего не записано.")
    page.get_by_text("Каждое место файла").click()
    press(page, "Записать план")

    expect(heading(page)).to_contain_text("План работы")
    page.goto("/meetings/")
    expect(page.locator("main .q").nth(3)).to_be_visible()
    page.goto("/")
    expect(heading(page)).to_contain_text("Мария")


def test_an_invited_librarian_mends_her_card_on_a_phone_and_finds_the_meeting(visit):
    head = visit("head", **PLAIN)
    head.goto("/members/")
    head.get_by_role("link", name="Соловьёва").click()
    expect(heading(head)).to_contain_text("Соловьёва")
    card = head.url
    head.goto("/accounts/")
    head.goto(card.replace("/members/people/", "/accounts/invite/"))
    fill(head, {"Логин": "solovyova"})
    press(head, "Получить одноразовый код")
    code = head.locator(".code").inner_text()

    hers = visit(viewport=NARROW, has_touch=True, **PLAIN)
    hers.goto("/sign-in")
    hers.get_by_role("link", name="У меня есть одноразовый код").click()
    fill(hers, {"Одноразовый код": code, "Новый пароль": PASSWORD, "Пароль ещё раз": PASSWORD})
    press(hers, "Войти")
    expect(heading(hers)).to_contain_text("Татьяна")

    hers.get_by_role("link", name="Ещё").click()
    hers.get_by_role("link", name="Мои данные").click()
    hers.get_by_role("link", name="Моя карточка").click()
    hers.get_by_role("link", name="Исправить").click()
    fill(hers, {"Телефон": "+7 (83170) 2-22-22"})
    press(hers, "Сохранить")
    expect(hers.locator("main")).to_contain_text("+7 (83170) 2-22-22")

    hers.get_by_role("navigation", name="Главное").get_by_role("link", name="Главная").click()
    hers.get_by_role("region", name="Ближайшее заседание").get_by_role("link").first.click()
    expect(heading(hers)).to_contain_text("Заседание")

    again = visit(**PLAIN)
    sign_in(again, "solovyova")
    expect(heading(again)).to_contain_text("Татьяна")
    again.context.clear_cookies()
    again.goto("/join")
    fill(again, {"Одноразовый код": code, "Новый пароль": PASSWORD, "Пароль ещё раз": PASSWORD})
    press(again, "Войти")
    expect(again.locator(".errors")).to_be_visible()


def test_the_register_is_taken_from_excel_and_its_wrong_rows_mended(visit):
    page = visit("head", **PLAIN)
    page.goto("/members/")
    page.get_by_role("link", name="Загрузить из Excel").click()
    give(page, "Файл Excel (.xlsx)", "база.xlsx", REGISTER)
    press(page, "Посмотреть, что изменится")
    expect(page.locator("main")).to_contain_text("с ошибками 3")
    press(page, "Применить")
    expect(page.locator(".errors")).to_be_visible()

    row(page, "Чижова").get_by_label("Должность").select_option(label="педагог-библиотекарь")
    row(page, "Стрижова").get_by_label("Ставка").fill("0,25")
    press(page, "Проверить ещё раз")
    expect(page.locator("main")).to_contain_text("с ошибками 1")
    row(page, "Скворцова").get_by_label("Кто это").select_option(label="Скворцова Ольга Игоревна")
    press(page, "Проверить ещё раз")
    expect(page.locator("main")).to_contain_text("с ошибками 0")
    press(page, "Применить")

    expect(heading(page)).to_have_text("Участники")
    expect(page.locator("#messages")).to_contain_text("добавлено 3")
    for name in ("Пеночкина", "Чижова", "Стрижова"):
        expect(page.get_by_role("link", name=name)).to_have_count(1)
    expect(page.get_by_role("link", name="Скворцова")).to_have_count(1)


def row(page, name):
    return page.get_by_role("row").filter(has_text=name)


def test_the_register_and_the_journal_are_searched(visit):
    page = visit("head", **PLAIN)
    page.goto("/members/")
    field(page, "Имя или школа").fill("зябл")
    press(page, "Найти")
    expect(page.locator("main tbody tr")).to_have_count(1)
    page.goto("/journal?q=нет-такого")
    expect(page.locator("main tbody tr")).to_have_count(0)


def test_files_are_saved_under_their_names(visit):
    page = visit("head", **PLAIN)
    page.goto("/members/")
    with page.expect_download() as taken:
        press(page, "Скачать Excel")
    assert taken.value.suggested_filename == "база участников 09.12.2019.xlsx"
    page.goto("/me/")
    with page.expect_download() as mine:
        press(page, "Скачать")
    assert mine.value.suggested_filename == "мои данные.html"


def test_the_example_is_looked_at_and_erased(visit_empty, empty_house):
    page = visit_empty(**PLAIN)
    page.goto("/")
    fill(page, {"Одноразовый код": empty_house.code})
    press(page, "Продолжить")
    press(page, "Посмотреть на примере")
    fill(page, {"Логин": "head", "Пароль": PASSWORD})
    press(page, "Войти")
    page.get_by_role("link", name="Стереть и начать своё").click()
    press(page, "Стереть пример")
    expect(heading(page)).to_have_text("Создать РМО")


def test_signing_out_closes_the_door(visit):
    page = visit(**PLAIN)
    sign_in(page, "young")
    page.get_by_role("button", name="Выйти").click()
    expect(heading(page)).to_have_text("Вход")
    page.goto("/members/")
    expect(heading(page)).to_have_text("Вход")
    sign_in(page, "young")


def test_two_installations_on_one_host_leave_each_other_signed_in(chromium, house, empty_house):
    context = chromium.new_context(storage_state=house.states["head"])
    page = context.new_page()
    for address, words in ((empty_house.address, "Одноразовый код"), (house.address, "Здравству")):
        page.goto(address)
        assert words in page.locator("main").inner_text()
    assert len(context.cookies()) == 2
    context.close()
