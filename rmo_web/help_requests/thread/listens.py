"""What time does to requests."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import contains_eager, joinedload

from rmo_web.help_requests.models import HelpRequest
from rmo_web.help_requests.rules import Action, Status
from rmo_web.help_requests.thread.rules import EXPIRES_AFTER
from rmo_web.help_requests.thread.services import MoveDetails, move
from rmo_web.household.periodic import duty
from rmo_web.kernel import clock
from rmo_web.kernel.db import db, saving
from rmo_web.kernel.years import SchoolYear

CLOSED_AT_ONCE = 100


@duty("закрытие заявок, по которым после ответа не было вопросов")
def close_unanswered(now: datetime) -> None:
    """Close what was answered two weeks ago without a word since."""
    silent = (
        select(HelpRequest)
        .join(HelpRequest.year)
        .where(
            SchoolYear.is_closed.is_(False),  # they stay as they are, and fill no hundred
            HelpRequest.status == Status.ANSWERED,
            HelpRequest.answered_at < now - EXPIRES_AFTER,
            HelpRequest.moved_at < now - EXPIRES_AFTER,
        )
        .options(contains_eager(HelpRequest.year), joinedload(HelpRequest.consultant))
        .limit(CLOSED_AT_ONCE)
    )
    today = clock.local(now).date()
    with saving():
        for request in db.session.scalars(silent).all():
            move(request, Action.EXPIRE, MoveDetails(), by=None, at=now, today=today)
