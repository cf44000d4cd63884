"""Every life of a record is one table: it is drawn, it guards, it says why it refuses.

The tables are found in the rules of rooms and of their parts: a new one needs no line here.
"""

import re
from importlib import import_module
from itertools import product

import pytest

from rmo_web.kernel.errors import Refused
from rmo_web.kernel.states import Life
from tests.test_house import ROOM_FILES, dotted

RULES = [import_module(dotted(path)) for path in ROOM_FILES if path.stem == "rules"]
SAID = [path.read_text() for path in ROOM_FILES if path.stem in {"rules", "__init__"}]
LIVES = {
    id(life): pytest.param(life, id=f"{module.__name__}.{name}")
    for module in RULES
    for name, life in vars(module).items()
    if isinstance(life, Life)
}
of_every_life = pytest.mark.parametrize("life", LIVES.values())


def test_the_lives_are_found():
    assert len(LIVES) >= 7


@of_every_life
def test_a_life_is_drawn_where_its_rules_or_its_room_say_what_they_are(life):
    assert any(f"\n\n{life.diagram()}\n" in text for text in SAID), life.diagram()


@of_every_life
def test_every_step_has_its_line_and_leads_somewhere(life):
    assert set(life.moves) == set(type(next(iter(life.moves))))
    assert all(move.leads for move in life.moves.values())


@of_every_life
def test_a_step_leads_where_it_is_drawn_or_is_refused_in_a_sentence(life):
    drawn = {(before, step): then for before, step, then in life.leads()}
    for state, step in product(life.states, life.moves):
        if step in life.steps(state):
            then = life.after(state, step)
            assert then is drawn[state, step]
            assert life.after(state, life.between(state, then)) is then
        else:
            assert (state, step) not in drawn
            with pytest.raises(Refused, match=r"^[А-ЯЁ].*\.$"):
                life.after(state, step)


@of_every_life
def test_what_is_said_of_a_state_is_said_where_it_does_not_know_the_step(life):
    for move in life.moves.values():
        assert not set(move.otherwise) & set(move.leads), move.step


def test_no_state_is_refused_for_itself_beside_its_table():
    beside = re.compile(
        r"if (?:(?! and )[^\n])*\b(state|status|outcome|signed_at) (?:is|in|not in) "
        r"(?:(?! and )[^\n])*:\n\s+raise Refused"
    )
    files = [path for path in ROOM_FILES if path.stem in {"rules", "services", "listens"}]
    found = {dotted(path): beside.findall(path.read_text()) for path in files}
    assert {name: lines for name, lines in found.items() if lines} == {}
