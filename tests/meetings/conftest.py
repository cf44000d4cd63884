"""The cast of meetings: their head, and her office in a browser."""

import pytest

from tests.meetings.invented import Invented


@pytest.fixture
def head(make):
    return make.head()


@pytest.fixture
def office(as_, head):
    return as_(head)


@pytest.fixture
def room(make, monkeypatch):
    """A room that is nowhere, and wants meetings to hear something."""
    return Invented(make, monkeypatch)
