"""The seed plan, and its head at the browser."""

import pytest


@pytest.fixture
def plan(make):
    return make.plan()


@pytest.fixture
def client(plan, make, as_):
    return as_(make.head())
