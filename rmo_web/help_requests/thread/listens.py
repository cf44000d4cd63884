"""What time does to requests."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import contains_eager, joinedload

from rmo_web.accounts.telling import HEADS, LEADERS, Whom, persons, remind
from rmo_web.help_requests import rules
from rmo_web.help_requests.models import HelpRequest
from rmo_web.help_requests.rules import Action, Status
from rmo_web.help_requests.thread.rules import EXPIRES_AFTER
from rmo_web.help_requests.thread.services import MoveDetails, move, note_reminded
from rmo_web.household.periodic import duty
from rmo_web.kernel import clock
from rmo_web.kernel.db import db, saving
from rmo_web.kernel.years import SchoolYear

CLOSED_AT_ONCE = 100
REMINDED_AT_ONCE = 50


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


@duty("напоминание о заявках, которые ждут ответа")
def remind_of_waiting(now: datetime) -> None:
    """The head hears once of what has waited three working days."""
    day = rules.late_day(clock.local(now).date())
    late = (
        select(HelpRequest)
        .where(HelpRequest.status.in_(rules.OURS), HelpRequest.reminded_at.is_(None))
        .options(joinedload(HelpRequest.year))
        .order_by(HelpRequest.waits_since)
        .limit(REMINDED_AT_ONCE)
    )
    with saving():
        waiting = [
            one
            for one in db.session.scalars(late)
            if clock.local(one.waits_since).date() <= day
        ]  # fmt: skip
        reminded = []
        for one in waiting:
            cause = f"help_requests.waits.{one.id}.{one.waits_since.isoformat()}"
            words = "Заявка {number} ждёт ответа уже три рабочих дня"
            if _remind(one, words, HEADS, cause=cause, at=now):
                reminded.append(one)
        note_reminded(reminded, at=now)


@duty("напоминание об отложенных заявках")
def remind_of_postponed(now: datetime) -> None:
    """On its day a postponed request is in work again, and its consultant hears of it."""
    due = (
        select(HelpRequest)
        .where(
            HelpRequest.status == Status.POSTPONED,
            HelpRequest.postponed_until <= clock.local(now).date(),
            HelpRequest.reminded_at.is_(None) | (HelpRequest.reminded_at < HelpRequest.moved_at),
        )
        .options(joinedload(HelpRequest.year))
        .limit(REMINDED_AT_ONCE)
    )
    with saving():
        reminded = []
        for one in db.session.scalars(due).all():
            cause = f"help_requests.postponed.{one.id}.{one.moved_at.isoformat()}"
            words = "Заявка {number} была отложена до этого дня"
            if _remind(one, words, persons(one.consultant_id), cause=cause, at=now):
                reminded.append(one)
        note_reminded(reminded, at=now)


def _remind(request: HelpRequest, words: str, whom: Whom, *, cause: str, at: datetime) -> bool:
    """Whether somebody was: where all who could be are away, it waits for the first who is back."""
    text = words.format(number=rules.number_of(request.number, request.year.starts_in))
    url = f"/help-requests/{request.id}"
    others = LEADERS & ~persons(request.author_id)
    return remind(whom, text, url, cause=cause, at=at, otherwise=others)
