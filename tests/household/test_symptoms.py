"""What only shows in use is said to the head, in the log, in the check: by her requests alone."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from sqlalchemy import select

from rmo_web.household import health, symptoms
from rmo_web.household.symptoms import Symptom
from rmo_web.kernel.db import db
from tests import pages
from tests.conftest import PASSWORD
from tests.counting import statements

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
PUBLIC = "https://rmo.example.ru"
OURS = {"Origin": "http://localhost"}
BY_PROXY = OURS | {"X-Forwarded-For": "203.0.113.7"}
FROM_HTTPS = {"Origin": PUBLIC, "Sec-Fetch-Site": "same-origin"}


@pytest.fixture
def set_to(app, monkeypatch):
    """`set_to(proxies=1, BASE_URL=…)`: what whoever keeps the server has written."""

    def write(proxies=0, **config):
        told = replace(app.config["SETTINGS"], proxies=proxies)
        for name, value in {"SETTINGS": told, **config}.items():
            monkeypatch.setitem(app.config, name, value)

    return write


@pytest.fixture
def signed_in(make, app):
    """`signed_in(headers)`: a browser in which a head has signed in by requests of this kind."""

    def browser(headers, account=None, **way):
        account = account or make.head(password=PASSWORD)
        client = app.test_client()
        told = {"login": account.login, "password": PASSWORD}
        assert client.post("/sign-in", data=told, headers=headers, **way).status_code == 303
        return client

    return browser


def kept():
    db.session.rollback()
    return set(db.session.scalars(select(Symptom.sign)))


def on_first_page(client, headers=None, **way):
    page = pages.of(client.get("/", headers=headers, **way))
    return pages.all_texts(page, "//section[@aria-labelledby='symptoms']/p")


def opened(headers):
    """The same way when a page is opened: browsers say then whence."""
    way = {name: value for name, value in headers.items() if name != "Origin"}
    return way | {"Referer": f"{headers['Origin']}/sign-in"}


def in_check():
    return [one.said for one in health.examine() if not one.is_well and one.title != "Диск"]


SHOWN = {
    "a proxy that is not known": (0, BY_PROXY, "RMO_PROXIES=1"),
    "its other header": (0, OURS | {"X-Forwarded-Proto": "https"}, "RMO_PROXIES=1"),
    "https before us": (0, {"Origin": "https://localhost"}, "RMO_PROXIES=1"),
    "https that is not said": (0, {"Origin": "https://localhost"}, "BASE_URL=https://localhost"),
    "a proxy that gives no address": (1, OURS, "X-Forwarded-For не приходит"),
    "one address of two": (2, BY_PROXY, "«RMO_PROXIES=1»"),
    "a proxy that gives no scheme": (
        1, BY_PROXY | {"Origin": "https://localhost"}, "X-Forwarded-Proto $scheme"
    ),
    "another Host": (0, FROM_HTTPS, f"адресу {PUBLIC}, а до неё доходит имя localhost:"),
    "a path": (0, OURS | {"X-Forwarded-Prefix": "/rmo"}, "отдельное имя"),
}  # fmt: skip


@pytest.mark.parametrize("what", SHOWN)
def test_what_shows_in_use_is_said_to_the_head_and_in_the_check(set_to, signed_in, what):
    proxies, headers, words = SHOWN[what]
    set_to(proxies)
    client = signed_in(headers)
    said = [one for one in on_first_page(client, opened(headers)) if words in one]
    assert len(said) == 1
    assert [one for one in in_check() if words in one]


@pytest.mark.parametrize("address", ["http://localhost", "http://school.local:8000"])
def test_where_all_is_well_nothing_is_said(signed_in, address):
    client = signed_in({"Origin": address}, base_url=address)
    assert on_first_page(client, base_url=address) == []
    assert (kept(), in_check()) == (set(), [])


def test_behind_a_proxy_that_fits_nothing_is_said(set_to, signed_in):
    set_to(1, IS_HTTPS=True, BASE_URL=PUBLIC, SESSION_COOKIE_PORT=443)
    way = {"headers": FROM_HTTPS | {"X-Forwarded-For": "203.0.113.7"}, "base_url": PUBLIC}
    client = signed_in(**way)
    assert on_first_page(client, **way) == []
    assert (kept(), in_check()) == (set(), [])


@pytest.mark.parametrize("role", ["librarian", "methodist"])
def test_what_others_send_makes_nobody_uneasy(make, as_, signed_in, role):
    as_().post("/sign-in", data={"login": "x", "password": "x"}, headers=BY_PROXY)
    client = signed_in(BY_PROXY, getattr(make, role)(password=PASSWORD))
    client.post("/notices/read", headers=BY_PROXY)
    assert on_first_page(client, BY_PROXY) == []
    assert (kept(), in_check()) == (set(), [])
    assert on_first_page(signed_in(OURS)) == []


def test_the_first_page_judges_by_its_own_request_too(signed_in, as_, make):
    client = signed_in(OURS)
    assert len(on_first_page(client, BY_PROXY)) == 1
    assert kept() == set()


def test_a_sign_goes_when_her_requests_show_it_no_more(signed_in, set_to):
    client = signed_in(BY_PROXY)
    assert kept() == {"proxy"}
    set_to(1)
    assert on_first_page(client, BY_PROXY) == []
    client.post("/notices/read", headers=BY_PROXY)
    assert (kept(), in_check()) == (set(), [])


def test_a_sign_goes_when_she_signs_in_anew(signed_in, set_to):
    signed_in(BY_PROXY)
    set_to(1)
    signed_in(BY_PROXY)
    assert kept() == set()


def test_a_sign_that_shows_while_she_works_is_kept_by_what_she_sends(signed_in):
    client = signed_in(OURS)
    client.post("/notices/read", headers=BY_PROXY)
    assert kept() == {"proxy"}


def test_what_a_request_cannot_tell_stays_as_it_was(signed_in):
    client = signed_in(FROM_HTTPS)
    assert len(on_first_page(client)) == 3
    assert on_first_page(client, {"Referer": "http://localhost/members/"}) == []


def test_the_log_has_one_line_an_hour_and_the_table_one_writing(signed_in, caplog):
    with time_machine.travel(NOON, tick=False):
        client = signed_in(BY_PROXY)
        for _ in range(3):
            with statements() as told:
                client.post("/notices/read", headers=BY_PROXY)
            assert not [one for one in told if "symptom" in one]
        signed_in(BY_PROXY)
    with time_machine.travel(NOON + timedelta(minutes=50), tick=False):
        client.post("/notices/read", headers=BY_PROXY)
    lines = [one for one in caplog.records if "RMO_PROXIES" in one.getMessage()]
    assert len(lines) == 1


def test_after_an_hour_it_is_written_and_logged_anew(signed_in, caplog):
    with time_machine.travel(NOON, tick=False):
        client = signed_in(BY_PROXY)
    with time_machine.travel(NOON + timedelta(minutes=40), tick=False):
        client.get("/", headers=BY_PROXY)
    with time_machine.travel(NOON + timedelta(minutes=80), tick=False):
        client.post("/notices/read", headers=BY_PROXY)
    lines = [one for one in caplog.records if "RMO_PROXIES" in one.getMessage()]
    assert len(lines) == 2
    db.session.rollback()
    assert db.session.scalar(select(Symptom.seen_at)) == NOON + timedelta(minutes=80)


def test_the_check_forgets_what_nobody_has_seen_for_a_week(signed_in):
    with time_machine.travel(NOON, tick=False):
        signed_in(BY_PROXY)
        assert len(in_check()) == 1
    with time_machine.travel(NOON + symptoms.KEPT, tick=False):
        assert in_check() == []


def test_where_all_is_well_nothing_more_is_asked(signed_in, as_):
    client = signed_in(OURS)
    with statements() as told:
        client.get("/")
        client.post("/notices/read", headers=OURS)
    assert not [one for one in told if "symptom" in one]


def test_all_signs_at_once_fit_into_the_cookie(signed_in):
    way = FROM_HTTPS | {"X-Forwarded-For": "1", "X-Forwarded-Prefix": "/rmo"}
    client = signed_in(way)
    assert len(on_first_page(client, opened(way))) == 4
    assert len(client.get_cookie("rmo-80").value) < 3000
