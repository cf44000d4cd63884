"""The doors of the set-up: none of them leads anywhere once there is an association."""

from tests.doors import DOOR, GONE, NO

DOORS = {
    "setup.welcome": GONE,
    "setup.found_association": GONE,
    "setup.example": GONE,
    "setup.ask_to_erase": (DOOR, NO, NO, NO, 404),
    "setup.erase": (DOOR, NO, NO, NO, 404),
}
