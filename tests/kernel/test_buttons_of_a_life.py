"""The buttons of a row are those of the table of its life."""

from enum import StrEnum

import pytest

from rmo_web.kernel.offered.waiting import Deed, deeds_of
from rmo_web.kernel.states import Asks, Life, Move, to


class State(StrEnum):
    SHOWN = "shown"
    REMOVED = "removed"


class Step(StrEnum):
    REMOVE = "remove"
    RETURN = "return"
    EXPLAIN = "explain"
    FORGET = "forget"


class Party(StrEnum):
    HEAD = "head"


LIFE = Life(
    State,
    (
        Move(Step.REMOVE, to(State.REMOVED, State.SHOWN), Party.HEAD, "Убрать"),
        Move(Step.RETURN, to(State.SHOWN, State.REMOVED), Party.HEAD, "Вернуть"),
        Move(Step.EXPLAIN, to(State.REMOVED, State.SHOWN), Party.HEAD, "Убрать и объяснить",
             Asks.REASON),
        Move(Step.FORGET, to(State.REMOVED, State.SHOWN), Party.HEAD),
    ),
    changed="Уже не так.",
)  # fmt: skip


@pytest.mark.parametrize(
    ("state", "step", "words"),
    [(State.SHOWN, "remove", "Убрать"), (State.REMOVED, "return", "Вернуть")],
)
def test_a_row_has_the_buttons_that_ask_for_nothing(state, step, words):
    assert deeds_of(LIFE, state, "/links/1/move") == (
        Deed(words, "/links/1/move", (("step", step),)),
    )


def test_whoever_is_of_no_party_has_no_buttons():
    assert deeds_of(LIFE, State.SHOWN, "/", parties=()) == ()
