"""The cast of a record, and what is known of one of them."""

from datetime import date
from types import SimpleNamespace

import pytest

from rmo_web.kernel import clock, years
from rmo_web.kernel.db import saving
from rmo_web.meetings.rules import Presence
from rmo_web.members.rules import Post
from tests.self_education.hands import running

DAY = date(2019, 12, 9)


@pytest.fixture
def cast(make, monkeypatch):
    """A librarian with a school, another one, the head and the methodist, on a day of 2019."""
    monkeypatch.setattr(clock, "today", lambda: DAY)
    make.association()
    with saving():
        years.opened(2019)
    her = make.person("Чайкина", "Юлия", "Романовна", joined_on=date(2015, 9, 1))
    make.work(her, make.school("МБОУ «Школа № 3»"), Post.TEACHER_LIBRARIAN)
    return SimpleNamespace(
        person=her,
        owner=make.librarian(person=her),
        stranger=make.librarian(person=make.person("Скворцова", "Ольга", "Игоревна")),
        head=make.head(person=make.person("Иволгина", "Мария", "Петровна")),
        methodist=make.methodist(person=make.person("Синицына", "Елена", "Кирилловна")),
    )


@pytest.fixture
def known(make, cast):
    """Two talks, three of four meetings and a topic are known of her; a talk is not proved yet."""
    told = (
        (date(2018, 10, 15), "О каталоге", Presence.PRESENT),
        (date(2019, 8, 27), "О плане", Presence.EXCUSED),
        (date(2019, 10, 28), "О квестах", Presence.PRESENT),
        (date(2019, 11, 20), "О фонде", Presence.REMOTE),
    )
    for day, text, presence in told:
        meeting = make.meeting(held_on=day, theme="", questions=(text,), place="Школа № 6")
        make.present(meeting, cast.person, presence=presence)
        make.present(meeting, make.person())
        record = make.minutes(meeting)
        make.decide(make.items(record)[0])
        if day < date(2019, 11, 1):
            make.sign(record)
    running(make, cast.owner, by=cast.head, today=date(2019, 9, 16))
    return cast
