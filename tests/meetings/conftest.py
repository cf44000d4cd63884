"""The cast of meetings: their head, and her office in a browser."""

import pytest


@pytest.fixture
def head(make):
    return make.head()


@pytest.fixture
def office(as_, head):
    return as_(head)
