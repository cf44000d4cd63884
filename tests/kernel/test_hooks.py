"""What rooms hang is heard in the order of the rooms, whichever was loaded first."""

import pytest

from rmo_web.kernel import hooks
from rmo_web.kernel.hooks import Hooks, NamedHooks


@pytest.fixture(autouse=True)
def as_it_was():
    """The order of the house comes back after these tests."""
    known = sorted(hooks._places, key=hooks._places.get)
    yield
    hooks.arrange(known)


def of(module):
    """A function that a file of this name hangs."""

    def hung():
        return module

    hung.__module__ = module
    return hung


def test_hooks_are_heard_in_the_stated_order_whenever_they_are_hung():
    offers = Hooks()
    for module in ("second", "first", "second"):
        offers.hang(of(module))
    hooks.arrange(["first", "second"])
    assert [one() for one in offers] == ["first", "second", "second"]
    offers.hang(of("first"))
    assert [one() for one in offers] == ["first", "first", "second", "second"]
    hooks.arrange(["second", "first"])
    assert [one() for one in offers] == ["second", "second", "first", "first"]


def test_what_no_room_hangs_comes_first():
    offers = Hooks()
    hooks.arrange(["room"])
    offers.hang(of("room"))
    offers.hang(of("the house"))
    assert [one() for one in offers] == ["the house", "room"]


def test_a_file_beside_those_that_are_opened_is_heard_with_its_room():
    offers = Hooks()
    for module in ("house.room.wording", "house.first.offers", "house.own"):
        offers.hang(of(module))
    hooks.arrange(["house.first.offers", "house.room.offers"])
    assert [one() for one in offers] == ["house.own", "house.first.offers", "house.room.wording"]


def test_one_function_may_hang_under_several_names_and_a_name_may_have_several():
    heard = NamedHooks()
    both, another = heard.under("rang", "knocked")(of("a")), heard.under("rang")(of("b"))
    hooks.arrange(["b", "a"])
    assert (heard.of("rang"), heard.of("knocked")) == ([another, both], [both])
    assert (heard.first("rang"), heard.first("came"), list(heard.of("came"))) == (another, None, [])
    assert [name for name, _ in heard.items()] == ["rang", "rang", "knocked"]
