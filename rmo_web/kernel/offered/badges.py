"""The numbers of the menu: a room says what is counted at its entry."""

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import CompoundSelect, Select

from rmo_web.kernel.counting import BADGE_MOST, counted_to
from rmo_web.kernel.hooks import NamedHooks

Offer = Callable[..., Select[Any] | CompoundSelect[Any]]
_offers: NamedHooks[str, Offer] = NamedHooks()


def offers_badge(endpoint: str) -> Callable[[Offer], Offer]:
    """A room offers what is counted at its entry of the menu: `offer(leads=…)` finds its rows.

    The rows are those of the person `me`, a parameter; they are counted on every page.
    """
    return _offers.under(endpoint)


def statements(*, leads: bool) -> Mapping[str, Select[Any]]:
    """The statement that counts for each entry that has a number."""
    return {
        endpoint: counted_to(BADGE_MOST, offer(leads=leads)) for endpoint, offer in _offers.items()
    }
