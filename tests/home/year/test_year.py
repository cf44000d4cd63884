"""The switch of the school year, and the ribbon of its months."""

from datetime import date

import pytest

from rmo_web.kernel import years
from rmo_web.kernel.db import saving
from tests import pages
from tests.test_promises import fingerprint

SHORT = ["Авг", "Сен", "Окт", "Ноя", "Дек", "Янв", "Фев", "Мар", "Апр", "Май", "Июн", "Июл"]


@pytest.fixture
def two_years(make):
    """The ids of two years; the seed plan is in the first."""
    make.plan()
    with saving():
        return {first: years.opened(first).id for first in (2019, 2020)}


def shown(answer):
    """What the switch says."""
    return pages.all_texts(pages.of(answer), "//aside//*[contains(@class, 'year')]/summary")[0]


def ribbon(answer):
    """The marks of the months, each as the reader hears them."""
    months = pages.of(answer).xpath("//ol[contains(@class, 'ribbon')]/li")
    return [[pages.text(mark) for mark in month.xpath("./a")] for month in months]


def test_one_year_has_no_switch(make, as_):
    make.plan()
    page = pages.of(as_(make.librarian()).get("/"))
    assert not page.xpath("//aside//form[@action='/year']")
    assert pages.all_texts(page, "//aside//div[@class='year']") == ["2019–2020 уч. год"]


@pytest.mark.parametrize(
    ("now", "title"),
    [((2020, 7, 31), "2019–2020"), ((2020, 8, 2), "2020–2021"), ((2026, 11, 23), "2020–2021")],
)
def test_the_year_of_today_is_shown_else_the_newest(make, as_, two_years, on_day, now, title):
    client = as_(make.librarian())
    on_day(date(*now))
    assert shown(client.get("/")) == f"{title} уч. год"


def test_the_chosen_year_holds_on_every_page(make, as_, two_years):
    client = as_(make.librarian())
    answer = client.post("/year", data={"year_id": two_years[2019], "next": "/plan/"})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/plan/")
    for path in ("/", "/plan/", "/meetings/", "/members/", "/notices/"):
        page = client.get(path)
        assert shown(page) == "2019–2020 уч. год", path
        current = pages.all_texts(pages.of(page), "//button[@name='year_id'][@aria-current]")
        assert current == ["2019–2020"]


def test_the_choice_of_one_is_not_the_choice_of_another(make, as_, two_years):
    mine, others = as_(make.librarian()), as_(make.librarian())
    mine.post("/year", data={"year_id": two_years[2019]})
    assert shown(mine.get("/")) == "2019–2020 уч. год"
    assert shown(others.get("/")) == "2020–2021 уч. год"


@pytest.mark.parametrize("year", ["", "0", "-1", "99999", "x", "99999999999999999999"])
def test_a_year_that_is_not_there_cannot_be_chosen(make, as_, two_years, year):
    client = as_(make.librarian())
    answer = client.post("/year", data={"year_id": year})
    assert answer.status_code == 409
    assert "Такого учебного года нет." in answer.text
    assert shown(client.get("/")) == "2020–2021 уч. год"


@pytest.mark.parametrize("onward", ["//evil.example", "https://evil.example", "/\\evil.example"])
def test_the_switch_leads_nowhere_outside(make, as_, two_years, onward):
    data = {"year_id": two_years[2019], "next": onward}
    assert as_(make.librarian()).post("/year", data=data).headers["Location"] == "/"


def test_the_switch_writes_nothing_for_others_to_see(make, as_, two_years):
    client = as_(make.librarian())
    before = fingerprint()
    client.post("/year", data={"year_id": two_years[2019]})
    assert fingerprint() == before


def test_a_closed_year_says_that_it_can_only_be_read(make, as_, two_years):
    with saving():
        years.opened(2019).is_closed = True
    client = as_(make.librarian())
    client.post("/year", data={"year_id": two_years[2019]})
    page = client.get("/plan/")
    assert "2019–2020 учебный год закрыт: его можно только читать" in page.text
    assert "2019–2020 (закрыт)" in pages.all_texts(pages.of(page), "//button[@name='year_id']")
    client.post("/year", data={"year_id": two_years[2020]})
    assert "учебный год закрыт" not in client.get("/plan/").text


def test_the_ribbon_has_twelve_months_from_august(make, as_, two_years):
    client = as_(make.librarian())
    client.post("/year", data={"year_id": two_years[2019]})
    page = pages.of(client.get("/"))
    path = "//ol[contains(@class, 'ribbon')]/li/span/span"
    assert pages.all_texts(page, f"{path}[@aria-hidden]") == SHORT
    whole = pages.all_texts(page, f"{path}[@class='visually-hidden']")
    assert (whole[0], whole[4], whole[5], whole[11]) == (
        "Август 2019",
        "Декабрь 2019",
        "Январь 2020",
        "Июль 2020",
    )


def test_the_ribbon_marks_meetings_and_dated_rows_in_their_months(make, as_):
    make.plan()
    marks = ribbon(as_(make.librarian()).get("/"))
    assert [len(month) for month in marks] == [1, 1, 2, 0, 1, 0, 1, 0, 2, 0, 0, 0]
    assert [marks[place][0] for place in (0, 2, 6, 8)] == ["№ 1", "№ 2", "№ 3", "№ 4"]


def test_every_mark_of_the_ribbon_leads_somewhere(make, as_):
    make.plan()
    client = as_(make.librarian())
    links = pages.of(client.get("/")).xpath("//ol[contains(@class, 'ribbon')]//a/@href")
    assert len(links) == 8
    for link in links:
        address, _, row = link.partition("#")
        page = pages.of(client.get(address))
        assert not row or page.xpath(f"//tr[@id='{row}']"), link


def test_the_ribbon_of_a_year_without_a_plan_is_bare(make, as_, two_years):
    client = as_(make.librarian())
    client.post("/year", data={"year_id": two_years[2020]})
    assert ribbon(client.get("/")) == [[]] * 12


def test_the_ribbon_tells_what_is_over_from_what_is_ahead(make, as_, on_day):
    make.plan()
    client = as_(make.librarian())
    on_day(date(2019, 10, 10))
    page = pages.of(client.get("/"))
    months = page.xpath("//ol[contains(@class, 'ribbon')]/li")
    assert [month.get("class").split()[0] for month in months] == [
        "past", "past", "now", *["ahead"] * 9
    ]  # fmt: skip
    assert [month.get("aria-current") for month in months] == [None, None, "date"] + [None] * 9
    assert "сегодня 10" in pages.text(months[2])
