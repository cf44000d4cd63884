"""The numbers of the menu: a room says what is counted at its entry."""

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import Select

from rmo_web.kernel.hooks import NamedHooks

Offer = Callable[..., Select[Any]]
_offers: NamedHooks[str, Offer] = NamedHooks()


def offers_badge(endpoint: str) -> Callable[[Offer], Offer]:
    """A room offers the number at its entry of the menu: `offer(leads=…)` builds its statement.

    The statement counts for the person `me`, a parameter; it is asked beside others on every page.
    """
    return _offers.under(endpoint)


def asked(*, leads: bool) -> Mapping[str, Select[Any]]:
    """The statement of each entry that has a number."""
    return {endpoint: offer(leads=leads) for endpoint, offer in _offers.items()}
