"""Lists: what their addresses may ask, a page in one statement, a file of exactly its rows."""

import io
from datetime import date

import pytest
from lxml import html
from openpyxl import load_workbook
from sqlalchemy import literal, select

from rmo_web.household import lists
from rmo_web.kernel import listing, search, years
from rmo_web.kernel.db import saving
from rmo_web.kernel.errors import Refused
from rmo_web.kernel.listing import OfRecord, OneOf, Ticked, around, page_of, selected
from rmo_web.kernel.paging import PER_PAGE
from rmo_web.kernel.papers.sheet import Sheet, SheetColumn
from rmo_web.members.models import Organisation
from rmo_web.members.rules import Post
from tests.counting import statements
from tests.makers import TODAY

POST = OneOf("post", "Должность", {Post.METHODIST: "методист"}, every="Все должности")
WHO = OneOf("who", "Кого показать", {"now": "В составе", "left": "Вышли"}, usual="now")
TAB = OneOf("tab", "", {"new": "Новые", "all": "Все"}, usual="new")
ORDER = OneOf("order", "Порядок", {"new": "Новые сверху"}, every="Порядок", is_order=True)
DAY = date(2020, 9, 1)
HTMX = {"HX-Request": "true"}
NAMES = select(Organisation.name).order_by(Organisation.sort_key)


def schools():
    return [(1, "Гимназия"), (7, "Лицей")]


EVERY = (POST, WHO, TAB, OfRecord("school", "Школа", "Все школы", schools), Ticked("young", "Да"))


@pytest.fixture
def asked(app):
    """`asked("?q=…")`: what this address of a list asks for."""

    def ask(query="", *filters, **more):
        with app.test_request_context(f"/members/{query}"):
            return selected(*filters, **more)

    return ask


@pytest.fixture
def many(make):
    for number in range(1, PER_PAGE + 4):
        make.school(f"Школа № {number}")


def test_what_may_be_asked_is_asked(asked):
    selection = asked("?q= акт &post=methodist&who=left&tab=all&school=7&young=1&page=3", *EVERY)
    assert (selection.q, selection.page) == ("акт", 3)
    assert selection.chosen == {
        "post": Post.METHODIST, "who": "left", "tab": "all", "school": 7, "young": True,
    }  # fmt: skip


@pytest.mark.parametrize(
    "query",
    [
        "",
        "?post=x&who=x&tab=x&school=x&page=x",
        "?post=&school=-1&page=0&as=exe",
        "?school=99999999999",
    ],
)
def test_what_may_not_be_asked_falls_back_silently(asked, query):
    selection = asked(query, *EVERY, files=("xlsx",))
    assert (selection.q, selection.page, selection.file) == ("", 1, "")
    assert list(selection.chosen.values()) == ["", "now", "new", 0, False]
    assert not selection.is_narrowed


@pytest.mark.parametrize(
    "query", ["?q=акт", "?post=methodist", "?who=left", "?school=7", "?young=1"]
)
def test_words_and_filters_narrow_a_list_but_its_tabs_and_order_do_not(asked, query):
    assert asked(query, *EVERY).is_narrowed
    assert not asked("?tab=all&order=new", *EVERY, ORDER).is_narrowed


def test_only_a_list_that_offers_files_is_asked_for_one(asked):
    assert asked("?as=xlsx").file == ""
    assert asked("?as=xlsx", files=("xlsx",)).file == "xlsx"


def test_a_page_and_the_number_of_all_cost_one_statement(asked, many):
    with statements() as told:
        rows, total = page_of(NAMES, asked("?page=2"))
    assert [name for (name,) in rows] == [f"Школа № {PER_PAGE + n}" for n in (1, 2, 3)]
    assert (total, len(told)) == (PER_PAGE + 3, 1)


def test_a_list_that_is_not_counted_knows_of_its_next_page(asked, many):
    rows, reached = page_of(NAMES, asked(), is_counted=False)
    assert (len(rows), reached) == (PER_PAGE, PER_PAGE + 1)
    assert page_of(NAMES, asked("?page=2"), is_counted=False)[1] == PER_PAGE + 3


def test_filters_of_a_column_narrow_the_rows_by_themselves(asked, make):
    school, _ = make.school("Гимназия"), make.school("Лицей")
    of_one = OfRecord("school", "Школа", "Все школы", schools, Organisation.id)
    assert page_of(NAMES, asked(f"?school={school.id}", of_one)) == ([("Гимназия",)], 1)
    assert page_of(NAMES, asked(f"?school={school.id}&page=3", of_one)) == ([("Гимназия",)], 1)
    assert page_of(NAMES, asked("", of_one))[1] == 2


def test_words_are_looked_for_in_the_stems(asked, make):
    make.school()
    stems = literal(search.column("Учебный фонд"))
    assert page_of(NAMES, asked("?q=учебного"), stems=stems)[1] == 1
    assert page_of(NAMES, asked("?q=каталог"), stems=stems)[1] == 0
    assert page_of(NAMES, asked("?q=и"), stems=stems)[1] == 0, "no word is told"


@pytest.mark.parametrize("is_counted", [True, False])
def test_a_page_that_is_not_there_is_the_first_one(app, asked, many, is_counted):
    selection = asked("?page=9")
    rows, total = page_of(NAMES, selection, is_counted=is_counted)
    assert rows[0].name == "Школа № 1" if not is_counted else rows[0] == ("Школа № 1",)
    with app.test_request_context("/members/?page=9"):
        shown = around(selection, total).pages
    assert (shown.number, shown.back) == (1, "")
    assert "page=2" in shown.on


def test_a_file_has_the_rows_of_all_pages(asked, many):
    rows, total = page_of(NAMES, asked("?as=xlsx&page=2", files=("xlsx",)))
    assert (len(rows), total) == (PER_PAGE + 3, PER_PAGE + 3)


def test_too_many_rows_for_a_file_are_refused(asked, many, monkeypatch):
    monkeypatch.setattr(listing, "ROWS_MAX", PER_PAGE)
    with pytest.raises(Refused, match="не больше"):
        page_of(NAMES, asked("?as=xlsx", files=("xlsx",)))


def test_the_form_shows_what_is_chosen_and_carries_the_rest_along(app):
    with app.test_request_context("/members/?post=methodist&school=7&tab=all"):
        shown = around(selected(*EVERY), 0)
    assert {one.name: one.value for one in shown.fields} == {
        "post": "methodist", "who": "now", "school": "7", "young": "",
    }  # fmt: skip
    assert shown.fields[0].options == (("", "Все должности"), ("methodist", "методист"))
    assert shown.carried == (("tab", "all"),)
    assert shown.url == "/members/"


def test_records_to_choose_from_are_not_asked_for_rows_alone(app):
    def never():
        raise AssertionError

    school = OfRecord("school", "Школа", "Все школы", never)
    with app.test_request_context("/members/", headers=HTMX):
        assert around(selected(school), 0).fields == ()


def test_a_list_of_a_year_stays_in_it(app):
    with saving():
        years.opened(2019)
        years.opened(2020)
    with app.test_request_context("/help-requests/?year=2019"):
        years.shown(TODAY)  # as its page does
        shown = around(selected(), 0)
    assert shown.carried == (("year", "2019"),)
    assert shown.url == "/help-requests/"


def answered(app, query, rows, **headers):
    with app.test_request_context(f"/members/{query}", headers=headers):
        sheet = Sheet("Школы", (SheetColumn("Название"),), rows)
        selection = selected(POST, files=("xlsx",))
        said = {"forms": ("школа", "школы", "школ"), "nothing": ("Пусто", "!")}
        return lists.show(sheet, len(rows), selection, **said)


def test_the_rows_link_to_a_file_of_what_is_shown(app):
    rows = answered(app, "?q=лицей&page=2", [("Лицей",)], **HTMX).get_data(as_text=True)
    (link,) = html.fromstring(rows).xpath("//a[contains(@href, 'as=xlsx')]/@href")
    assert "q=%D0%BB" in link
    assert "page" not in link
    assert "1\xa0школа" in rows


def test_the_file_is_named_for_what_it_is_and_opens(app):
    answer = answered(app, "?as=xlsx", [("Лицей",)])
    assert "%D1%88%D0%BA%D0%BE%D0%BB%D1%8B" in answer.headers["Content-Disposition"]
    rows = load_workbook(io.BytesIO(answer.data)).active.iter_rows(values_only=True)
    assert list(rows) == [("Название",), ("Лицей",)]


@pytest.mark.parametrize(("query", "said"), [("", "Пусто"), ("?q=акт", "Ничего не нашлось")])
def test_an_empty_list_does_not_say_that_a_filter_emptied_it(app, query, said):
    assert said in answered(app, query, [], **HTMX).get_data(as_text=True)


@pytest.mark.parametrize(
    ("filters", "said"),
    [((), "Пока ничего нет"), ((POST,), "Пока ничего нет"), ((WHO,), "Остальное покажет")],
)
def test_a_list_in_which_nothing_is_chosen_says_no_filter_emptied_it(app, filters, said):
    with app.test_request_context("/members/", headers=HTMX):
        answer = lists.show(Sheet("Школы", (SheetColumn("Название"),), []), 0, selected(*filters))
    assert said in answer.get_data(as_text=True)


def test_all_can_be_chosen_where_something_else_is_usual(asked):
    tab = OneOf("tab", "Какие", {"new": "Новые", "old": "Старые"}, every="Все", usual="new")
    assert [asked(query, tab)["tab"] for query in ("", "?tab=", "?tab=old", "?tab=x")] == [
        "new", "", "old", "new",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "word", ["endpoint=x", "_method=FOO", "_scheme=ftp", "_external=1", "_anchor=z"]
)
def test_no_word_of_an_address_bends_the_links_of_its_list(app, word):
    with app.test_request_context(f"/members/?who=left&{word}"):
        shown = around(selected(files=("xlsx",)), 2 * PER_PAGE)
    assert shown.pages.on == "/members/?who=left&page=2"
    assert shown.files == (("xlsx", "/members/?who=left&as=xlsx"),)


@pytest.mark.parametrize(("is_counted", "said"), [(True, "1 из 3"), (False, "страница 1")])
def test_a_list_that_is_not_counted_does_not_say_how_many_pages_it_has(app, is_counted, said):
    with app.test_request_context("/members/"):
        pages = around(selected(), 2 * PER_PAGE + 1, is_counted=is_counted).pages
        drawn = app.jinja_env.from_string('{% from "_ui.html" import pager %}{{ pager(pages) }}')
        assert said in drawn.render(pages=pages)
