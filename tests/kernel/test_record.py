"""A person's record: what rooms tell of it stands together, and nothing twice."""

from datetime import date

import pytest

from rmo_web.kernel.access import Actor, Role
from rmo_web.kernel.hooks import Hooks, NamedHooks
from rmo_web.kernel.offered import record
from rmo_web.kernel.offered.record import RecordAsked, RecordLine, RecordPanel

FIRST, LAST = date(2019, 8, 1), date(2020, 7, 31)


@pytest.fixture(autouse=True)
def no_rooms(monkeypatch):
    monkeypatch.setattr(record, "_lines", NamedHooks())
    monkeypatch.setattr(record, "_panels", NamedHooks())
    monkeypatch.setattr(record, "_kept_at", Hooks())


def line(number, day=FIRST, kind="talk", **more):
    return RecordLine(kind, number, day, f"№ {number}", "протокол", f"/{number}", **more)


def told(heading, *lines):
    record.offers_lines(heading)(lambda person_id, since, until: lines)


def sections():
    found = record.sections(1, FIRST, LAST)
    return [(one.heading, [line.record for line in one.lines]) for one in found]


def test_lines_of_one_heading_stand_together_by_their_days():
    told("Выступления", line(1, LAST), line(2))
    told("Курсы")
    told("Наставничество", line(1, kind="pair"))
    told("Выступления", line(3, date(2019, 12, 9)))
    assert sections() == [("Выступления", [2, 3, 1]), ("Наставничество", [1])]


def test_a_deed_that_two_rooms_tell_of_stands_once_where_it_was_told_first():
    told("Выступления", line(1))
    told("Самообразование", line(1), line(1, kind="product"))
    told("Выступления", line(1), line(2))
    assert sections() == [("Выступления", [1, 2]), ("Самообразование", [1])]


def test_a_line_says_its_day_or_what_is_more_than_a_day():
    assert line(1).when == "01.08.2019"
    assert line(1, days="2018–2020 годы").when == "2018–2020 годы"


def test_the_pieces_of_the_page_stand_in_their_places_and_an_empty_one_is_left_out():
    for place, title in ((30, "Заседания"), (10, "Тема"), (20, "")):
        panel = RecordPanel(title, "one.html", None) if title else None
        record.offers_panel(place)(lambda asked, panel=panel: panel)
    asked = RecordAsked(1, FIRST, LAST, Actor(1, 1, 0, Role.LIBRARIAN, ""), LAST)
    assert [one.title for one in record.panels(asked)] == ["Тема", "Заседания"]
    assert asked.is_own


def test_nothing_leads_to_a_record_while_no_room_shows_it():
    assert record.address_of(7) == ""
    record.keeps_records(lambda person_id: f"/records/{person_id}")
    assert record.address_of(7) == "/records/7"
