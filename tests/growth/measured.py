"""What is measured and pictured of a person's record."""

from tests.measured import HEAD, LIBRARIAN, Measured

PICTURES = {
    HEAD: {"growth-head": "/growth/2"},
    LIBRARIAN: {"growth": "/growth/"},
}
IN_GUIDES = {("growth", 360)}


def grow(connection, size):
    return Measured({"Мой рост, в журнале 500 записей": "/growth/"})
