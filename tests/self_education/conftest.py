"""The cast of a topic."""

from types import SimpleNamespace

import pytest


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
