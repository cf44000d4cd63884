"""The example: an association with invented people, in which each room shows what it is for.

`<room>/example.py` has `fill(example)`, which adds what people do in the room through its services,
and in `AFTER` the rooms whose example it builds on.
"""

from dataclasses import dataclass, field
from datetime import date, datetime

from rmo_web.kernel.access import Actor


@dataclass(frozen=True, slots=True)
class Example:
    """Its year; who does things in it, by login: `accounts` gives them access.

    `day` is the one of its year on which it plays, for services that compare days; at `at`, on
    the day `today`, it is made: ages are counted from there, so that nobody in it grows old.
    """

    at: datetime
    today: date
    day: date
    year_id: int
    password_hash: str
    actors: dict[str, Actor] = field(default_factory=dict)
