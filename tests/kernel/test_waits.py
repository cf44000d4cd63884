"""What waits, as a room says it: counted in one statement, named up to five, else a number."""

from datetime import date

import pytest
from sqlalchemy import bindparam, select

from rmo_web.kernel.offered import waiting
from rmo_web.kernel.offered.waiting import NAMED_AT_MOST, Kind, Task, Waits
from rmo_web.members.models import Organisation
from tests.counting import statements

NAMED = Organisation.name.like(bindparam("like"))
SCHOOLS = Waits(
    "школа",
    select(Organisation.name).where(NAMED).order_by(Organisation.name),
    ("школа", "школы", "школ"),
    "без библиотеки",
    icon="school",
)


@pytest.fixture
def waits(make, monkeypatch):
    """`waits(3)`: the tasks when so many schools wait."""

    def of(count, *more):
        for number in range(count):
            make.school(f"Школа № {number}")
        kind = SCHOOLS.named("/schools", each, like="Школа%")
        monkeypatch.setattr(waiting, "_offers", [lambda *_: [kind, *more]])
        return waiting.of(make.actor(make.head()), None, date(2026, 11, 1))

    return of


def each(found):
    return (Task("школа", name, f"/schools/{name}") for (name,) in found)


def test_few_are_named_in_their_order(waits):
    assert [task.title for task in waits(2)] == ["Школа № 0", "Школа № 1"]


def test_many_are_one_row_with_their_number(waits):
    (task,) = waits(NAMED_AT_MOST + 1)
    assert (task.title, task.count, task.url) == ("6\u00a0школ без библиотеки", 6, "/schools")


def test_nothing_is_named_where_nothing_waits(waits):
    with statements() as told:
        assert waits(0) == []
    assert [one for one in told if "FROM organisation" in one and "LIMIT" in one] == []


def test_two_rooms_do_not_mean_different_things_by_one_name(waits):
    other = Kind(
        select(bindparam("like")), lambda count: Task("x", "x", "/x"), values={"like": "1"}
    )
    with pytest.raises(ValueError, match="like"):
        waits(1, other)
