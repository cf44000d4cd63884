"""A table as a value: on the screen, in Excel and in Word it says the same."""

import io
from datetime import UTC, date, datetime
from decimal import Decimal
from zipfile import ZipFile

import pytest
from docx import Document
from docx.enum.section import WD_ORIENT
from openpyxl import load_workbook

from rmo_web.kernel.offered.waiting import Deed
from rmo_web.kernel.papers.sheet import (
    ColumnKind,
    Sheet,
    SheetBadge,
    SheetColumn,
    SheetLink,
    docx,
    said,
    xlsx,
)
from tests.office import pages_of

HOSTILE = '=HYPERLINK("http://evil") <b>&\''
COLUMNS = (
    SheetColumn("Ссылка"),
    SheetColumn("Когда", ColumnKind.DAY),
    SheetColumn("Сколько", ColumnKind.NUMBER),
    SheetColumn("Что сделать", ColumnKind.DEEDS),
)
ROW = (
    (SheetLink("Каталог", "/links/1"), SheetBadge("новая", "new")), date(2026, 11, 10), 5,
    Deed("Убрать", "/links/1/remove"),
)  # fmt: skip


def sheet(*rows, **more):
    return Sheet("Ссылки", COLUMNS, rows or (ROW,), **more)


def cell(value, column=1):
    """The cell of Excel that this value becomes."""
    made = xlsx(Sheet("Т", (SheetColumn("а"), SheetColumn("б")), ((value, value),)))
    return load_workbook(io.BytesIO(made)).active.cell(2, column)


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (None, ""),
        (True, "да"),
        (5, "5"),
        (Decimal("0.50"), "0,5"),
        (Decimal("12345678901.55"), "12345678901,55"),
        (1234567890.55, "1234567890,55"),
        (Deed("Пригласить", "/"), "Пригласить"),
        (date(2026, 11, 10), "10.11.2026"),
        (SheetLink("Каталог", "/"), "Каталог"),
        ((SheetLink("Каталог", "/"), "", SheetBadge("новая", "new")), "Каталог новая"),
    ],
)
def test_a_cell_reads_as_a_person_writes(value, words):
    assert said(value) == words


@pytest.mark.parametrize(
    ("value", "written", "look"),
    [
        (date(2026, 11, 10), datetime(2026, 11, 10), "dd.mm.yyyy"),  # noqa: DTZ001 - has no zones
        (5, 5, "General"),
        (Decimal("0.5"), 0.5, "General"),
        (True, "да", "@"),
        (12345678901234567890, "12345678901234567890", "@"),
        ("89001112233", "89001112233", "@"),
        ("0012", "0012", "@"),
        (HOSTILE, HOSTILE, "@"),
        (date(1812, 9, 7), "1812-09-07", "@"),
        ("а" * 40_000, "а" * 32_767, "@"),
        (SheetLink("Каталог", "https://example.org"), "Каталог (https://example.org)", "@"),
        ((SheetLink("Каталог", "/"), SheetBadge("новая", "new")), "Каталог новая", "@"),
    ],
)
def test_a_day_is_a_day_a_number_a_number_and_all_else_text(app, value, written, look):
    made = cell(value)
    assert (made.value, made.number_format) == (written, look)


def test_a_moment_is_told_by_the_clock_of_the_district(app):
    made = cell(datetime(2026, 11, 10, 21, 30, tzinfo=UTC))
    assert made.value == datetime(2026, 11, 11, 0, 30)  # noqa: DTZ001 - Excel has no zones
    assert made.number_format == "dd.mm.yyyy hh:mm"


def test_a_column_of_days_has_the_day_of_a_moment(app):
    late = datetime(2026, 11, 10, 21, 30, tzinfo=UTC)
    days = Sheet("Т", (SheetColumn("Когда", ColumnKind.DAY),), ((late,),))
    assert days.shown == [[("11.11.2026",)]]
    made = load_workbook(io.BytesIO(xlsx(days))).active["A2"]
    assert (made.value.day, made.number_format) == (11, "dd.mm.yyyy")


def test_no_cell_is_a_formula_or_a_link():
    with ZipFile(io.BytesIO(xlsx(sheet((HOSTILE, None, "https://e.org", ""))))) as archive:
        written = archive.read("xl/worksheets/sheet1.xml")
    assert b"<f>" not in written
    assert b"<hyperlink" not in written


def test_what_only_a_screen_can_do_is_not_on_paper():
    titles = ["Ссылка", "Когда", "Сколько"]
    book = load_workbook(io.BytesIO(xlsx(sheet()))).active
    table = Document(io.BytesIO(docx(sheet()))).tables[0]
    assert [one.value for one in book[1]] == titles
    assert [one.text for one in table.rows[0].cells] == titles
    assert [one.text for one in table.rows[1].cells] == ["Каталог новая", "10.11.2026", "5"]


def test_the_screen_has_links_words_and_buttons():
    link, day, number, deed = sheet().shown[0]
    assert (link[0].url, link[1].kind) == ("/links/1", "new")
    assert (day, number) == (("10.11.2026",), ("5",))
    assert deed[0].url == "/links/1/remove"


def test_a_number_stays_with_its_sign_on_the_screen_alone():
    school = Sheet("Т", (SheetColumn("Школа"),), (("МБОУ «Школа № 6»",),))
    assert school.shown == [[("МБОУ «Школа №\xa06»",)]]
    assert load_workbook(io.BytesIO(xlsx(school))).active["A2"].value == "МБОУ «Школа № 6»"


def test_the_titles_stay_in_sight_and_are_printed_on_every_page():
    book = load_workbook(io.BytesIO(xlsx(sheet(held=2)))).active
    assert book.freeze_panes == "C2"
    assert book.print_title_rows == "$1:$1"
    assert (book.page_setup.orientation, book.page_setup.paperSize) == ("landscape", 9)
    assert book.auto_filter.ref == "A1:C2"


def test_whose_sheet_it_is_stands_over_its_titles():
    book = load_workbook(io.BytesIO(xlsx(sheet(owner="РМО", limits="за 2026 год")))).active
    assert book["A1"].value == "Ссылки за 2026 год. РМО"
    assert book["A2"].value == "Ссылка"
    words = [one.text for one in Document(io.BytesIO(docx(sheet(owner="РМО")))).paragraphs]
    assert words[:2] == ["РМО", "Ссылки"]


@pytest.mark.parametrize("title", ["Заявки: [все]?", "'Имя'", "я" * 60])
def test_any_title_can_be_the_name_of_a_tab(title):
    load_workbook(io.BytesIO(xlsx(Sheet(title, COLUMNS, ()))))


def test_a_column_is_as_wide_as_its_words_within_bounds():
    rows = (("а" * 20, None, None, ""), ("б" * 300, None, None, ""))
    made = load_workbook(io.BytesIO(xlsx(sheet(*rows)))).active
    assert [made.column_dimensions[one].width for one in "AB"] == pytest.approx([45, 10], abs=1)
    assert made.row_dimensions[3].height == 8 * 15  # a row of one line is as tall as any


def test_a_wide_table_lies_on_its_page():
    narrow, wide = (
        Sheet("Т", [SheetColumn(f"Столбец {n}") for n in range(count)], ())
        for count in (3, 12)
    )  # fmt: skip
    turned = [Document(io.BytesIO(docx(one))).sections[0].orientation for one in (narrow, wide)]
    assert turned == [WD_ORIENT.PORTRAIT, WD_ORIENT.LANDSCAPE]


def test_an_office_opens_it_with_the_titles_on_every_page(tmp_path):
    rows = [(f"Каталог {n}", date(2026, 11, 10), n, "") for n in range(120)]
    drawn = pages_of(docx(sheet(*rows, owner="РМО")), tmp_path)
    assert len(drawn) > 1
    assert all("Сколько" in page for page in drawn)
    assert "Каталог 119" in drawn[-1]
    assert "10.11.2026" in drawn[0]
