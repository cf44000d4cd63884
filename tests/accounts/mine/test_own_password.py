from rmo_web.accounts import passwords
from rmo_web.accounts.models import Account
from rmo_web.kernel.access import Role
from rmo_web.kernel.db import db
from tests.conftest import PASSWORD

NEW = "облако ведро лестница чай"


def change(client, **typed):
    data = {"current": PASSWORD, "password": NEW, "again": NEW} | typed
    return client.post("/me/password", data=data)


def test_changing_it_needs_the_present_one(make, as_):
    anna = make.librarian(password=PASSWORD)
    assert change(as_(anna), current="не тот").status_code == 422
    assert passwords.matches(PASSWORD, db.session.get_one(Account, anna.id).password_hash)


def test_changing_it_ends_the_other_sessions(make, as_):
    anna = make.librarian(password=PASSWORD)
    here, there = as_(anna), as_(anna)
    assert change(here).status_code == 303
    assert (here.get("/").status_code, there.get("/").status_code) == (200, 303)


def test_two_that_differ_are_refused(make, as_):
    assert "не совпадают" in change(as_(make.librarian(password=PASSWORD)), again="x").text


def test_extra_fields_are_passed_over(make, as_):
    anna = make.librarian(password=PASSWORD)
    data = {
        "current": PASSWORD,
        "password": NEW,
        "again": NEW,
        "role": "head",
        "is_active": "",
        "id": 1,
    }
    as_(anna).post("/me/password", data=data)
    assert db.session.get_one(Account, anna.id).role is Role.LIBRARIAN
