"""The doors of a person's record."""

from tests.doors import SIGNED_IN, THEIRS

DOORS = {
    "growth.index": SIGNED_IN,
    "growth.of_person": THEIRS,
    "growth.extract": THEIRS,
}
