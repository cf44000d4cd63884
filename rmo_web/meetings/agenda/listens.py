"""What the end of a year does to proposals; what other rooms put on an agenda, or take off."""

from datetime import datetime

from flask import url_for
from sqlalchemy import func, select, update

from rmo_web.kernel.access import Actor
from rmo_web.kernel.db import db
from rmo_web.kernel.offered import backlog
from rmo_web.kernel.offered.rollover import Remains, offers_remains
from rmo_web.kernel.years import Year
from rmo_web.meetings.agenda import services
from rmo_web.meetings.models import Proposal

backlog.puts_matters(services.put_matters)
backlog.takes_matters_off(services.take_matters_off)


def _move(year_id: int, to_id: int, actor: Actor, at: datetime) -> None:
    mine = Proposal.year_id == year_id, Proposal.meeting_id.is_(None), ~Proposal.is_dropped
    db.session.execute(update(Proposal).where(*mine).values(year_id=to_id))


@offers_remains("proposals", _move)
def remaining(year: Year) -> Remains:
    """Questions that were proposed and not heard."""
    mine = Proposal.year_id == year.id, Proposal.meeting_id.is_(None), ~Proposal.is_dropped
    count = db.session.scalar(select(func.count()).select_from(Proposal).where(*mine)) or 0
    url = url_for("meetings.proposals")
    return Remains(count, "Предложенные вопросы не разобраны", "Пригодятся новому плану", url)
