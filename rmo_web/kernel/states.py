"""The life of a record as a table: documentation, guard, source of buttons and of tests at once.

It knows neither the web nor the database, as the rules that are written with it.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import product
from typing import Generic, TypeVar

from rmo_web.kernel.errors import Refused

State = TypeVar("State", bound=StrEnum)
Step = TypeVar("Step", bound=StrEnum)


class Asks(StrEnum):
    """What a button asks for before its step is taken."""

    NOTHING = "nothing"
    REASON = "reason"
    DAY = "day"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Move(Generic[State, Step]):
    """A step, and where it leads from each state that knows it.

    `who` is whose it is (a word of the room's own), `words` the button, which nobody has
    when they are empty.
    """

    step: Step
    leads: Mapping[State, State]
    who: StrEnum | None = None
    words: str = ""
    asks: Asks = Asks.NOTHING


def to(state: State, *before: State) -> dict[State, State]:
    """From each of these states to this one."""
    return dict.fromkeys(before, state)


def staying(*states: State) -> dict[State, State]:
    """From each of these states to itself."""
    return {state: state for state in states}


class Life(Generic[State, Step]):
    """The table of a life; `changed` is said to whoever takes a step that is not there any more."""

    def __init__(
        self, states: type[State], moves: Iterable[Move[State, Step]], *, changed: str
    ) -> None:
        self.moves = {move.step: move for move in moves}
        self._states, self._changed = tuple(states), changed

    def after(self, state: State, step: Step) -> State:
        """The state that follows. Refused for a step that this state does not know."""
        move = self.moves.get(step)
        if move is None or state not in move.leads:
            raise Refused(self._changed)
        return move.leads[state]

    def steps(
        self, state: State, parties: Collection[StrEnum] | None = None
    ) -> tuple[Step, ...]:  # fmt: skip
        """What may be done in this state, in the order of the table; by these parties, if named."""
        return tuple(
            move.step
            for move in self.moves.values()
            if state in move.leads and (parties is None or move.who in parties)
        )

    def asking(self, what: Asks) -> tuple[Step, ...]:
        """The steps whose buttons ask for this."""
        return tuple(move.step for move in self.moves.values() if move.asks is what)

    def leads(self) -> Iterator[tuple[State, Step, State]]:
        """Every line of the table: from, step, to."""
        for move in self.moves.values():
            for before, then in move.leads.items():
                yield before, move.step, then

    def diagram(self) -> str:
        """The table as text, a line for each pair of states."""
        arrows: dict[tuple[State, State], list[str]] = {}
        for before, step, then in self.leads():
            arrows.setdefault((before, then), []).append(step.value)
        wide = max(len(one) for one in self._states)
        return "\n".join(
            f"    {before.value:<{wide}} -> {then.value:<{wide}} {', '.join(arrows[before, then])}"
            for before, then in product(self._states, repeat=2)
            if (before, then) in arrows
        )
