"""Every number that is said of topics opens exactly the list that makes it."""

import re
from urllib.parse import urlsplit

import pytest
from sqlalchemy import select

from rmo_web import demo
from rmo_web.accounts.models import Account
from rmo_web.kernel import clock
from rmo_web.kernel.access import Role
from rmo_web.kernel.db import db
from tests import pages
from tests.moulds import poured
from tests.self_education.hands import PRESENT
from tests.self_education.nasty import nasty_years

NUMBER = re.compile(r"[0-9]+")
FACT = "//a[ancestor-or-self::*[contains(concat(@class, ' '), 'fact ')]]"


@pytest.fixture
def nasty(make, cast, this_year):
    """A year with all that a number could count too much, and a closed one before it."""
    return nasty_years(make, cast)


@pytest.fixture
def example(make, on_day):
    """The year of the example, on the day on which it plays."""
    on_day(demo.DAY)

    def load():
        demo.load(at=clock.now())

    poured(make, f"example on {demo.DAY}", load)
    return (demo.STARTS_IN,)


@pytest.fixture
def leaders():
    """The accounts of those who lead."""
    return lambda: list(
        db.session.scalars(
            select(Account).where(Account.role != Role.LIBRARIAN).order_by(Account.id)
        )
    )


def number_in(words):
    """The last number of the words; of «Этап 3 из 5» it would be the wrong one, nobody says it."""
    return int(NUMBER.findall(words.replace("\xa0", ""))[-1])


def is_of_the_room(url):
    return url.startswith("/self-education/")


def on_the_first_page(client, year):
    for one in pages.of(client.get(f"/?year={year}")).xpath("//section//li//a[@class='q']"):
        words, url = pages.text(one), one.get("href")
        if is_of_the_room(url) and words[0].isdigit():
            yield words, int(NUMBER.match(words)[0]), url


def above_the_table(client, year):
    page = pages.of(client.get(f"/self-education/?year={year}"))
    for one in page.xpath("//main//ul[contains(@class, 'todo')]/li[.//a]"):
        yield pages.text(one), number_in(pages.text(one.find("span"))), one.xpath(".//a/@href")[0]


def beside_the_plan(client, year):
    for path in ("/plan/", "/plan/fact"):
        for one in pages.of(client.get(f"{path}?year={year}")).xpath(FACT):
            if is_of_the_room(one.get("href")):
                yield pages.text(one), number_in(pages.text(one)), one.get("href")


def at_the_end_of_the_year(client, year):
    answer = client.get(f"/year/end?year={year}")
    if answer.status_code == 403:
        return
    for one in pages.of(answer).xpath("//main//ul[contains(@class, 'todo')]/li"):
        (link,) = one.xpath(".//a[@class='q']")
        if is_of_the_room(link.get("href")):
            yield pages.text(link), number_in(pages.text(one.find("span"))), link.get("href")


def of_the_meetings(client, year):
    """What meetings of the year may hear; the list is a group on the page of proposals."""
    for url in pages.of(client.get(f"/meetings/?year={year}")).xpath("//main//li//a/@href"):
        for one in pages.of(client.get(url)).xpath("//a[contains(@href, '#wanted')]"):
            yield pages.text(one), number_in(pages.text(one)), one.get("href")


SAID = (on_the_first_page, above_the_table, beside_the_plan, at_the_end_of_the_year,
        of_the_meetings)  # fmt: skip


def listed_at(client, url, words):
    """How many the list at this address has."""
    page = pages.of(client.get(url))
    if urlsplit(url).fragment == "wanted":
        boxes = page.xpath(f"//fieldset[legend = '{words}']//input[@name='matters']")
        return len(boxes)
    if "/remind/" in url:
        (text,) = pages.of(client.get(url)).xpath("//pre[@id='reminder']/text()")
        return len(text.splitlines()[-1].split(", "))
    return sum(map(len, pages.tables(page)))


def wrong(client, year):
    """The numbers of this year whose list has another number of rows."""
    told = [(said.__name__, *one) for said in SAID for one in said(client, year)]
    rows = [(*one, listed_at(client, one[-1], one[1])) for one in told]
    return told, [one for one in rows if one[2] != one[-1]]


@pytest.mark.parametrize("which", ["example", "nasty"])
def test_every_number_opens_exactly_the_list_that_makes_it(request, as_, leaders, which):
    every = request.getfixturevalue(which)
    for account in leaders():
        client, said = as_(account), set()
        for year in every:
            told, others = wrong(client, year)
            assert others == [], (account.login, year)
            said |= {(where, NUMBER.sub("", words)) for where, words, *_ in told}
        assert {where for where, _ in said} >= {
            "above_the_table", "beside_the_plan", "of_the_meetings"
        }  # fmt: skip


def test_of_a_nasty_year_every_kind_of_number_is_said(cast, as_, nasty):
    head, said = as_(cast.head), {}
    for where in SAID:
        said[where.__name__] = [(words, number) for words, number, _ in where(head, PRESENT)]
    assert said["on_the_first_page"] == [
        ("8 тем самообразования ждут согласования", 8),
        ("6 тем самообразования пора завершить", 6),
    ]
    assert [number for _, number in said["above_the_table"]] == [8, 2, 2, 4]
    assert said["beside_the_plan"] == 2 * [("тем в работе: 7", 7), ("отчитались: 10", 10)]
    assert said["at_the_end_of_the_year"] == [
        ("Темы самообразования в работе", 7), ("Отчёты по темам за год не представлены", 4),
    ]  # fmt: skip
    assert {words for words, _ in said["of_the_meetings"]} == {
        "Готовы отчитаться: 12", "Ждут согласования: 8",
    }  # fmt: skip


def test_a_meeting_has_as_many_talks_as_are_said_of_it(as_, leaders, example):
    page = pages.of(as_(leaders()[0]).get("/self-education/reporting"))
    meetings = page.xpath("//ol[contains(@class, 'agenda')]/li")
    told = {pages.text(one.xpath(".//span[@class='muted small']")[0]): len(one.xpath(".//ul/li"))
            for one in meetings}  # fmt: skip
    assert any(told.values())
    for said, count in told.items():
        assert (int(NUMBER.match(said)[0]) if said[0].isdigit() else 0) == count


def test_who_counts_hers_finds_them(cast, as_, nasty):
    client = as_(cast.author)
    ((words, number, url),) = set(beside_the_plan(client, PRESENT))
    assert (words, listed_at(client, url, words)) == ("мои: 1", number)


def test_the_log_on_her_page_shows_the_entries_that_it_counts(cast, as_, nasty):
    page = pages.of(as_(cast.author).get("/growth/"))
    (said,) = pages.all_texts(page, "//p[@id='log-sums']")
    entries = page.xpath("//li[starts-with(@id, 'entry-')]")
    assert int(NUMBER.match(said)[0]) == len(entries) == 1
