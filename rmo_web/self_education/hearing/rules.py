"""Where things stand on the strip of the year, in its own units."""

from calendar import monthrange
from collections.abc import Sequence
from datetime import date

WIDTH, LEFT = 900, 2
COLUMN = 168  # that the names under a meeting take
MONTH = (WIDTH - LEFT) / 12


def place_of_month(month: tuple[int, int], first: tuple[int, int]) -> float:
    """Where a month begins; the year begins with the first."""
    return LEFT + MONTH * ((month[0] - first[0]) * 12 + month[1] - first[1])


def place_of(day: date | None, month: tuple[int, int], first: tuple[int, int]) -> float:
    """Where a day stands; of one that is not known yet, the middle of its month."""
    begins = place_of_month(month, first)
    if day is None:
        return begins + MONTH / 2
    return begins + MONTH * (day.day - 0.5) / monthrange(*month)[1]


def columns(places: Sequence[float]) -> list[float]:
    """Where the names under each place begin, none over the next and none over the edge."""
    begun: list[float] = []
    for place in places:
        least = begun[-1] + COLUMN if begun else LEFT
        begun.append(max(place - 9, least))
    edge = float(WIDTH)
    for number in reversed(range(len(begun))):
        edge = begun[number] = min(begun[number], edge - COLUMN)
    return [max(one, LEFT) for one in begun]
