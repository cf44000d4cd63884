"""The words in which each room says, in its `measured.py`, what is measured and pictured of it.

`tests/<room>/measured.py` has, of this, what the room has something to say of:

    grow(connection, size)  its rows that come by the thousand; what is measured beside them
    fill_year(year_id)      its rows of one large year; what is measured of them
    PICTURES                pages to picture: by login, by name, the address in the example
    WALKS                   pictures on a longer way: by login, functions of a page and its camera
    IN_GUIDES               which pictures the guides show, at which width
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

TODAY = date(2019, 12, 9)  # of the example
STRANGER, HEAD, LIBRARIAN = "", "head", "young"  # who looks at a page that is pictured


@dataclass(frozen=True)
class Measured:
    """Addresses by the words of the table; a deed also says what its form sends the n-th time.

    What is done in place htmx sends, and its answer is drawn there. `main` is the page that all
    this is about: the floor is made as long as it is.
    """

    pages: dict[str, str] = field(default_factory=dict)
    papers: dict[str, str] = field(default_factory=dict)
    deeds: dict[str, tuple[str, Callable[[int], dict]]] = field(default_factory=dict)
    in_place: dict[str, tuple[str, Callable[[int], dict]]] = field(default_factory=dict)
    main: str = ""
