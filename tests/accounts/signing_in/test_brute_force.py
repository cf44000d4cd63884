"""Guessing is slow, whoever guesses, and says nothing about who is there."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from statistics import median
from time import thread_time

import pytest
import time_machine
from flask.testing import FlaskClient
from sqlalchemy import select

from rmo_web.accounts import rules, services
from rmo_web.accounts.models import Account
from rmo_web.accounts.signing_in.services import invited
from rmo_web.household.audit import AuditEntry
from rmo_web.household.outbox import Letter, send_due
from rmo_web.kernel.access import Role
from rmo_web.kernel.db import db, saving
from tests.conftest import PASSWORD

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
AT_ONCE = 50


def sign_in(client, login="anna", password=PASSWORD, address="10.0.0.1"):
    data = {"login": login, "password": password}
    return client.post("/sign-in", data=data, environ_base={"REMOTE_ADDR": address})


def in_parallel(tasks):
    db.session.remove()
    with ThreadPoolExecutor(len(tasks)) as pool:
        return [one.result() for one in [pool.submit(task) for task in tasks]]


def test_fifty_tries_at_once_pass_no_more_than_the_limit(make, app):
    make.librarian(login="anna", password=PASSWORD)
    with time_machine.travel(NOON, tick=False):
        codes = Counter(
            in_parallel(
                [
                    lambda n=n: (
                        sign_in(
                            FlaskClient(app), password="не тот пароль", address=f"10.0.0.{n}"
                        ).status_code
                    )
                    for n in range(AT_ONCE)
                ]
            )
        )
    assert codes[422] <= rules.TRIES_MAX
    assert codes.keys() <= {422, 429, 503}


def test_a_guesser_of_many_logins_is_stopped_by_his_address(make, as_):
    make.association()
    client = as_()
    with time_machine.travel(NOON, tick=False):
        codes = [sign_in(client, login=f"user-{n}").status_code for n in range(31)]
        assert codes == [422] * 30 + [429]
        assert sign_in(client, address="10.0.0.2").status_code == 422


def test_a_whole_school_signs_in_from_one_address(make, as_):
    with time_machine.travel(NOON, tick=False):
        for n in range(rules.TRIES_OF_ADDRESS + 3):
            make.librarian(login=f"user{n}", password=PASSWORD)
            assert sign_in(as_(), login=f"user{n}").status_code == 303


def test_ones_own_right_password_does_not_pay_for_guesses_at_others(make, as_):
    make.librarian(login="anna", password=PASSWORD)
    client = as_()
    with time_machine.travel(NOON, tick=False):
        for n in range(rules.TRIES_OF_ADDRESS):
            sign_in(client, login=f"user-{n}")
            sign_in(client)
        assert sign_in(client, login="one-more").status_code == 429


def test_the_right_password_clears_the_wrong_tries_before_it(make, as_):
    make.librarian(login="anna", password=PASSWORD)
    with time_machine.travel(NOON, tick=False):
        for _ in range(3):
            codes = [sign_in(as_(), password="не тот пароль").status_code for _ in range(4)]
            assert codes == [422] * 4
            assert sign_in(as_()).status_code == 303


def test_a_second_path_to_the_password_is_limited_too(make, as_):
    client = as_(make.librarian(password=PASSWORD))
    data = {"current": "не тот", "password": "облако ведро чай", "again": "облако ведро чай"}
    codes = [client.post("/me/password", data=data).status_code for _ in range(6)]
    assert codes == [422] * 5 + [429]
    assert client.post("/me/password", data=data).headers["Retry-After"]


def test_codes_cannot_be_tried_without_end(make, as_):
    make.association()
    with time_machine.travel(NOON, tick=False):
        data = {"code": "A" * 28, "password": "x", "again": "x"}
        codes = [as_().post("/join", data=data).status_code for _ in range(31)]
    assert codes == [422] * 30 + [429]


def test_the_time_of_the_answer_does_not_tell_who_is_there(make, as_, app, monkeypatch):
    monkeypatch.setitem(app.config, "PASSWORD_COST", "full")
    for n in range(8):
        make.librarian(login=f"user{n}", password=PASSWORD)
    sign_in(as_(), login="first", address="10.1.1.1")  # the dummy hash is made once
    spent = {"there": [], "nobody": []}
    for n in range(8):
        for kind, login in (("there", f"user{n}"), ("nobody", f"none{n}")):
            client, began = as_(), thread_time()
            sign_in(client, login=login, password="не тот пароль", address=f"10.0.0.{n}")
            spent[kind].append(thread_time() - began)
    assert 0.85 < median(spent["there"]) / median(spent["nobody"]) < 1.18


def test_a_failed_try_is_in_the_journal_but_is_nobodys_deed(make, as_):
    anna = make.librarian(login="anna", password=PASSWORD)
    sign_in(as_(), password="не тот пароль")
    entry = db.session.scalars(select(AuditEntry).filter_by(fact="accounts.FailedToSignIn")).one()
    assert (entry.by, entry.about, entry.address) == (None, anna.id, "10.0.0.1")
    assert "не тот пароль" not in entry.details + entry.words


def test_a_stronger_hash_is_made_at_the_next_sign_in(make, as_, app, monkeypatch):
    anna = make.librarian(login="anna", password=PASSWORD)
    assert "m=8," in anna.password_hash
    monkeypatch.setitem(app.config, "PASSWORD_COST", "full")
    assert sign_in(as_()).status_code == 303
    db.session.expire_all()
    assert "m=19456,t=2,p=1" in db.session.get_one(Account, anna.id).password_hash
    assert sign_in(as_()).status_code == 303


def test_a_new_account_name_never_fits_by_default(make, as_):
    make.association()
    for login in ("admin", "head", "root"):
        assert sign_in(as_(), login=login, password=login).status_code == 422


def test_two_heads_who_stop_each_other_at_once_leave_one(make, as_, app):
    for _ in range(5):
        heads = [make.head(password=PASSWORD), make.head(password=PASSWORD)]
        pairs = [(make.signed_in(a), b.id) for a, b in (heads, heads[::-1])]
        ours = [one.id for one in heads]
        for other in db.session.scalars(select(Account).where(Account.id.not_in(ours))):
            other.is_active = False
        db.session.commit()

        def stop(cookie, other):
            client = FlaskClient(app)
            with client.session_transaction() as session:
                session.update(cookie)
            return client.post(f"/accounts/{other}/stop", data={"stop-own_password": PASSWORD})

        in_parallel([lambda pair=pair: stop(*pair) for pair in pairs])
        active = select(Account).filter_by(role=Role.HEAD, is_active=True)
        assert len(db.session.scalars(active).all()) == 1


@pytest.fixture
def mailed(make, app, monkeypatch):
    """A librarian who can be written to, with mail switched on."""
    monkeypatch.setitem(app.config, "MAIL", "file")
    monkeypatch.setitem(app.config, "BASE_URL", "https://rmo.example.ru")
    person = make.person("Зябликова", email="a@school5.local", consent_on=NOON.date())
    return make.librarian(person=person, login="anna", password=PASSWORD)


def letters():
    return db.session.scalars(select(Letter).order_by(Letter.id)).all()


def test_no_more_than_three_letters_an_hour(mailed, as_):
    with time_machine.travel(NOON, tick=False):
        answers = {as_().post("/forgot", data={"login": "anna"}).status_code for _ in range(5)}
    assert answers == {200}
    assert len(letters()) <= rules.RESETS_MAX


def test_a_mailed_link_is_ours_lives_an_hour_and_is_gone_when_it_was_sent(mailed, as_, app):
    with time_machine.travel(NOON, tick=False):
        as_().post("/forgot", data={"login": "anna"}, headers={"X-Forwarded-Host": "evil.example"})
        link = next(line for line in letters()[0].body.splitlines() if "/join/" in line)
        assert link.startswith(app.config["BASE_URL"])
        assert send_due(NOON, carry=lambda letter: None) == 1
        db.session.expire_all()
        assert "/join/" not in letters()[0].body
    path = link.removeprefix(app.config["BASE_URL"])
    for minutes, code in ((59, 200), (61, 404)):
        with time_machine.travel(NOON.replace(hour=12 + minutes // 60, minute=minutes % 60)):
            client = as_()
            client.get(path)
            assert client.get("/join").status_code == code


def test_who_has_not_joined_keeps_the_code_of_the_head(mailed, make, as_):
    person = make.person(email="new@school5.local", consent_on=NOON.date())
    with saving():
        account = services.open_account(person.id, "new", Role.LIBRARIAN, by=None, at=NOON)
        code = services.issue_code(account, by=None, at=NOON, lasts=rules.INVITATION_LASTS)
    with time_machine.travel(NOON, tick=False):
        as_().post("/forgot", data={"login": "new"})
    assert letters() == []
    assert invited(code, at=NOON).login == "new"
