"""Numbers that are counted no further than they are shown: a hundred thousand cost a hundred."""

from typing import Any

from sqlalchemy import CompoundSelect, Select, func, select

from rmo_web.kernel import russian

BADGE_MOST = 99  # of the small numbers in the menu


def counted_to(most: int, asked: Select[Any] | CompoundSelect[Any]) -> Select[int]:
    """A statement that counts what this one finds, up to one more than `most`."""
    return select(func.count()).select_from(asked.limit(most + 1).subquery())


def bounded(count: int, most: int) -> str:
    """What was counted so, in words: «12», «999+»."""
    return f"{russian.number(most)}+" if count > most else russian.number(count)


def badge(count: int) -> str:
    """The small number in the menu; nothing where there is nothing."""
    return bounded(count, BADGE_MOST) if count else ""
