"""The tabs of the queue."""

from enum import StrEnum


class Tab(StrEnum):
    """The queue's tabs; an open request is in exactly one of the first, В РАБОТЕ … ОТЛОЖЕНЫ."""

    NEW = "new"
    MINE = "mine"
    WORK = "work"
    AUTHOR = "author"
    POSTPONED = "postponed"
    STUCK = "stuck"
    ALL = "all"
