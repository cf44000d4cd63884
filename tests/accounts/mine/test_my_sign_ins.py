import pytest
from sqlalchemy import select

from rmo_web.accounts.models import SignIn
from rmo_web.kernel.db import db


@pytest.fixture
def anna(make):
    return make.librarian(login="anna")


def test_my_sign_ins_are_listed_and_ended(anna, as_):
    here, there = as_(anna), as_(anna)
    page = here.get("/me/sign-ins")
    assert page.text.count("<li>") >= 2
    other = db.session.scalars(select(SignIn).order_by(SignIn.id.desc())).first()
    assert here.post(f"/me/sign-ins/{other.id}/end").status_code == 303
    assert there.get("/").status_code == 303
    assert here.get("/").status_code == 200


def test_nobody_ends_the_session_of_another(make, as_, anna):
    mine = as_(anna)
    row = db.session.scalars(select(SignIn)).first()
    assert as_(make.librarian()).post(f"/me/sign-ins/{row.id}/end").status_code == 409
    assert mine.get("/").status_code == 200


def test_ending_the_others_leaves_this_one(anna, as_):
    here, there = as_(anna), as_(anna)
    here.post("/me/sign-ins/end-others")
    assert (here.get("/").status_code, there.get("/").status_code) == (200, 303)
