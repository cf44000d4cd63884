"""A page of a year that is not the current one leads to nothing of another year."""

from datetime import date
from urllib.parse import parse_qs, urljoin, urlsplit

import pytest
from werkzeug.exceptions import HTTPException

from rmo_web.help_requests.models import HelpRequest
from rmo_web.kernel import years
from rmo_web.kernel.db import db, saving
from rmo_web.kernel.years import SchoolYear
from rmo_web.meetings import services as meetings
from rmo_web.meetings.agenda import services as agenda
from rmo_web.meetings.models import Assignment, Item, Meeting, Minutes, Proposal, Question, Target
from rmo_web.meetings.rules import Step
from rmo_web.plan.models import Plan, Row, Section
from rmo_web.plan.outline.services import begin
from tests import pages

# The record that an address names, and how its year is found.
YEAR_OF = {
    "meeting_id": lambda key: db.session.get(Meeting, key).year_id,
    "question_id": lambda key: YEAR_OF["meeting_id"](db.session.get(Question, key).meeting_id),
    "proposal_id": lambda key: db.session.get(Proposal, key).year_id,
    "assignment_id": lambda key: db.session.get(Assignment, key).year_id,
    "target_id": lambda key: YEAR_OF["assignment_id"](db.session.get(Target, key).assignment_id),
    "item_id": lambda key: db.session.get(
        Minutes, db.session.get(Item, key).minutes_id
    ).year_id,
    "section_id": lambda key: db.session.get(
        Plan, db.session.get(Section, key).plan_id
    ).year_id,
    "row_id": lambda key: YEAR_OF["section_id"](db.session.get(Row, key).section_id),
    "request_id": lambda key: db.session.get(HelpRequest, key).year_id,
}  # fmt: skip
FILES = ("docx", "xlsx", "ics", "word", "/files/")


@pytest.fixture
def two_years(make):
    """A year with one of everything, and the next one, where the switch stands."""
    head = make.head()
    make.plan()
    meeting = make.meeting(number=9)
    record = make.minutes(meeting, by=head)
    make.present(meeting, make.person(), by=head)
    make.decide(make.items(record)[0], by=head)
    make.sign(record, by=head)
    make.go_on(make.meeting(number=10, held_on=date(2020, 3, 2)), Step.INVITE, head)
    make.assign(meeting=make.again(meeting), others=("Все",), by=head)
    make.ask(make.librarian())
    actor = make.actor(head)
    with saving():
        year_id = db.session.get_one(Meeting, meeting.id).year_id
        agenda.propose("О квестах", year_id=year_id, by=actor, at=make.at)
        following = years.opened(2020).id
        begin("План на 2020", year_id=following, by=actor, at=make.at)
        told = meetings.NewMeeting(1, "Другой год", held_on=date(2020, 8, 27))
        meetings.call_meeting(told, year_id=following, by=actor, at=make.at)
    return {"head": head, 2019: year_id, 2020: following}


def leads_to(client, adapter, url, method):
    """The year of what the address is about: by its name, else by its record."""
    try:
        endpoint, values = adapter.match(urlsplit(url).path, method=method)
    except HTTPException:
        return None
    view = client.application.view_functions[endpoint]
    if getattr(view, "is_of_a_year", False):
        said = parse_qs(urlsplit(url).query).get("year")
        return int(said[0]) if said else "the switch's"
    known = [YEAR_OF[name](key) for name, key in values.items() if name in YEAR_OF]
    if not known:
        return None
    return db.session.get(SchoolYear, known[0]).starts_in


def crawled(client, start):
    """Every page that links of this year lead to: its address and its tree."""
    adapter, waiting, seen = client.application.url_map.bind("localhost"), [start], set()
    while waiting:
        url = waiting.pop()
        path = url.partition("#")[0]
        if path in seen:
            continue
        seen.add(path)
        answer = client.get(path, follow_redirects=True)
        if answer.mimetype != "text/html" or answer.status_code != 200:
            assert any(one in path for one in FILES) or answer.status_code in {403, 409}, path
            continue
        tree = pages.of(answer)
        yield path, tree
        for link in tree.xpath("//a/@href"):
            whole = urljoin(path, link)
            if link[0] in "/?" and leads_to(client, adapter, whole, "GET"):
                waiting.append(whole)


def actions(tree):
    """Where the forms and buttons of a page send, but the switch itself."""
    sent = tree.xpath("//form[@method='post']/@action | //button/@formaction")
    return [one for one in sent if one != "/year"]


@pytest.mark.parametrize(
    ("role", "is_closed"), [("head", False), ("head", True), ("librarian", True)]
)
def test_no_link_or_form_of_another_year_leads_to_the_one_of_the_switch(
    make, as_, two_years, role, is_closed
):
    client = as_(two_years["head"] if role == "head" else make.librarian())
    with saving():
        db.session.get_one(SchoolYear, two_years[2019]).is_closed = is_closed
    client.post("/year", data={"year_id": two_years[2020]})
    adapter = client.application.url_map.bind("localhost")
    wrong, walked = [], 0
    for path, tree in crawled(client, "/?year=2019"):
        walked += 1
        shown = pages.text(tree.xpath("//*[contains(@class, 'year')]//summary")[0])
        if shown != "2019–2020 уч. год":
            wrong.append((path, shown))
        links = [urljoin(path, one) for one in tree.xpath("//a/@href") if one[0] in "/?"]
        sent = [(one, "GET") for one in links] + [(one, "POST") for one in actions(tree)]
        wrong += [(path, url) for url, method in sent
                  if leads_to(client, adapter, url, method) not in {None, 2019}]  # fmt: skip
    assert wrong == []
    assert walked > 15


def test_the_switch_leads_from_a_record_to_the_room_of_the_year_that_was_chosen(
    make, as_, two_years
):
    client = as_(two_years["head"])
    client.post("/year", data={"year_id": two_years[2020]})
    meeting = db.session.query(Meeting).filter_by(year_id=two_years[2019], number=9).one()
    page = pages.of(client.get(f"/meetings/{meeting.id}"))
    assert page.xpath("//input[@name='next']/@value") == ["/meetings/"]
    answer = client.post("/year", data={"year_id": two_years[2020], "next": "/meetings/"})
    assert "Другой год" in client.get(answer.headers["Location"]).text


def test_a_proposal_is_told_with_its_year(make, as_, two_years):
    with saving():
        agenda.propose(
            "О сказках", year_id=two_years[2020], by=make.actor(make.librarian()), at=make.at
        )
    assert "/meetings/proposals?year=2020" in as_(two_years["head"]).get("/notices/").text
