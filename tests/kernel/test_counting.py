"""Small numbers are counted no further than they are shown."""

import pytest
from sqlalchemy import select

from rmo_web.household import notices
from rmo_web.household.notices import Notice
from rmo_web.kernel.counting import badge, bounded, counted_to
from rmo_web.kernel.db import db, saving
from tests import pages


@pytest.fixture
def told(make):
    """`told(120)`: a head who has so many unread notices."""
    head = make.head()

    def tell(count):
        with saving():
            for _ in range(count):
                notices.tell(head.id, "Новое", at=make.at)
        return head

    return tell


@pytest.mark.parametrize(("there", "counted", "said"), [(0, 0, ""), (99, 99, "99"),
                                                        (120, 100, "99+")])  # fmt: skip
def test_the_bell_counts_to_a_hundred_and_says_so(told, make, as_, there, counted, said):
    head = told(there)
    assert db.session.scalar(notices.COUNTED, {"bell": head.id}) == counted
    assert notices.unread(make.actor(head)) == said
    for path in ("/", "/notices/count"):
        shown = pages.of_any(as_(head).get(path)).xpath("//*[@class='count']/text()")
        assert shown == ([said] if said else [])


def test_a_number_that_was_counted_to_a_bound_says_that_there_is_more():
    assert [bounded(count, 999) for count in (0, 999, 1000)] == ["0", "999", "999+"]
    assert (badge(0), badge(7)) == ("", "7")


def test_what_is_counted_may_be_of_several_places(told):
    told(3)
    each = select(Notice.id)
    assert db.session.scalar(counted_to(4, each.union_all(each))) == 5
    assert db.session.scalar(counted_to(9, each.union_all(each))) == 6
