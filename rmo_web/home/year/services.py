"""Verbs of the school year: close it, open the next, open it again."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select

from rmo_web.home.events import YearClosed, YearOpenedAgain
from rmo_web.household import feeds
from rmo_web.kernel import clock, years
from rmo_web.kernel.access import Actor
from rmo_web.kernel.db import db, locked
from rmo_web.kernel.errors import Refused
from rmo_web.kernel.events import emit
from rmo_web.kernel.offered import rollover
from rmo_web.kernel.years import SchoolYear, Year


def close_year(year: Year, moved: Collection[str], *, by: Actor, at: datetime) -> SchoolYear:
    """Close the year, open the next and take into it what was chosen.

    Refused while something is open that only an answer ends, and for moving into a closed year.
    """
    years.hold_open(year.id)
    if said := rollover.hindrance(rollover.still_open(year, clock.local(at).date())):
        raise Refused(said)
    following = years.opened(year.starts_in + 1)
    if moved:
        years.hold_open(following.id)
    rollover.move(moved, year.id, following.id, by=by, at=at)
    db.session.get_one(SchoolYear, year.id).is_closed = True
    feeds.keep_up(year.id, at)
    emit(YearClosed(by=by.account_id, at=at, title=year.title))
    return following


def open_again(year: Year, *, by: Actor, at: datetime) -> None:
    """The year was closed too early. Refused for one that is open."""
    kept = db.session.scalars(locked(select(SchoolYear).filter_by(id=year.id))).one()
    if not kept.is_closed:
        raise Refused("Этот учебный год уже открыт.")
    kept.is_closed = False
    feeds.keep_up(year.id, at)
    emit(YearOpenedAgain(by=by.account_id, at=at, title=year.title))
