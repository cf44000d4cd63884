"""Facts beside rows of the plan: what no row asks for is neither counted nor built."""

import pytest
from sqlalchemy import func, select

from rmo_web.kernel.access import leads
from rmo_web.kernel.hooks import Hooks, NamedHooks
from rmo_web.kernel.offered import facts
from rmo_web.kernel.offered.facts import (
    ME,
    YEAR,
    Counted,
    Fact,
    FactNumber,
    Facts,
    Mine,
    offers_fact,
    offers_facts_of_rows,
)
from rmo_web.kernel.years import SchoolYear, Year

COUNT = select(func.count()).where(SchoolYear.id == YEAR)
MINE = select(func.count()).where(SchoolYear.id == ME)
NOBODY_ASKS = select(func.count()).where(SchoolYear.id == YEAR, SchoolYear.is_closed)


@pytest.fixture(autouse=True)
def offered(monkeypatch):
    """One fact of links, one of videos; no others."""
    monkeypatch.setattr(facts, "_offers", NamedHooks())
    monkeypatch.setattr(facts, "_of_rows", Hooks())
    said = []
    mine = Mine(MINE, "help_requests.mine")

    @offers_fact(r"ссыл", COUNT, at="help_requests.index", tab="all", seen_by=leads, mine=mine)
    def links(count):
        said.append(count)
        return f"ссылок {count}"

    @offers_fact(r"видео", NOBODY_ASKS, at="nowhere.at_all")
    def videos(count):
        raise AssertionError

    return said


@pytest.fixture
def of(app, make):
    """`of(titles, viewer)`: the facts of these rows, counted."""

    def begin(titles, viewer, *counted):
        with app.test_request_context():
            made = Facts(Year(1, 2019, is_closed=False), titles, viewer)
            made.say(counted)
            return made

    return begin


@pytest.fixture
def head(make):
    return make.actor(make.head())


def test_a_fact_that_no_row_asks_for_is_not_counted_and_not_said(of, head, offered):
    made = of(["Полезные ссылки", "Месячник"], head, 3)
    assert made.statements == (COUNT,)
    assert made.of(1, "Месячник") is None
    assert made.of(2, "Полезные ссылки").text == "ссылок 3"
    assert of(["Месячник"], head).statements == ()
    assert offered == [3]


def test_a_fact_is_said_once_however_many_rows_have_it(of, head, offered):
    made = of(["Ссылки", "Ещё ссылки"], head, 3)
    assert made.of(1, "Ссылки") is made.of(2, "Ещё ссылки")
    assert offered == [3]


def test_the_list_is_for_who_may_see_all_of_it(of, make, head):
    member = make.actor(make.librarian())
    whole = of(["Ссылки"], head, 3).of(1, "Ссылки")
    assert whole.url == "/help-requests/?year=2019&tab=all"
    made = of(["Ссылки"], member, 3, 2)
    assert made.statements == (COUNT, MINE)
    said = made.of(1, "Ссылки")
    assert (said.text, said.url, said.mine) == ("ссылок 3", "", ("мои: 2", "/help-requests/mine"))
    assert of(["Ссылки"], member, 3, 0).of(1, "Ссылки").mine is None
    assert of(["Ссылки"], None, 3).of(1, "Ссылки").url == ""


def test_what_follows_for_the_row_follows_from_the_first_count(of, head):
    assert of(["Ссылки"], head, 3).of(1, "Ссылки").state == "going"
    assert of(["Ссылки"], head, None).of(1, "Ссылки").state == ""


def test_each_number_leads_to_a_list_of_its_own_and_a_number_without_one_nowhere(of, make, head):
    said = {"tab": "new"}

    @offers_fact(r"ролик", Counted(COUNT, "help_requests.index", said), COUNT, COUNT, seen_by=leads)
    def clips(shown, expected, liked):
        return f"роликов {shown}", "", f"понравились {liked}"

    fact = of(["Ролики"], head, 3, 9, 2).of(1, "Ролики")
    assert fact.text == "роликов 3, понравились 2"
    assert fact.numbers == (
        ("роликов 3", "/help-requests/?year=2019&tab=new"), ("понравились 2", ""),
    )  # fmt: skip
    unseen = of(["Ролики"], make.actor(make.librarian()), 3, 9, 2).of(1, "Ролики")
    assert (unseen.text, unseen.url) == (fact.text, "")


def test_a_row_with_a_fact_of_its_own_needs_no_other(of, head, app):
    own = Fact((FactNumber("были 14", "/meetings/1"),), "done")
    offers_facts_of_rows(lambda year_id: {7: own})
    made = of(["Ссылки"], head, 3)
    assert (made.of(7, "Ссылки"), made.of(8, "Ссылки").text) == (own, "ссылок 3")
