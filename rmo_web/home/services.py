"""Verbs of the school year: close it, open the next, open it again."""

from collections.abc import Collection
from datetime import datetime

from rmo_web.home.events import YearClosed, YearOpenedAgain
from rmo_web.kernel import rollover, schoolyear
from rmo_web.kernel.access import Actor
from rmo_web.kernel.db import db
from rmo_web.kernel.errors import Refused
from rmo_web.kernel.events import emit
from rmo_web.kernel.schoolyear import SchoolYear, Year


def close_year(year: Year, moved: Collection[str], *, actor: Actor, at: datetime) -> SchoolYear:
    """Close the year, open the next and take into it what was chosen.

    Refused while something is open that only an answer ends.
    """
    schoolyear.hold_open(year.id)
    blocking = [one.remains for one in rollover.still_open(year) if one.remains.blocks]
    if blocking:
        named = "; ".join(f"{one.title}: {one.count}" for one in blocking)
        raise Refused(f"Год ещё нельзя закрыть. {named}. Сначала закончите с ними.")
    following = schoolyear.hold_open(schoolyear.opened(year.starts_in + 1).id)
    rollover.move(moved, year.id, following.id, actor=actor, at=at)
    db.session.get_one(SchoolYear, year.id).is_closed = True
    emit(YearClosed(by=actor.account_id, at=at, title=year.title))
    return following


def open_again(year: Year, *, actor: Actor, at: datetime) -> None:
    """The year was closed too early."""
    db.session.get_one(SchoolYear, year.id).is_closed = False
    emit(YearOpenedAgain(by=actor.account_id, at=at, title=year.title))
