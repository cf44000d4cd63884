"""The queue: its tabs, filters, search and what is done in place."""

from datetime import date, datetime, timedelta
from itertools import product

import pytest

from rmo_web.help_requests import rules
from rmo_web.help_requests.access import is_office, worked_on_by
from rmo_web.help_requests.models import HelpRequest, Rubric
from rmo_web.help_requests.queue import queries
from rmo_web.help_requests.queue.queries import QueueFilter
from rmo_web.help_requests.queue.rules import Tab
from rmo_web.help_requests.queue.wording import TABS
from rmo_web.help_requests.rules import Action, Status
from rmo_web.kernel import clock, years
from rmo_web.kernel.access import Role
from rmo_web.kernel.db import db, saving
from tests import pages
from tests.counting import statements
from tests.help_requests.queue.tabs import Standing, tabs_of

HTMX = {"HX-Request": "true"}


def titles(answer):
    return pages.all_texts(pages.of(answer), "//table//a[@class='q']")


def tabs(answer):
    links = pages.of(answer).xpath("//nav[@id='queue-tabs']/a")
    said = [pages.text(link).rsplit(" ", 1) for link in links]
    return dict(said)


def put(request, **values):
    """Write the request into this state, past its verbs."""
    with saving():
        held = db.session.get_one(HelpRequest, request.id)
        for name, value in values.items():
            setattr(held, name, value)


def needs_consultant(status):
    return status in {Status.IN_WORK, Status.NEEDS_INFO, Status.ANSWERED}


@pytest.fixture
def states(make):
    """A request in every state, moved and postponed on every side of today."""
    head, author, today = make.head(), make.librarian(), clock.today()
    for status, days in product(Status, (0, 2, 40)):
        made = make.ask(author, f"{status.value} {days}", today=today)
        at = datetime.now(make.at.tzinfo) - timedelta(days=days)
        until = today + timedelta(days=1 - days) if status is Status.POSTPONED else None
        holder = head.person_id if needs_consultant(status) else None
        put(made, status=status, moved_at=at, waits_since=at, postponed_until=until,
            consultant_id=holder)  # fmt: skip
    return head


def test_the_tabs_of_the_database_are_those_of_the_rules(make, states):
    actor, today = make.actor(states), clock.today()
    year = years.all_years()[0]
    shown = {
        tab: {row.id for row in queries.queue(actor, QueueFilter(tab), year, today=today)[0]}
        for tab in Tab
    }
    for one in db.session.query(HelpRequest):
        where = Standing(
            one.status, one.postponed_until, clock.local(one.waits_since).date(),
            clock.local(one.moved_at).date(),
        )  # fmt: skip
        expected = tabs_of(where, today)
        for tab in set(Tab) - {Tab.MINE}:
            assert (one.id in shown[tab]) == (tab in expected), (one.title, tab)
        assert (one.id in shown[Tab.MINE]) == (
            one.consultant_id == actor.person_id and one.status in rules.OPEN
        )


def test_the_counts_are_those_of_the_lists(make, as_, states):
    client = as_(states)
    counted = tabs(client.get("/help-requests/?tab=all"))
    for tab, title in TABS.items():
        assert counted[title] == str(len(titles(client.get(f"/help-requests/?tab={tab.value}"))))


def test_an_open_request_of_another_year_is_not_lost(make, as_):
    head, author = make.head(), make.librarian()
    make.ask(author, "Прошлогодний вопрос")
    with saving():
        years.opened(2020)
    client = as_(head)
    client.post("/year", data={"year_id": years.all_years()[0].id})
    assert titles(client.get("/help-requests/?tab=new")) == ["Прошлогодний вопрос"]


def test_taking_returns_the_row_and_the_new_counts(make, as_):
    head, asked = make.head(), make.ask(make.librarian())
    answer = as_(head).post(
        f"/help-requests/queue/{asked.id}/move", data={"action": "take"}, headers=HTMX
    )
    assert answer.status_code == 200
    assert "В работе" in answer.text
    assert 'hx-swap-oob="true"' in answer.text
    assert "<html" not in answer.text
    assert len(answer.data) < 12 * 1024
    assert make.held(asked).consultant_id == head.person_id


def test_the_second_who_takes_reads_who_was_first(make, as_):
    first = make.head(person=make.person("Дроздова", "Вера"))
    asked, second = make.ask(make.librarian()), make.methodist()
    as_(first).post(f"/help-requests/{asked.id}/move", data={"action": "take"})
    answer = as_(second).post(f"/help-requests/{asked.id}/move", data={"action": "take"})
    assert answer.status_code == 422
    assert "Эту заявку уже ведёт Дроздова" in answer.text
    assert make.held(asked).consultant_id == first.person_id


@pytest.mark.parametrize(
    ("sought", "found"),
    [
        ("учебник", True), ("УЧЕБНИКАМИ", True), ("списание", False), ("спис учеб", True),
        ("12", False), ("№ 1", True), ("1/2019-20", True), ("Синицына", True), ("100%", False),
        ("комиссии", True), ("приказ", True), ("%", False), ("_", False), ("'", False),
    ],
)  # fmt: skip
def test_the_queue_is_searched_in_questions_answers_and_names(make, as_, sought, found):
    head, author = make.head(), make.librarian(person=make.person("Синицына"))
    asked = make.ask(author, "Как списать учебники?")
    make.move(asked, Action.ANSWER, head, "По акту комиссии.")
    with saving():
        held = make.held(asked)
        held.note_stems = " приказ "
    answer = as_(head).get("/help-requests/", query_string={"tab": "all", "q": sought})
    assert bool(titles(answer)) is found


def test_filters_are_kept_by_the_tabs(make, as_):
    make.ask(make.librarian())
    page = pages.of(as_(make.head()).get("/help-requests/?tab=new&q=учебник&rubric=1"))
    links = [link.get("href") for link in page.xpath("//nav[@id='queue-tabs']/a")]
    assert all("rubric=1" in link and "q=" in link for link in links)


@pytest.mark.parametrize("query", ["tab=nothing", "rubric=x", "school=-1", "page=0", "order=sql"])
def test_a_hostile_filter_is_no_filter(make, as_, query):
    assert as_(make.head()).get(f"/help-requests/?{query}").status_code == 200


@pytest.mark.parametrize("order", ["waiting", "newest", "due"])
def test_the_queue_is_sorted(make, as_, order):
    head, author = make.head(), make.librarian()
    for number in range(3):
        day = date(2026, 12, 20 - number)
        make.ask(author, f"Вопрос {number}", at=make.at - timedelta(hours=3 - number),
                 wanted_by=day)  # fmt: skip
    found = titles(as_(head).get(f"/help-requests/?tab=all&order={order}"))
    assert found == sorted(found, reverse=order != "waiting")


def test_a_librarian_who_answers_nobody_sees_only_her_own(make, as_):
    other, mine = make.librarian(), make.librarian()
    make.ask(other, "Чужой вопрос")
    make.ask(mine, "Мой вопрос")
    answer = as_(mine).get("/help-requests/?tab=all")
    assert "Мой вопрос" in answer.text
    assert "Чужой вопрос" not in answer.text


def test_the_owner_of_a_rubric_finds_its_new_requests(make, as_):
    owner, head = make.librarian(), make.head()
    asked = make.ask(make.librarian(), "Вопрос рубрики")
    with saving():
        db.session.get_one(Rubric, asked.rubric_id).owner_id = owner.person_id
    client = as_(owner)
    assert titles(client.get("/help-requests/?tab=new")) == ["Вопрос рубрики"]
    make.move(asked, Action.TAKE, head)
    assert titles(client.get("/help-requests/?tab=all")) == []
    assert client.get(f"/help-requests/{asked.id}").status_code == 404


def test_lists_and_guard_say_the_same_of_everybody(make):
    people = [make.head(), make.methodist(), make.librarian(), make.librarian(), make.librarian()]
    rubric = make.rubric()
    with saving():
        db.session.get_one(Rubric, rubric.id).owner_id = people[3].person_id
    for author in people[:4]:
        make.ask(author)
        make.move(make.ask(author), Action.ASSIGN, people[0], consultant_id=people[4].person_id)
    for account in people:
        actor = make.actor(account)
        seen = set(
            db.session.scalars(
                db.select(HelpRequest.id)
                .join(Rubric)
                .where(worked_on_by(actor.person_id, leads=actor.leads))
            )
        )
        for one in db.session.query(HelpRequest).all():
            assert (one.id in seen) == is_office(actor, make.held(one))


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("path", ["/help-requests/?tab=all", "/help-requests/mine", "/", "/plan/"])
def test_pages_ask_few_statements_whatever_the_length(make, as_, role, path):
    make.plan()
    account, author = make.account(role), make.librarian()
    client = as_(account)
    with statements() as few:
        assert client.get(path).status_code == 200
    for _ in range(20):
        make.ask(author)
        make.ask(account)
    with statements() as many:
        assert client.get(path).status_code == 200
    assert len(many) == len(few) or role is Role.LIBRARIAN
    # Meetings ask one of their own; the first page one more for each kind that it names, and one
    # for the topic in whose log something can be written.
    assert len(many) <= {"/": 11, "/plan/": 7}.get(path, 6), many


def test_one_request_costs_six_statements_whatever_its_thread(make, as_):
    head, author = make.head(), make.librarian()
    asked = make.ask(author)
    client, url = as_(head), f"/help-requests/{asked.id}"
    with statements() as few:
        client.get(url)
    for number in range(12):
        make.move(asked, Action.REPLY, author, f"Ещё {number}")
    with statements() as many:
        client.get(url)
    assert len(many) == len(few) <= 6


def test_a_page_of_the_queue_that_is_not_there_is_the_first_one(make, as_):
    make.ask(make.librarian(), "Как списать учебники?")
    client = as_(make.head())
    assert titles(client.get("/help-requests/?tab=new&page=9")) == ["Как списать учебники?"]
    assert titles(client.get("/help-requests/?tab=all&q=каталог&page=9")) == []
