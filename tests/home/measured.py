"""What is measured and pictured of the first page, the years and the journal."""

from tests.measured import HEAD, LIBRARIAN, Measured

PICTURES = {
    HEAD: {"home": "/", "journal": "/journal", "passport": "/passport", "year-end": "/year/end"},
    LIBRARIAN: {"home-librarian": "/"},
}
IN_GUIDES = {("home", 1280), ("home-librarian", 360)}


def grow(connection, size):
    return Measured({"Главная": "/"})
