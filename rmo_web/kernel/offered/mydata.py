"""«Мои данные»: every room tells what it holds about a person (domain reference, section 13)."""

from collections.abc import Callable

from rmo_web.kernel.access import Actor

Holding = dict[str, object]
_holders: dict[str, Callable[[Actor], list[Holding]]] = {}


def holds(
    title: str,
) -> Callable[[Callable[[Actor], list[Holding]]], Callable[[Actor], list[Holding]]]:
    """A room tells, under this title, what it holds: `@holds("Карточка")`."""

    def remember(tell: Callable[[Actor], list[Holding]]) -> Callable[[Actor], list[Holding]]:
        _holders[title] = tell
        return tell

    return remember


def everything(actor: Actor) -> dict[str, list[Holding]]:
    """All that the system holds about this person, room by room."""
    return {title: tell(actor) for title, tell in sorted(_holders.items())}
