"""«Мои данные»: every room tells what it holds about a person (domain reference, section 13)."""

from collections.abc import Callable

from rmo_web.kernel.access import Actor
from rmo_web.kernel.hooks import NamedHooks

Holding = dict[str, object]  # what it is called, and its value as it is: a day, a moment, a text
Holder = Callable[[Actor], list[Holding]]
_holders: NamedHooks[str, Holder] = NamedHooks()


def holds(title: str) -> Callable[[Holder], Holder]:
    """A room tells, under this title, what it holds: `@holds("Карточка")`."""
    return _holders.under(title)


def everything(actor: Actor) -> dict[str, list[Holding]]:
    """All that the system holds about this person, room by room."""
    return {title: tell(actor) for title, tell in sorted(_holders.items())}
