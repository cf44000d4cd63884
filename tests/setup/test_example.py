"""The example: a whole association with invented people, erased with one press."""

import re
from urllib.parse import urldefrag, urljoin

import pytest
from sqlalchemy import func, select

from rmo_web import demo
from rmo_web.accounts import services as accounts
from rmo_web.accounts.example import ACCOUNTS
from rmo_web.accounts.models import Account
from rmo_web.kernel import clock, years
from rmo_web.kernel.access import Role
from rmo_web.kernel.db import Base, db, saving
from rmo_web.members.models import Organisation, Person
from rmo_web.members.rules import OrganisationKind
from tests import pages
from tests.conftest import PASSWORD
from tests.moulds import poured

LOGINS = tuple(ACCOUNTS)


@pytest.fixture
def example(make, as_):
    """`example("head")`: a browser that has signed in to the example."""

    def put():
        with saving():
            code = accounts.new_setup_code(at=clock.now())
        visitor = as_()
        visitor.post("/setup/", data={"code": code})
        assert visitor.post("/setup/example").headers["Location"] == "/sign-in"

    poured(make, "example", put)

    def signed_in(login=""):
        client = as_()
        if login:
            answer = client.post("/sign-in", data={"login": login, "password": PASSWORD})
            assert answer.headers["Location"] == "/", login
        return client

    return signed_in


def total(table, *conditions):
    return db.session.scalar(select(func.count()).select_from(table).where(*conditions))


def test_its_command_makes_it_where_nobody_asks_for_a_page(app):
    done = app.test_cli_runner().invoke(args=["demo"])
    assert (done.exit_code, done.exception) == (0, None)
    assert total(Person, ~Person.is_guest) == 18


def test_it_has_twelve_schools_and_eighteen_librarians(example):
    assert total(Organisation, Organisation.kind == OrganisationKind.SCHOOL) == 12
    assert total(Person, ~Person.is_guest) == 18


def test_the_day_on_which_it_plays_is_of_its_year(app):
    with saving():
        year_id = years.opened(demo.STARTS_IN).id
    assert years.of_id(year_id).contains(demo.DAY)


def test_two_of_the_librarians_are_young(example):
    page = pages.of(example("head").get("/members/?young=1"))
    (table,) = pages.tables(page)
    assert len(table) == 2
    assert all(
        any(surname in " ".join(row) for row in table) for surname in ("Зябликова", "Чайкина")
    )


def test_it_has_the_seed_plan_with_its_file(example):
    page = pages.of(example("librarian").get("/plan/"))
    assert [len(section) for section in pages.tables(page)] == [1, 2, 12, 11]
    assert page.xpath("//a[@title='plan-2019-2020.docx']")


TWICE = re.compile(r"\b([а-яё]{3,})\b[\s:.,«»—·|–-]+\1\b", re.IGNORECASE)
BLOCKS = " or ".join(f"self::{name}" for name in ("p", "td", "th", "dd", "li", "div", "h1", "h2"))


def said_twice(tree):
    """Words that stand twice in a row within one block that a person sees."""
    (main,) = tree.xpath("//main")
    for unseen in main.xpath(".//select | .//textarea | .//*[contains(@class, 'visually-hidden')]"):
        unseen.drop_tree()
    blocks = main.xpath(f".//*[{BLOCKS}][not(.//*[{BLOCKS}])]")
    return [words for words in map(pages.text, blocks) if TWICE.search(words)]


def test_no_word_stands_twice_in_a_row(example):
    client, waiting, seen = example("head"), ["/"], set()
    while waiting:
        path = waiting.pop()
        answer = client.get(path)
        if path in seen or answer.mimetype != "text/html" or answer.status_code != 200:
            continue
        seen.add(path)
        tree = pages.of(answer)
        links = [urldefrag(urljoin(path, one))[0] for one in tree.xpath("//a/@href")]
        waiting += [one for one in links if one.startswith("/") and one not in seen]
        assert said_twice(tree) == [], path
    assert {"/journal", "/notices/", "/plan/"} <= seen
    assert any(re.fullmatch(r"/meetings/\d+", path) for path in seen)  # numbers are the database's


@pytest.mark.parametrize("login", LOGINS)
def test_everybody_of_the_example_signs_in_and_finds_the_house_filled(example, login):
    client = example(login)
    for path in ("/", "/plan/", "/meetings/", "/members/", "/me/", "/notices/"):
        answer = client.get(path)
        assert answer.status_code == 200, path
        assert "Это пример: люди в нём вымышлены." in answer.text, path


def test_the_accounts_have_the_roles_that_their_names_say(example):
    roles = {one.login: one.role for one in db.session.scalars(select(Account))}
    assert roles == dict.fromkeys(LOGINS, Role.LIBRARIAN) | {
        "head": Role.HEAD,
        "methodist": Role.METHODIST,
    }


def test_the_sign_in_page_lists_the_accounts_and_their_password(example):
    page = pages.of(example().get("/sign-in"))
    section = page.xpath("//section[@aria-labelledby='example']")[0]
    assert pages.all_texts(section, ".//dt") == list(LOGINS)
    assert PASSWORD in pages.text(section)


def test_a_real_association_tells_no_accounts_and_wears_no_banner(make, as_):
    head = make.head(login="head", password=PASSWORD)
    door = as_().get("/sign-in").text
    assert "Это пример" not in door
    assert PASSWORD not in door
    assert "вымышлены" not in as_(head).get("/").text


def test_only_the_head_is_offered_to_erase(example):
    offered = {login: "/setup/erase" in example(login).get("/").text for login in LOGINS}
    assert offered == dict.fromkeys(LOGINS, False) | {"head": True}
    for login in LOGINS[1:]:
        client = example(login)
        assert client.get("/setup/erase").status_code == 403
        assert client.post("/setup/erase").status_code == 403
    assert total(Person) == 19


def test_erasing_says_first_what_will_go(example):
    said = pages.all_texts(pages.of(example("head").get("/setup/erase")), "//main//li")
    assert said[:3] == ["19 человек", "14 организаций", "5 учётных записей"]
    assert total(Person) == 19


def test_erasing_leaves_nothing_and_opens_the_set_up(example, as_):
    client, other = example("head"), example("mentor")
    assert client.post("/setup/erase").headers["Location"] == "/setup/new"
    db.session.rollback()
    assert {table.name: total(table) for table in Base.metadata.sorted_tables} == dict.fromkeys(
        Base.metadata.tables, 0
    )
    db.session.rollback()
    assert client.get("/setup/new").status_code == 200
    for visitor in (other, as_()):
        assert visitor.get("/", follow_redirects=True).request.path == "/setup/"
        assert visitor.get("/setup/new").status_code == 404


def test_after_erasing_the_example_can_be_loaded_again(example):
    client = example("head")
    client.post("/setup/erase")
    assert client.post("/setup/example").headers["Location"] == "/sign-in"
    assert total(Person) == 19


def test_a_real_association_is_never_erased(make, as_):
    client = as_(make.head())
    assert client.get("/setup/erase").status_code == 404
    assert client.post("/setup/erase").status_code == 404
    assert total(Person) == 1


def test_the_journal_is_locked_again_after_erasing(example):
    client = example("head")
    client.post("/setup/erase")
    client.post("/setup/example")
    with pytest.raises(Exception, match="append-only"):
        db.session.execute(Base.metadata.tables["journal"].delete())
    db.session.rollback()
