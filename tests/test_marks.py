"""Which tests run on both databases: every one that reaches a database, and no other."""

from pathlib import Path

TESTS = Path(__file__).parent


def test_whatever_works_with_the_application_is_marked(request, app):
    assert request.node.get_closest_marker("database")


def test_whatever_makes_a_house_of_its_own_is_marked(request, new_house):
    assert request.node.get_closest_marker("database")


def test_what_reaches_no_database_is_not(request):
    assert not request.node.get_closest_marker("database")


def test_nothing_learns_by_another_way_which_database_is_under_test():
    found = {one.name for one in TESTS.rglob("*.py") if "TEST_DATABASE" in one.read_text()}
    assert found == {"conftest.py", Path(__file__).name}
