"""Nothing typed is lost when a session ends, and nothing is given away on the way back in."""

import html
import re
from datetime import UTC, datetime, timedelta
from io import BytesIO

import pytest
import time_machine
from flask_wtf import FlaskForm
from sqlalchemy import select
from wtforms import PasswordField

from rmo_web.household import failures
from rmo_web.kernel.db import db
from rmo_web.members.models import Person
from tests.conftest import PASSWORD

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
HTMX = {"HX-Request": "true"}


def hidden(page, name):
    return html.unescape(re.search(f'name="{name}" value="([^"]*)"', page.text)[1])


def sign_in(client, **more):
    data = {"login": "anna", "password": PASSWORD, **more}
    return client.post("/sign-in", data=data, content_type="multipart/form-data")


def test_a_form_sent_after_the_session_ended_is_saved_by_one_more_press(
    make, as_, app, monkeypatch
):
    make.head(login="anna", password=PASSWORD)
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", True)
    client = as_()
    with time_machine.travel(NOON, tick=False):
        sign_in(client, csrf_token=hidden(client.get("/sign-in"), "csrf_token"))
        form = client.get("/members/people/new")
    with time_machine.travel(NOON + timedelta(hours=2), tick=False):
        service = {name: hidden(form, name) for name in ("csrf_token", "nonce", "version")}
        lost = client.post(
            "/members/people/new", data={**service, "surname": "Орлова", "given": "Анна"}
        )
        assert lost.status_code == 401
        back = {name: hidden(lost, name) for name in ("csrf_token", "kept")}
        page = sign_in(client, **back)
        assert "Ничего не потеряно" in page.text
        again = {
            name: hidden(page, name)
            for name in ("csrf_token", "nonce", "version", "surname", "given")
        }
        assert client.post("/members/people/new", data=again).status_code == 303
        assert client.post("/members/people/new", data=again).status_code == 303
    assert len(db.session.scalars(select(Person).filter_by(surname="Орлова")).all()) == 1


@pytest.mark.parametrize("kind", ["application/x-www-form-urlencoded", "multipart/form-data"])
def test_a_long_text_survives_too(make, as_, kind):
    make.librarian(login="anna", password=PASSWORD)
    text = "Ы «кавычки» \\ \r\n" * 9_000
    client = as_()
    lost = client.post("/drafts/", data={"key": "k", "text": text}, content_type=kind)
    assert "multipart/form-data" in lost.text
    page = sign_in(client, kept=hidden(lost, "kept"))
    assert page.status_code == 200
    kept = html.unescape(re.search(r"<textarea[^>]*>(.*?)</textarea>", page.text, re.DOTALL)[1])
    assert kept.replace("\r\n", "\n") == text.replace("\r\n", "\n")


def test_what_is_too_long_to_carry_stands_on_the_page_to_be_copied(make, as_):
    make.association()
    part = '--x\r\nContent-Disposition: form-data; name="text"\r\n\r\n'
    body = f"{part}{'Ы' * 470_000}\r\n--x--\r\n".encode()
    lost = as_().post("/drafts/", data=body, content_type="multipart/form-data; boundary=x")
    assert lost.status_code == 401
    assert "Ы" * 470_000 in lost.text


def test_a_file_that_was_chosen_is_said_to_be_chosen_again(make, as_):
    make.librarian(login="anna", password=PASSWORD)
    client = as_()
    data = {"text": "Слова", "file": (BytesIO(b"x"), "план.docx")}
    lost = client.post("/drafts/", data=data, content_type="multipart/form-data")
    assert "выбрать ещё раз" in sign_in(client, kept=hidden(lost, "kept")).text


def test_a_wrong_password_loses_nothing_either(make, as_):
    make.librarian(login="anna", password=PASSWORD)
    page = sign_in(as_(), password="не тот пароль", kept='{"url": "/", "fields": []}')
    assert hidden(page, "kept") == '{"url": "/", "fields": []}'


def test_signing_out_twice_keeps_nothing(make, as_):
    client = as_(make.librarian())
    client.post("/sign-out")
    assert "ничего не потеряно" not in client.post("/sign-out").text


def password_fields(kind=FlaskForm):
    for form in kind.__subclasses__():
        yield from password_fields(form)
        fields = [(name, getattr(form, name)) for name in dir(form) if not name.startswith("_")]
        yield from (
            (form.__name__, name)
            for name, field in fields
            if getattr(field, "field_class", None) is PasswordField
        )


def test_no_password_field_of_any_form_is_ever_kept(app):
    found = set(password_fields())
    assert {("JoinForm", "again"), ("ChangePasswordForm", "current")} <= found
    for _, name in found:
        with app.test_request_context(method="POST", data={name: "тайна"}):
            assert not failures.typed(), name


def test_htmx_is_told_in_place_and_given_a_link_to_the_door(make, as_):
    make.association()
    answer = as_().post("/drafts/", data={"key": "k", "text": "Слова"}, headers=HTMX)
    assert (answer.status_code, answer.headers["HX-Retarget"]) == (401, "#messages")
    assert 'href="/sign-in" target="_blank"' in answer.text
    assert "<html" not in answer.text


def test_htmx_leads_back_to_the_page_and_not_to_its_fragment(make, as_):
    make.association()
    here = {"HX-Current-URL": "http://localhost/members/?q=%D0%B0"}
    answer = as_().get("/members/?q=x", headers=HTMX | here)
    assert answer.headers["HX-Redirect"] == "/sign-in?next=%2Fmembers%2F%3Fq%3D%25D0%25B0"


def test_a_page_of_another_site_is_not_led_back_to(make, as_):
    make.association()
    here = {"HX-Current-URL": "https://evil.example/x"}
    answer = as_().get("/members/", headers=HTMX | here)
    assert answer.headers["HX-Redirect"] == "/sign-in?next=%2Fmembers%2F"


def test_the_bell_does_not_lead_away_from_a_page_on_which_somebody_types(make, as_):
    make.association()
    answer = as_().get("/notices/count", headers=HTMX)
    assert answer.status_code == 204
    assert "HX-Redirect" not in answer.headers


def test_the_bell_does_not_keep_an_empty_chair_signed_in(make, as_):
    make.librarian(login="anna", password=PASSWORD)
    client = as_()
    with time_machine.travel(NOON, tick=False):
        sign_in(client)
    for minute in range(5, 70, 5):
        with time_machine.travel(NOON + timedelta(minutes=minute), tick=False):
            client.get("/notices/count", headers=HTMX)
    with time_machine.travel(NOON + timedelta(minutes=70), tick=False):
        assert client.get("/").status_code == 303


def test_a_cookie_of_another_program_on_the_host_does_no_harm(make, as_):
    client = as_(make.librarian())
    client.set_cookie("remember_token", "1|of another program")
    assert client.get("/").status_code == 200


@pytest.mark.parametrize(
    "onward",
    ["//evil.example", "///evil.example", "https:evil.example", "https://evil.example/",
     "/\\evil.example", "\\\\evil.example", "/\t/evil.example", "/\n/evil.example",
     " //evil.example", "\x00//evil.example", "javascript:alert(1)", "data:text/html,x",
     "http:///evil.example", "evil.example", "/ж\u202e", ""],
)  # fmt: skip
def test_the_way_on_is_never_another_site(make, as_, onward):
    make.librarian(login="anna", password=PASSWORD)
    assert sign_in(as_(), next=onward).headers["Location"] == "/"
    assert 'name="next" value=""' in as_().get("/sign-in", query_string={"next": onward}).text
