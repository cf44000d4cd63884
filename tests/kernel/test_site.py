"""The address of the site: a page says the one its reader came by, a letter the one of settings."""

import re
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from icalendar import Calendar
from sqlalchemy import select

from rmo_web.household import health, outbox
from rmo_web.household.outbox import Letter
from rmo_web.kernel import site
from rmo_web.kernel.db import db
from rmo_web.meetings.rules import Step
from tests import pages
from tests.conftest import PASSWORD

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
PUBLIC = "https://rmo.example.ru"
SCHOOL = "http://school.local:8000"


@pytest.fixture
def public(app, monkeypatch):
    monkeypatch.setitem(app.config, "BASE_URL", PUBLIC)


@pytest.fixture
def shown(make, as_):
    """What the pages that name an address say to a head who came this way."""

    def ask(**way):
        head, anna = make.head(), make.librarian()
        client = as_()
        with client.session_transaction(base_url=way.get("base_url")) as session:
            session.update(make.signed_in(head))
        code = client.post(f"/accounts/{anna.id}/code", **way)
        feed = pages.of(client.post("/calendar/renew", **way)).xpath("//*[@id='feed']")[0]
        said = re.findall(r"http\S+(?=/join)", pages.words_on(code))
        return {*said, pages.text(feed).partition("/calendar/")[0]}

    return ask


@pytest.mark.parametrize("came", [SCHOOL, "http://192.168.1.5"])
def test_a_page_says_the_address_that_its_reader_came_by(shown, came):
    assert shown(base_url=came) == {came}


def test_behind_a_proxy_a_page_says_what_stands_in_the_browser(shown):
    way = {"Origin": PUBLIC, "Sec-Fetch-Site": "same-origin"}
    assert shown(base_url="http://127.0.0.1:8000", headers=way) == {PUBLIC}


def test_an_address_of_numbers_keeps_its_brackets(app):
    with app.test_request_context(base_url="http://[fd00::5]:8000"):
        assert site.here() == "http://[fd00::5]:8000"


def test_an_address_that_opens_here_only_gives_way_to_the_public_one(shown, public):
    assert shown(base_url="http://127.0.0.1:8000") == {PUBLIC}
    assert shown(base_url="http://rmo.example.ru") == {PUBLIC}
    assert shown(base_url="https://rmo.example.ru:8443") == {PUBLIC}
    assert shown(base_url=SCHOOL) == {SCHOOL}


@pytest.mark.parametrize("path", ["/accounts/{}/code", "/calendar/renew"])
def test_an_address_that_opens_here_only_says_so(make, as_, path):
    anna = make.librarian()
    way = path.format(anna.id)
    warning = "только на этом компьютере"
    assert warning in as_(make.head()).post(way, headers={"Origin": "http://localhost"}).text
    client = as_()
    with client.session_transaction(base_url=SCHOOL) as session:
        session.update(make.signed_in(make.head()))
    assert warning not in client.post(way, base_url=SCHOOL).text


def test_no_header_of_a_stranger_puts_an_address_on_a_page(shown):
    planted = {"X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "https"}
    assert shown(base_url=SCHOOL, headers=planted) == {SCHOOL}


@pytest.mark.parametrize(
    ("host", "address"),
    [("0.0.0.0", ""), ("::", ""), ("127.0.0.1", ""), ("::1", ""), ("localhost", ""),
     ("192.168.1.5", "http://192.168.1.5:8000"), ("fd00::5", "http://[fd00::5]:8000"),
     ("school.local", "http://school.local:8000")],
)  # fmt: skip
def test_a_server_knows_its_address_when_it_listens_at_one(host, address):
    assert site.opened_at(host, 8000) == address
    assert site.opened_at(host, 80) == address.removesuffix(":8000")


@pytest.fixture
def anna(make, app, monkeypatch):
    """Somebody who can be written to."""
    monkeypatch.setitem(app.config, "MAIL", "file")
    person = make.person("Зябликова", email="a@school5.local", consent_on=NOON.date())
    return make.librarian(person=person, login="anna", password=PASSWORD)


def letters():
    db.session.rollback()
    return [one.body for one in db.session.scalars(select(Letter).order_by(Letter.id))]


def test_a_letter_takes_no_address_from_a_request(anna, as_, public):
    way = {"Origin": "http://evil.example", "X-Forwarded-Host": "evil.example"}
    as_().post("/forgot", data={"login": "anna"}, base_url="http://evil.example", headers=way)
    [body] = letters()
    assert "evil" not in body
    assert f"{PUBLIC}/join/" in body


def test_where_no_address_is_known_a_letter_gives_the_code_and_says_the_way(anna, as_):
    as_().post("/forgot", data={"login": "anna"}, base_url="http://evil.example")
    [body] = letters()
    assert "http" not in body
    assert "«У меня есть одноразовый код»" in body
    code = re.search(r"[0-9A-Z-]{30,}", body)[0]
    told = {"code": code, "password": "облако ведро чай", "again": "облако ведро чай"}
    assert as_().post("/join", data=told).status_code == 303


def test_a_letter_of_a_notice_says_where_to_read_on(anna, make):
    make.go_on(make.meeting(), Step.INVITE)
    [body] = letters()
    assert body.endswith("\n\nПодробности — в системе РМО, в «Уведомлениях».\n")


def test_a_letter_of_a_notice_leads_to_the_public_address(app, public):
    assert outbox.telling("Вам поручение", "/x").endswith(f"Открыть: {PUBLIC}/x\n")


def links_found():
    return [one for one in health.examine() if one.title == "Ссылки в письмах"]


def test_the_check_asks_for_an_address_when_letters_have_none(anna, app, monkeypatch):
    [found] = links_found()
    assert not found.is_well
    assert "HOST=127.0.0.1" in found.said
    assert "BASE_URL" in found.said
    monkeypatch.setitem(app.config, "BASE_URL", PUBLIC)
    [found] = links_found()
    assert (found.is_well, found.said) == (True, f"{PUBLIC}/")


def test_the_check_asks_for_no_address_when_nothing_is_mailed(app):
    assert links_found() == []


def events(answer):
    return Calendar.from_ical(answer.data).walk("VEVENT")


def test_a_calendar_leads_where_it_was_asked_and_knows_its_things_by_any_address(make, as_):
    make.plan()
    path = re.search(r"/calendar/[\w-]+\.ics", as_(make.head()).post("/calendar/renew").text)[0]
    near, far = (events(as_().get(path, base_url=way)) for way in (SCHOOL, PUBLIC))
    assert {str(one["url"]).partition("/p")[0].partition("/m")[0] for one in near} == {SCHOOL}
    assert all(str(one["url"]).startswith(f"{PUBLIC}/") for one in far)
    assert [str(one["uid"]) for one in near] == [str(one["uid"]) for one in far]


@pytest.mark.parametrize(
    ("host", "address"),
    [("0.0.0.0", "http://127.0.0.1:8000"), ("::", "http://[::1]:8000"),
     ("::1", "http://[::1]:8000"), ("school.local", "http://school.local:8000")],
)  # fmt: skip
def test_whoever_sits_at_the_server_is_told_an_address_that_opens_there(host, address):
    assert site.at_hand(host, 8000) == address


def test_the_command_line_says_both_ways(app, make, monkeypatch):
    make.librarian(login="anna")
    monkeypatch.setitem(app.config, "SETTINGS", replace(app.config["SETTINGS"], host="0.0.0.0"))
    said = app.test_cli_runner().invoke(args=["user", "anna"]).output
    assert "http://127.0.0.1:8000/join\n" in said
    assert "на странице входа" in said


def test_the_command_line_says_the_public_address_alone(app, make, public):
    make.librarian(login="anna")
    said = app.test_cli_runner().invoke(args=["user", "anna"]).output
    assert said.endswith(f"{PUBLIC}/join\n")


@pytest.mark.parametrize(
    ("url", "is_ours"),
    [("http://localhost", True), (PUBLIC, True), ("https://rmo.example.ru:8443", False),
     ("http://evil.example", False), ("null", False), ("", False), ("http://[", False)],
)  # fmt: skip
def test_an_address_of_ours_is_known(app, public, url, is_ours):
    with app.test_request_context():
        assert site.is_ours(url) is is_ours


@pytest.mark.parametrize("url", ["null", "", "http://["])
def test_where_no_public_address_is_set_nothing_is_taken_for_it(app, url):
    with app.test_request_context():
        assert not site.is_ours(url)


@pytest.fixture
def https(app, make, monkeypatch, public):
    """BASE_URL says https: browsers keep the cookie over https alone."""
    make.association()
    monkeypatch.setitem(app.config, "IS_HTTPS", True)
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", True)


STRANGERS = ["/sign-in", "/join", "/forgot", "/nowhere"]


def links_to_safety(answer):
    return pages.of_any(answer).xpath(f"//main//a[@href='{PUBLIC}/']")


@pytest.mark.parametrize("path", STRANGERS)
def test_where_the_cookie_is_not_kept_a_stranger_is_led_where_it_is(https, as_, path):
    answer = as_().get(path, base_url="http://rmo.example.ru", follow_redirects=True)
    assert len(links_to_safety(answer)) == 1


@pytest.mark.parametrize(
    ("address", "sent"),
    [
        (PUBLIC, {}),
        ("http://rmo.example.ru", {"Sec-Fetch-Site": "none"}),
        ("http://127.0.0.1:8000", {"X-Forwarded-Proto": "https"}),
        ("http://rmo.example.ru", {"Referer": f"{PUBLIC}/join"}),
    ],
)
def test_where_the_cookie_is_kept_nobody_is_led_away(https, as_, address, sent):
    assert not links_to_safety(as_().get("/sign-in", base_url=address, headers=sent))


def test_without_https_nobody_is_led_away(make, as_, public):
    make.association()
    assert not links_to_safety(as_().get("/sign-in", base_url="http://rmo.example.ru"))


def test_who_sends_a_form_whose_cookie_was_not_kept_is_told_the_reason(https, as_):
    told = {"login": "anna", "password": PASSWORD}
    way = {"base_url": "http://rmo.example.ru", "headers": {"Origin": "http://rmo.example.ru"}}
    answer = as_().post("/sign-in", data=told, **way)
    assert answer.status_code == 400
    assert "Здесь войти нельзя" in answer.text
    assert len(links_to_safety(answer)) == 1
    way["headers"] = {"Origin": PUBLIC}
    assert "Нажмите кнопку ещё раз" in as_().post("/sign-in", data=told, **way).text
