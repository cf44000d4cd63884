import re
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask.testing import FlaskClient
from sqlalchemy import select

from rmo_web.accounts import rules
from rmo_web.accounts.models import OneTimeCode
from rmo_web.kernel.db import db
from tests.conftest import PASSWORD

NEW = "облако ведро лестница чай"
DEAD = "недействительны или устарели"
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


def code_on(page):
    return re.search(r'class="code">([0-9A-Z-]+)<', page.text)[1]


@pytest.fixture
def invited(make, as_):
    """A person whom the head has invited, with her code."""
    person = make.person("Зябликова", "Анна")
    head = make.head(password=PASSWORD)
    page = as_(head).post(
        f"/accounts/invite/{person.id}", data={"login": "anna", "role": "librarian"}
    )
    return code_on(page)


def join(client, code, password=NEW):
    return client.post("/join", data={"code": code, "password": password, "again": password})


def test_an_invited_person_sets_her_own_password_and_is_in(invited, as_):
    client = as_()
    assert join(client, invited).status_code == 303
    assert "Зябликова" in client.get("/").text
    again = as_().post("/sign-in", data={"login": "anna", "password": NEW})
    assert again.status_code == 303


def test_a_code_is_read_without_case_and_dashes(invited, as_):
    typed = invited.replace("-", " ").lower().replace("0", "o").replace("1", "l")
    assert join(as_(), typed).status_code == 303


def test_a_code_typed_in_the_russian_layout_is_read(make, as_):
    letters = str.maketrans("ABCEHKMPTXY", "АВСЕНКМРТХУ")
    for _ in range(3):
        anna = make.librarian()
        code = code_on(as_(make.head()).post(f"/accounts/{anna.id}/code"))
        assert join(as_(), code.translate(letters)).status_code == 303


def test_the_login_is_shown_before_the_password_is_made(invited, as_):
    client = as_()
    client.get(f"/join/{invited}")
    for _ in range(2):
        assert "Ваш логин: <b>anna</b>" in client.get("/join").text


def test_a_dead_link_shows_no_form(invited, as_):
    join(as_(), invited)
    for code in (invited, "AAAA-BBBB", "null", "%20"):
        client = as_()
        client.get(f"/join/{code}")
        page = client.get("/join")
        assert page.status_code == 404
        assert DEAD in page.text
        assert "<form" not in page.text.partition("<main")[2]
        assert "<form" in client.get("/join").text.partition("<main")[2]


@pytest.mark.parametrize("password", ["Зябликова-2026!", "anna-anna-2026", "Лесной район 2026"])
def test_a_first_password_is_not_ones_own_name_nor_ours(invited, as_, password):
    page = join(as_(), invited, password)
    assert page.status_code == 422
    assert "Слишком простой" in page.text
    assert join(as_(), invited).status_code == 303


def test_a_code_of_a_stopped_person_is_as_dead_as_any(make, as_):
    anna, client = make.librarian(), as_(make.head(password=PASSWORD))
    code = code_on(client.post(f"/accounts/{anna.id}/code"))
    client.post(f"/accounts/{anna.id}/stop", data={"stop-own_password": PASSWORD})
    assert DEAD in join(as_(), code).text
    assert client.post(f"/accounts/{anna.id}/code").status_code == 409


def test_a_code_serves_once(invited, as_):
    join(as_(), invited)
    assert DEAD in join(as_(), invited).text


def test_one_of_two_at_once_uses_the_code(invited, app):
    db.session.remove()
    with ThreadPoolExecutor(4) as pool:
        tries = [pool.submit(lambda: join(FlaskClient(app), invited)) for _ in range(4)]
        codes = sorted(one.result().status_code for one in tries)
    assert codes == [303, 422, 422, 422]


@pytest.mark.parametrize("code", ["", " ", "AAAA", "\x00", "null", "' OR 1=1"])
def test_a_code_that_never_was_opens_nothing(invited, as_, code):
    answer = join(as_(), code)
    assert answer.status_code == 422
    assert DEAD in answer.text


def test_a_code_lives_three_days(make, as_):
    with time_machine.travel(NOON, tick=False):
        anna = make.librarian()
        page = as_(make.head()).post(f"/accounts/{anna.id}/code")
    with time_machine.travel(NOON + timedelta(hours=73), tick=False):
        assert DEAD in join(as_(), code_on(page)).text


def test_a_newer_code_kills_the_older(make, as_):
    anna, head = make.librarian(), make.head()
    first = code_on(as_(head).post(f"/accounts/{anna.id}/code"))
    code_on(as_(head).post(f"/accounts/{anna.id}/code"))
    assert DEAD in join(as_(), first).text


def test_the_database_keeps_no_code_and_it_is_long_enough(invited):
    kept = db.session.scalars(select(OneTimeCode)).one()
    assert invited.replace("-", "") not in kept.code_hash
    assert rules.CODE_LETTERS * 5 >= 128


def test_a_code_in_a_link_leaves_the_address_at_once(invited, as_):
    client = as_()
    answer = client.get(f"/join/{invited}")
    assert answer.headers["Location"] == "/join"
    assert invited in client.get("/join").text


def test_a_new_password_by_code_ends_the_sessions(make, as_):
    anna = make.librarian(password=PASSWORD)
    thief = as_(anna)
    code = code_on(as_(make.head()).post(f"/accounts/{anna.id}/code"))
    join(as_(), code)
    assert thief.get("/").status_code == 303


def test_a_mailed_reset_says_the_same_of_everybody(make, as_, app, monkeypatch):
    monkeypatch.setitem(app.config, "MAIL", "file")
    make.librarian(login="anna")
    pages = [as_().post("/forgot", data={"login": login}).text for login in ("anna", "nobody")]
    said, other = (page.partition("<main")[2] for page in pages)
    assert said == other
