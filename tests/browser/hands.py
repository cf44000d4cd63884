"""What a person does on a page, by the words that stand on it."""

import io
import re
from contextlib import contextmanager

import xlsxwriter

from rmo_web.household.files import DOCX, XLSX

PASSWORD = "четыре-слова-для-входа"
TODAY = "2019-12-09"
WIDE, NARROW = {"width": 1280, "height": 860}, {"width": 360, "height": 740}


def sign_in(page, login, password=PASSWORD):
    page.goto("/sign-in")
    fill(page, {"Логин": login, "Пароль": password})
    press(page, "Войти")
    page.wait_for_url("**/")


def field(page, label):
    """The field with exactly this label; its asterisk does not count."""
    return page.get_by_label(re.compile(rf"^\s*{re.escape(label)}[\s*]*$"))


def fill(page, values):
    for label, value in values.items():
        field(page, label).fill(value)


def press(page, words):
    page.locator("main").get_by_role("button", name=words, exact=True).click()


def heading(page):
    return page.get_by_role("heading", level=1)


def give(page, label, name, content):
    """Choose a file, as if it lay on this computer under this name."""
    kinds = {"xlsx": XLSX, "docx": DOCX}
    chosen = {"name": name, "mimeType": kinds[name.rpartition(".")[2]], "buffer": content}
    field(page, label).set_input_files(chosen)


def workbook(*rows):
    """These rows as a file of Excel."""
    written = io.BytesIO()
    with xlsxwriter.Workbook(written, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    return written.getvalue()


REGISTER = workbook(
    ("№", "ФИО", "Организация", "Должность", "Ставка"),
    (1, "Пеночкина Анна Ивановна", "МБОУ «Школа № 1»", "библиотекарь", "0,5"),
    (2, "Чижова Вера Павловна", "МБОУ «Школа № 2»", "хранитель книг", "1"),
    (3, "Стрижова Ольга Петровна", "МБОУ «Школа № 3»", "библиотекарь", "целая"),
    (4, "Скворцова Ольга Игоревн", "МБОУ «Школа № 2»", "библиотекарь", "1"),
)


@contextmanager
def broken(app, endpoint, failure):
    """The view of this endpoint fails like this."""
    view = app.view_functions[endpoint]

    def fails(**_):
        raise failure

    fails.entry = view.entry
    app.view_functions[endpoint] = fails
    try:
        yield
    finally:
        app.view_functions[endpoint] = view
