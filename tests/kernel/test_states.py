"""A life as a table: what follows, what may be pressed by whom, and how it reads."""

from enum import StrEnum

import pytest

from rmo_web.kernel.errors import Refused
from rmo_web.kernel.states import Asks, Life, Move, staying, to


class Lamp(StrEnum):
    DARK = "dark"
    LIT = "lit"
    BROKEN = "broken"


class Turn(StrEnum):
    ON = "on"
    OFF = "off"
    POLISH = "polish"
    DROP = "drop"


class Hand(StrEnum):
    MINE = "mine"
    ANY = "any"


LIFE = Life(
    Lamp,
    [
        Move(Turn.ON, to(Lamp.LIT, Lamp.DARK), Hand.MINE, "Зажечь"),
        Move(Turn.OFF, to(Lamp.DARK, Lamp.LIT), Hand.ANY, "Погасить"),
        Move(Turn.POLISH, staying(Lamp.DARK, Lamp.LIT), Hand.ANY, "Протереть", Asks.TEXT),
        Move(Turn.DROP, to(Lamp.BROKEN, Lamp.DARK, Lamp.LIT),
             otherwise={Lamp.BROKEN: "Лампа уже разбита."}),
    ],
    changed="Лампа уже другая: обновите страницу.",
)  # fmt: skip


def test_a_step_leads_where_the_table_says():
    assert LIFE.after(Lamp.DARK, Turn.ON) is Lamp.LIT
    assert LIFE.after(Lamp.LIT, Turn.POLISH) is Lamp.LIT


@pytest.mark.parametrize(("state", "step"), [(Lamp.LIT, Turn.ON), (Lamp.BROKEN, Turn.POLISH)])
def test_a_step_that_is_not_there_is_refused_in_the_words_of_the_room(state, step):
    with pytest.raises(Refused, match="Лампа уже другая"):
        LIFE.after(state, step)


def test_where_there_is_more_to_say_of_a_state_that_is_said():
    with pytest.raises(Refused, match="уже разбита"):
        LIFE.after(Lamp.BROKEN, Turn.DROP)


def test_the_step_between_two_states_is_found_or_refused():
    assert LIFE.between(Lamp.DARK, Lamp.LIT) is Turn.ON
    assert LIFE.between(Lamp.LIT, Lamp.LIT) is Turn.POLISH
    with pytest.raises(Refused, match="Лампа уже другая"):
        LIFE.between(Lamp.BROKEN, Lamp.LIT)
    with pytest.raises(Refused, match="уже разбита"):
        LIFE.between(Lamp.BROKEN, Lamp.BROKEN)


def test_what_a_button_sends_names_a_step_or_is_refused():
    assert LIFE.step_named("polish") is Turn.POLISH
    with pytest.raises(Refused, match="Лампа уже другая"):
        LIFE.step_named("explode")


def test_the_steps_of_a_state_come_in_the_order_of_the_table():
    assert LIFE.steps(Lamp.LIT) == (Turn.OFF, Turn.POLISH, Turn.DROP)
    assert LIFE.steps(Lamp.BROKEN) == ()


def test_each_party_has_only_its_own_steps():
    assert LIFE.steps(Lamp.DARK, {Hand.MINE}) == (Turn.ON,)
    assert LIFE.steps(Lamp.DARK, {Hand.MINE, Hand.ANY}) == (Turn.ON, Turn.POLISH)
    assert LIFE.steps(Lamp.DARK, ()) == ()


def test_the_table_reads_as_a_diagram_in_the_order_of_the_states():
    assert LIFE.diagram() == (
        "    dark   -> dark   polish\n"
        "    dark   -> lit    on\n"
        "    dark   -> broken drop\n"
        "    lit    -> dark   off\n"
        "    lit    -> lit    polish\n"
        "    lit    -> broken drop"
    )


def test_what_every_state_knows_is_drawn_in_one_line():
    moves = [
        Move(Turn.ON, to(Lamp.LIT, Lamp.DARK)),
        Move(Turn.DROP, to(Lamp.BROKEN, *Lamp)),
    ]
    assert Life(Lamp, moves, changed="").diagram() == (
        "    dark   -> lit    on\n"
        "    any    -> broken drop"
    )  # fmt: skip
