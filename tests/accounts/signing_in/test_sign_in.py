from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from sqlalchemy import select

from rmo_web.accounts.models import Account, SignIn
from rmo_web.kernel.access import Role
from rmo_web.kernel.db import db
from tests.conftest import PASSWORD

COOKIE = "rmo-80"
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


def sign_in(client, login="anna", password=PASSWORD, **more):
    return client.post("/sign-in", data={"login": login, "password": password, **more})


@pytest.fixture
def anna(make):
    return make.librarian(login="anna", password=PASSWORD)


def test_the_right_password_opens_the_first_page(anna, as_):
    client = as_()
    assert sign_in(client).headers["Location"] == "/"
    assert client.get("/").status_code == 200


def test_the_login_is_read_without_case(anna, as_):
    assert sign_in(as_(), login="ANNA").status_code == 303


@pytest.mark.parametrize(
    ("login", "password"),
    [
        ("anna", "не тот пароль"),
        ("nobody", PASSWORD),
        ("anna", PASSWORD + " "),
        ("anna", PASSWORD.upper()),
    ],
)
def test_whatever_is_wrong_the_answer_is_the_same(anna, as_, login, password):
    answer = sign_in(as_(), login, password)
    assert answer.status_code == 422
    assert "Неверный логин или пароль." in answer.text


def test_a_stopped_account_is_told_nothing_more(anna, as_, make):
    anna.is_active = False
    db.session.commit()
    assert "Неверный логин или пароль." in sign_in(as_()).text


@pytest.mark.parametrize(
    "onward", ["//evil.example", "https://evil.example", "/\\evil.example", "javascript:alert(1)"]
)
def test_sign_in_leads_nowhere_outside(anna, as_, onward):
    assert sign_in(as_(), next=onward).headers["Location"] == "/"


def test_sign_in_leads_on_to_the_page_that_was_asked(anna, as_):
    client = as_()
    door = client.get("/members/?q=анна").headers["Location"]
    assert door.startswith("/sign-in?next=")
    assert sign_in(client, next="/members/?q=x").headers["Location"] == "/members/?q=x"


def test_a_session_is_new_at_sign_in_and_what_was_planted_is_gone(anna, as_):
    client = as_()
    with client.session_transaction() as session:
        session["token"], session["planted"] = "known to an attacker", True
    sign_in(client)
    with client.session_transaction() as session:
        assert session["token"] != "known to an attacker"
        assert "planted" not in session


def test_signing_in_again_ends_the_session_that_was_there(anna, as_):
    client, thief = as_(), as_()
    sign_in(client)
    thief.set_cookie(COOKIE, client.get_cookie(COOKIE).value)
    sign_in(client)
    assert (client.get("/").status_code, thief.get("/").status_code) == (200, 303)


def test_the_database_has_no_token(anna, as_):
    client = as_()
    sign_in(client)
    with client.session_transaction() as session:
        assert session["token"] not in {
            one.token_hash for one in db.session.scalars(select(SignIn))
        }


def test_a_cookie_played_again_after_signing_out_is_worth_nothing(anna, as_):
    client = as_(anna)
    cookie = client.get_cookie(COOKIE).value
    client.post("/sign-out")
    thief = as_()
    thief.set_cookie(COOKIE, cookie)
    assert thief.get("/").status_code == 303


def test_signing_out_by_a_link_is_not_possible(anna, as_):
    assert as_(anna).get("/sign-out").status_code == 405


def test_a_session_that_stood_idle_is_over(anna, as_):
    with time_machine.travel(NOON, tick=False):
        client = as_()
        sign_in(client)
    with time_machine.travel(NOON + timedelta(minutes=59), tick=False):
        assert client.get("/").status_code == 200
    with time_machine.travel(NOON + timedelta(minutes=125), tick=False):
        assert client.get("/").status_code == 303


def test_no_session_is_longer_than_twelve_hours(anna, as_):
    with time_machine.travel(NOON, tick=False):
        client = as_()
        sign_in(client)
    for hours in range(1, 26):
        with time_machine.travel(NOON + timedelta(minutes=30 * hours), tick=False):
            answer = client.get("/")
    assert answer.status_code == 303


def test_a_new_role_counts_from_the_next_request(make, as_):
    head, other = make.head(), make.head()
    client = as_(other)
    assert client.get("/accounts/").status_code == 200
    db.session.get_one(Account, other.id).role = Role.LIBRARIAN
    db.session.commit()
    assert client.get("/accounts/").status_code == 403
    assert head.role is Role.HEAD


def test_a_stopped_person_is_out_at_once(anna, as_):
    client = as_(anna)
    db.session.get_one(Account, anna.id).is_active = False
    db.session.commit()
    assert client.get("/").status_code == 303


def test_the_sixth_wrong_try_has_to_wait_and_the_right_one_works_later(anna, as_):
    client = as_()
    with time_machine.travel(NOON, tick=False):
        for _ in range(5):
            assert sign_in(client, password="не тот пароль").status_code == 422
        answer = sign_in(client)
        assert answer.status_code == 429
        assert int(answer.headers["Retry-After"]) > 0
        assert 'value="anna"' in answer.text
    with time_machine.travel(NOON + timedelta(minutes=16), tick=False):
        assert sign_in(client).status_code == 303


def test_what_was_typed_survives_the_end_of_the_session(anna, as_):
    client = as_()
    lost = client.post(
        "/members/people/1/edit", data={"surname": "Новая", "awards": "Грамота\n<b>"}
    )
    assert lost.status_code == 401
    assert "ничего не потеряно" in lost.text
    fields = '[["surname", "Новая"], ["awards", "Грамота\\n<b>"]]'
    kept = f'{{"url": "/members/people/1/edit", "fields": {fields}}}'
    answer = sign_in(client, kept=kept)
    assert 'action="/members/people/1/edit"' in answer.text
    assert 'value="Новая"' in answer.text
    assert "Грамота\n&lt;b&gt;</textarea>" in answer.text


@pytest.mark.parametrize(
    "kept",
    [
        "{",
        "[]",
        "null",
        "[" * 100_000,
        '{"url": "//evil.example", "fields": []}',
        '{"url": "/", "fields": 3}',
    ],
)
def test_kept_words_that_are_not_ours_are_passed_over(anna, as_, kept):
    assert sign_in(as_(), kept=kept).status_code == 303


def test_a_password_is_never_among_the_kept_words(as_, make):
    make.association()
    answer = as_().post(
        "/me/password", data={"current": "x", "password": "тайна-тайна", "own_password": "тайна"}
    )
    assert "тайна" not in answer.text
