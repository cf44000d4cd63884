"""The life of a record as a table: documentation, guard, source of buttons and of tests at once.

It knows neither the web nor the database, as the rules that are written with it.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import product
from typing import Generic, TypeVar

from rmo_web.kernel.errors import Refused

_ANY = "any"
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
    when they are empty. `otherwise` is why states do not know the step, where there is more to
    say of them than that something has changed.
    """

    step: Step
    leads: Mapping[State, State]
    who: StrEnum | None = None
    words: str = ""
    asks: Asks = Asks.NOTHING
    otherwise: Mapping[State, str] = field(default_factory=dict)


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
        self.states, self._changed = tuple(states), changed

    def after(self, state: State, step: Step) -> State:
        """The state that follows. Refused for a step that this state does not know."""
        move = self.moves[step]
        if state not in move.leads:
            raise Refused(move.otherwise.get(state, self._changed))
        return move.leads[state]

    def step_named(self, word: str) -> Step:
        """The step that a button has sent. Refused where the table has none of this name."""
        step = next((one for one in self.moves if one.value == word), None)
        if step is None:
            raise Refused(self._changed)
        return step

    def between(self, before: State, then: State) -> Step:
        """The step from one state to the other. Refused where there is none."""
        leading = [move for move in self.moves.values() if then in move.leads.values()]
        for move in leading:
            if move.leads.get(before) is then:
                return move.step
        why = (move.otherwise.get(before) for move in leading)
        raise Refused(next(filter(None, why), self._changed))

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
        """The table as text, a line for each pair of states; what all of them know comes last."""
        arrows: dict[tuple[str, str], list[str]] = {}
        for move in self.moves.values():
            is_for_any = set(move.leads) == set(self.states) and len({*move.leads.values()}) == 1
            for before, then in move.leads.items():
                pair = (_ANY if is_for_any else before.value), then.value
                known = arrows.setdefault(pair, [])
                if move.step.value not in known:
                    known.append(move.step.value)
        states = [one.value for one in self.states]
        wide = max(map(len, states))
        return "\n".join(
            f"    {before:<{wide}} -> {then:<{wide}} {', '.join(arrows[before, then])}"
            for before, then in product((*states, _ANY), states)
            if (before, then) in arrows
        )
