"""Whatever a request carries, the answer is one of ours and never a bug (safety.md 0.14, 4.2)."""

import pytest
from lxml import html

from tests.test_matrix import endpoints, world
from tests.test_promises import guarded

__all__ = ["guarded", "world"]
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


def urls(app, world, method):
    """The address of every endpoint that has the method."""
    for rule, one in endpoints(app):
        if one == method:
            with app.test_request_context():
                yield app.url_for(
                    rule.endpoint, **{name: world["values"][name] for name in rule.arguments}
                )


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
    for url in urls(guarded, world, "POST"):
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
