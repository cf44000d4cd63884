"""The cast of a topic, and the school year in which they work."""

from types import SimpleNamespace

import pytest

from rmo_web.kernel import years
from rmo_web.kernel.db import saving
from tests.makers import TODAY
from tests.self_education.hands import PRESENT


@pytest.fixture
def cast(make):
    """Author, another librarian, head and methodist; each with a school."""
    people = {
        "author": make.librarian(person=make.person("Чайкина", "Юлия", "Романовна")),
        "stranger": make.librarian(person=make.person("Скворцова", "Ольга", "Игоревна")),
        "head": make.head(person=make.person("Иволгина", "Мария", "Петровна")),
        "methodist": make.methodist(person=make.person("Синицына", "Елена", "Кирилловна")),
    }
    return SimpleNamespace(**people)


@pytest.fixture
def this_year(make, on_day):
    """It is `TODAY`, and its school year is open."""
    make.association()
    on_day(TODAY)
    with saving():
        years.opened(PRESENT)
