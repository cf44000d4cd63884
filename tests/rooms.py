"""What each room brings to the tests that walk over all of them: a file of its own."""

from functools import cache
from importlib import import_module
from importlib.util import find_spec

from rmo_web.rooms import ROOMS

GROUND = ("household", "members", "accounts")  # what every other room relies on


@cache
def files_of_rooms(name):
    """Each `tests/<room>/<name>.py`, by its room: the ground first, then as in the menu."""
    others = (room.name for room in ROOMS if room.name not in GROUND)
    return {
        room: import_module(f"tests.{room}.{name}")
        for room in (*GROUND, *others)
        if find_spec(f"tests.{room}.{name}")
    }
