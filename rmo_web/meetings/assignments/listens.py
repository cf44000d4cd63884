"""What the end of a year does to assignments."""

from datetime import date, datetime

from flask import url_for
from sqlalchemy import func, select

from rmo_web.kernel.access import Actor
from rmo_web.kernel.db import db
from rmo_web.kernel.offered.rollover import Remains, offers_remains
from rmo_web.kernel.years import Year
from rmo_web.meetings.models import open_assignments


def _move(year_id: int, to_id: int, actor: Actor, at: datetime) -> None:
    for one in db.session.scalars(open_assignments(year_id)):
        one.year_id = to_id


@offers_remains("assignments", _move)
def remaining(year: Year, _: date) -> Remains:
    """Assignments that somebody has still to do."""
    asked = select(func.count()).select_from(open_assignments(year.id).subquery())
    url = url_for("meetings.assignments", tab="open")
    detail = "В новом году их спросят на первом заседании"
    return Remains(db.session.scalar(asked) or 0, "Поручения не исполнены", detail, url)
