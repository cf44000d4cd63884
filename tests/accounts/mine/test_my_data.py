import json
import re
from datetime import UTC, date, datetime

import pytest

from rmo_web.household.notices import Notice
from rmo_web.kernel.db import db, saving
from rmo_web.kernel.offered import mydata
from tests import pages

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


def test_my_data_names_a_day_as_people_read_it_and_as_programs_do(make, as_, monkeypatch):
    held = {"день": date(2019, 12, 9), "когда": NOON, "да": True, "пусто": None}
    monkeypatch.setattr(mydata, "everything", lambda _: {"Открытые дни": [held]})
    client = as_(make.librarian())
    page = pages.of(client.post("/me/data"))
    assert pages.all_texts(page, "//dd") == ["09.12.2019", "23.11.2026, 15:00", "да", "—"]
    told = json.loads(client.post("/me/data", data={"for": "program"}).text)["Открытые дни"][0]
    assert list(told.values()) == ["2019-12-09", "2026-11-23T12:00:00+00:00", True, None]


ISO = re.compile(r"\b\d{4}-\d\d-\d\d\b")


@pytest.mark.parametrize("who", ["owner", "head"])
def test_no_room_holds_a_day_that_only_a_program_can_read(world, as_, who):
    told = pages.all_texts(pages.of(as_(world["cast"][who]).post("/me/data")), "//dd")
    assert told
    assert not [one for one in told if ISO.search(one)]
