import json
from datetime import UTC, datetime

from rmo_web.household.notices import Notice
from rmo_web.kernel.db import db, saving

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


def test_my_data_holds_everything_about_me_and_nothing_of_others(make, as_):
    anna, other = make.librarian(login="anna"), make.librarian(login="boris")
    with saving():
        db.session.add(Notice(account_id=other.id, at=NOON, text="чужое"))
        db.session.add(Notice(account_id=anna.id, at=NOON, text="моё"))
    answer = as_(anna).post("/me/data", data={"for": "program"})
    assert answer.headers["Content-Disposition"].startswith("attachment")
    told = answer.get_data(as_text=True)
    assert "anna" in told
    assert "моё" in told
    assert "чужое" not in told
    assert "token" not in told
    assert "password" not in told


def test_my_data_can_be_read_by_a_person_and_by_a_program(make, as_):
    client = as_(make.librarian(login="anna"))
    page = client.post("/me/data")
    assert page.mimetype == "text/html"
    assert page.headers["Content-Disposition"].startswith("attachment")
    assert "sandbox" in page.headers["Content-Security-Policy"]
    told = json.loads(client.post("/me/data", data={"for": "program"}).text)
    assert {"Учётная запись", "Входы", "Журнал: мои действия"} <= told.keys()
    assert all(title in page.text for title in told)
