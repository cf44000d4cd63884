"""The doors of the first page, of the years and of the journal."""

from tests.doors import DOOR, HEAD, NO, SIGNED_IN

DOORS = {
    "home.index": SIGNED_IN,
    "home.waiting": SIGNED_IN,
    "home.choose_year": (DOOR, 409, 409, 409, 409),
    "home.journal": HEAD,
    "home.passport": SIGNED_IN,
    "home.passport_word": SIGNED_IN,
    "home.end_of_year": HEAD,
    "home.close_year": (DOOR, NO, NO, NO, 409),
    "home.open_year": HEAD,
}


def in_other_states(make, world):
    return ["/journal?q="]
