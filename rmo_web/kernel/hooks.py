"""What rooms hang into the house: heard in the order of the rooms, whichever was loaded first."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, Generic, TypeVar

K = TypeVar("K")
F = TypeVar("F", bound=Callable[..., Any])

_places: dict[str, int] = {}


def arrange(modules: Iterable[str]) -> None:
    """State the order of the files that hang something; what the house hangs comes before them."""
    _places.clear()
    for place, name in enumerate(modules):
        for one in _with_folders(name):
            _places.setdefault(one, place)
    NamedHooks.arranged += 1


def _place(function: Callable[..., Any]) -> int:
    """Where the file of this function stands; one that is not named, where its folder begins."""
    names = _with_folders(function.__module__)
    return next((_places[one] for one in names if one in _places), -1)


def _with_folders(module: str) -> Iterator[str]:
    """«rmo_web.links.offers», «rmo_web.links»."""
    yield module
    while (module := module.rpartition(".")[0]).count("."):
        yield module


class NamedHooks(Generic[K, F]):
    """Functions that rooms hang here, each under what it says: its kind, its title, its key."""

    arranged = 0

    def __init__(self) -> None:
        self._hung: list[tuple[K, F]] = []
        self._ready: tuple[int, list[tuple[K, F]], dict[K, list[F]]] | None = None

    def under(self, *names: K) -> Callable[[F], F]:
        """As a decorator: hang the function under each of these names."""

        def hang(function: F) -> F:
            self._hung.extend((name, function) for name in names)
            self._ready = None
            return function

        return hang

    def items(self) -> Sequence[tuple[K, F]]:
        """Every name with its function; those of one file in the order of the file."""
        return self._arranged()[1]

    def of(self, name: K) -> Sequence[F]:
        """What is hung under this name."""
        return self._arranged()[2].get(name, ())

    def _arranged(self) -> tuple[int, list[tuple[K, F]], dict[K, list[F]]]:
        ready = self._ready
        if ready is None or ready[0] != NamedHooks.arranged:
            arranged = NamedHooks.arranged
            hung = sorted(self._hung, key=lambda one: _place(one[1]))
            by_name: dict[K, list[F]] = {}
            for name, function in hung:
                by_name.setdefault(name, []).append(function)
            self._ready = ready = arranged, hung, by_name  # whole at once: threads read it
        return ready

    def first(self, name: K) -> F | None:
        """The function of a name that has one, or none."""
        return next(iter(self.of(name)), None)


class Hooks(Generic[F]):
    """Functions that rooms hang here without a name."""

    def __init__(self) -> None:
        self._hung: NamedHooks[None, F] = NamedHooks()

    def hang(self, function: F) -> F:
        return self._hung.under(None)(function)

    def __iter__(self) -> Iterator[F]:
        return iter(self._hung.of(None))
