from datetime import date

from sqlalchemy import select

from rmo_web.accounts.models import Account
from rmo_web.household.audit import AuditEntry
from rmo_web.kernel.access import Role
from rmo_web.kernel.db import db
from rmo_web.members.models import Person
from tests import pages
from tests.conftest import PASSWORD


def test_an_invitation_sent_twice_makes_one_account(make, as_):
    person, client = make.person(), as_(make.head())
    data = {"login": "anna", "role": "librarian", "nonce": "once"}
    assert client.post(f"/accounts/invite/{person.id}", data=data).status_code == 200
    assert client.post(f"/accounts/invite/{person.id}", data=data).status_code == 303
    assert len(db.session.scalars(select(Account).filter_by(login="anna")).all()) == 1


def test_a_login_that_is_taken_is_said_at_its_field(make, as_):
    make.librarian(login="anna")
    answer = as_(make.head()).post(
        f"/accounts/invite/{make.person().id}", data={"login": "Anna", "role": "librarian"}
    )
    assert answer.status_code == 422
    assert "занят" in answer.text


def test_a_login_that_grows_when_its_case_is_folded_is_refused(make, as_):
    data = {"login": "ß" * 60, "role": "librarian"}
    page = as_(make.head()).post(f"/accounts/invite/{make.person().id}", data=data)
    assert page.status_code == 422


def test_the_last_head_can_be_neither_demoted_nor_stopped(make, as_):
    head = make.head(password=PASSWORD)
    client = as_(head)
    data = {"role": "librarian", "own_password": PASSWORD}
    assert "единственный руководитель" in client.post(f"/accounts/{head.id}", data=data).text
    stop = client.post(f"/accounts/{head.id}/stop", data={"stop-own_password": PASSWORD})
    assert stop.status_code == 409
    assert db.session.get_one(Account, head.id).is_active


def test_a_role_is_changed_only_with_the_heads_own_password(make, as_):
    head, anna = make.head(password=PASSWORD), make.librarian()
    client = as_(head)
    wrong = {"role": "methodist", "own_password": "не тот"}
    assert client.post(f"/accounts/{anna.id}", data=wrong).status_code == 422
    assert db.session.get_one(Account, anna.id).role is Role.LIBRARIAN
    client.post(f"/accounts/{anna.id}", data=wrong | {"own_password": PASSWORD})
    assert db.session.get_one(Account, anna.id).role is Role.METHODIST


def test_ending_somebodys_sessions_is_in_the_journal(make, as_):
    anna, head = make.librarian(), make.head()
    there = as_(anna)
    as_(head).post(f"/accounts/{anna.id}/end-sessions")
    assert there.get("/").status_code == 303
    entry = db.session.scalars(select(AuditEntry).filter_by(fact="accounts.SessionsEnded")).one()
    assert (entry.by, entry.about) == (head.id, anna.id)


def test_who_left_but_may_still_sign_in_waits_for_the_head(make, as_):
    anna, head = make.librarian(), make.head()
    assert not any("доступ остался" in one for one in pages.waiting(as_(head).get("/")))
    db.session.get_one(Person, anna.person_id).left_on = date(2100, 1, 1)
    db.session.commit()
    assert any("доступ остался" in one for one in pages.waiting(as_(head).get("/")))
