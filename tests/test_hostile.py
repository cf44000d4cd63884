"""Whatever a request carries, the answer is one of ours and never a bug (safety.md 0.14, 4.2)."""

import re
from contextvars import Context
from itertools import count
from typing import ClassVar
from urllib.parse import urlencode

import pytest
from flask_login import FlaskLoginClient
from lxml import html
from werkzeug.datastructures import ImmutableMultiDict

from rmo_web.kernel.bodies import WholeForms
from rmo_web.kernel.db import db
from tests.test_promises import guarded
from tests.world import addresses

__all__ = ["guarded"]
pytestmark = pytest.mark.trouble
BODIES = [
    ("application/json; charset=utf-8", b"[" * 50_000),
    ("application/json", b""),
    ("text/plain", b"surname=x"),
    ("application/octet-stream", b"\x00\xff"),
    ("", b"surname=x"),
]
TORN = [
    ("multipart/form-data", b"surname=x"),
    ("multipart/form-data; boundary=x", b"--y\r\n\r\nno end"),
    ("multipart/form-data; boundary=x", b"--x\r\nno head\r\n"),
]


def token_of(client):
    return html.fromstring(client.get("/").text).xpath("//meta[@name='csrf']/@content")[0]


@pytest.fixture
def sent(guarded, world, as_):
    """`sent(url, body, kind)`: what the head's browser gets for this body, with a right token."""
    client = as_(world["cast"]["head"])
    head = {"X-CSRFToken": token_of(client)}
    return lambda url, body=None, kind=None: client.post(
        url, data=body, content_type=kind, headers=head
    )


def test_no_form_is_filled_from_json(guarded, world, sent):
    for url in addresses(guarded, world, "POST"):
        assert (
            sent(url, b'{"surname": ["x"], "text": {"a": 1}}', "application/json").status_code
            == 415
        ), url


@pytest.mark.parametrize(("kind", "body"), BODIES)
def test_a_body_that_is_no_form_is_refused_in_russian(sent, kind, body):
    answer = sent("/members/people/new", body, kind)
    assert answer.status_code == 415
    assert "Такой вид данных не принимается" in answer.text


@pytest.mark.parametrize(("kind", "body"), TORN)
def test_a_torn_form_is_not_taken_for_an_empty_one(sent, kind, body):
    answer = sent("/members/people/new", body, kind)
    assert answer.status_code == 400
    assert "Запрос непонятен" in answer.text


def test_a_button_carries_no_body(sent):
    assert sent("/notices/read").status_code == 303


# Values

VALUES = (
    "", "\0", "\ud800", "9" * 30, "2147483648", "-1", "١", "²", "1e3", "nan", "0001-01-01",
    "9999-12-31", "31.02.2020", "2019-²", "я" * 3_000, "\u3164", "'\"><script>", "{{7*7}}\r\nx: y",
    "%ff%00", "null",
)  # fmt: skip
EVERYWHERE = {"year", "page"}
FORM = "application/x-www-form-urlencoded"


class Asked(ImmutableMultiDict):
    """The values of an address, which remember what was looked for among them."""

    names: ClassVar = set()

    def get(self, key, *args, **more):
        self.names.add(key)
        return super().get(key, *args, **more)

    def getlist(self, key, *args, **more):
        self.names.add(key)
        return super().getlist(key, *args, **more)

    def __getitem__(self, key):
        self.names.add(key)
        return super().__getitem__(key)

    def __contains__(self, key):
        self.names.add(key)
        return super().__contains__(key)


class Quick(FlaskLoginClient):
    """A client that does not read the pages."""

    def open(self, *args, **more):
        db.session.rollback()
        return Context().run(super().open, *args, **more)


@pytest.fixture
def quick(app, as_, monkeypatch):
    monkeypatch.setattr(app, "test_client_class", Quick)
    return as_


def encoded(pairs):
    return urlencode(pairs, errors="surrogatepass")


def names_of(client, url, monkeypatch):
    """What the endpoint looks for in its address, as a page and as a fragment."""
    Asked.names.clear()
    with monkeypatch.context() as watched:
        watched.setattr(WholeForms, "parameter_storage_class", Asked)
        for head in ({}, {"HX-Request": "true"}):
            client.get(url, headers=head)
    return set(Asked.names)


def test_no_value_of_an_address_is_a_bug(app, world, quick, monkeypatch):
    client, seen = quick(world["cast"]["head"]), set()
    for url in addresses(app, world):
        names = names_of(client, url, monkeypatch)
        seen |= names
        for place, value in enumerate(VALUES):
            # The year and the page are read by one reader each; else all at once, and some alone.
            if place > 2 and not names - EVERYWHERE:
                break
            sets = [[(name, value) for name in names for _ in "12"]]
            sets += [[(name, value)] for name in names - EVERYWHERE if place % 3 == len(name) % 3]
            for pairs in sets:
                address = f"{url}?{encoded(pairs)}"
                assert client.get(address).status_code < 500, address
    assert {"q", "since", "until", "person", "rubric", "tab", "seen", "edition"} <= seen


def forms_on(answer):
    """The forms of a page that change something: the address, and every field, filled."""
    for form in html.fromstring(answer.text).forms:
        if form.method == "POST" and "sign-out" not in (form.action or ""):
            fields = {}
            for one in form.xpath(".//input|.//textarea|.//select|.//button[@name]"):
                if one.get("name"):
                    fields[one.get("name")] = usual(one)
            yield form.action, fields


def usual(one):
    """What stands in the field, else what somebody might put there."""
    if one.tag == "select":
        every = [option.get("value") for option in one.xpath(".//option")]
        return one.value or next(filter(None, every), "")
    kind = {"date": "2026-11-20", "number": "5", "time": "10:00", "checkbox": "y"}
    stands = (one.text or "").removeprefix("\n") if one.tag == "textarea" else one.get("value", "")
    numeric = "5" if one.get("inputmode") == "numeric" else "Слово"
    return stands or kind.get(one.get("type"), "" if one.get("type") == "hidden" else numeric)


def shape(address):
    return re.sub(r"\d+", "0", address.split("?")[0])


@pytest.fixture
def every_form(guarded, world, quick):
    """Each kind of form that the head finds: its page, its address, its fields."""
    client, found = quick(world["cast"]["head"]), {}
    for url in addresses(guarded, world):
        answer = client.get(url)
        if answer.mimetype == "text/html" and answer.status_code == 200:
            for address, fields in forms_on(answer):
                address = address or url
                found.setdefault((shape(address), frozenset(fields)), (url, address, fields))
    return client, list(found.values())


@pytest.mark.parametrize("quarter", range(4))
def test_no_value_of_a_form_is_a_bug(every_form, quarter):
    client, found = every_form
    assert len(found) > 50
    tries = count()
    for url, address, fields in found[quarter::4]:
        for name in sorted(fields.keys() - {"csrf_token"}):
            # Each field meets a third of the family, each value a third of the fields.
            for value in VALUES[next(tries) % 3 :: 3]:
                body = encoded([*(fields | {name: value}).items(), (name, value)])
                answer = client.post(address, data=body, content_type=FORM)
                assert answer.status_code < 500, (address, name, value)
            if "version" in fields:
                fields = renewed(client, url, address, fields)


def renewed(client, url, address, fields):
    """The same form of the record as it has become."""
    page = html.fromstring(client.get(url).text)
    fresh = [one for form in page.forms if form.action in {address, None}
             for one in form.xpath(".//input[@name='version']/@value")]  # fmt: skip
    return fields | ({"version": fresh[0]} if fresh else {})


@pytest.mark.parametrize(
    "sent",
    [
        {"data": b"x", "content_type": "multipart/form-data"},
        {"data": {"a": "x" * 2_000_000}},
        {"data": b"a=%00", "content_type": "application/x-www-form-urlencoded"},
    ],
    ids=["torn", "too large", "zero"],
)
def test_no_body_is_a_bug_where_nothing_is(app, sent):
    answer = app.test_client().post("/nowhere", **sent)
    assert answer.status_code == 404
    assert "<main" in answer.text
