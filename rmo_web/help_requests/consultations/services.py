"""A consultation is written down; the journal is taken out."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from rmo_web.help_requests import events
from rmo_web.help_requests.consultations.rules import check_held_on
from rmo_web.help_requests.models import HelpRequest
from rmo_web.help_requests.rules import Channel, MessageKind, Status
from rmo_web.help_requests.services import message_of, put, request_of_rubric
from rmo_web.kernel.access import Actor
from rmo_web.kernel.db import db
from rmo_web.kernel.errors import Refused
from rmo_web.kernel.events import emit
from rmo_web.members.models import Person


@dataclass(frozen=True, slots=True)
class Call:
    """A consultation that has been, as whoever gave it writes it down."""

    person_id: int
    rubric_id: int
    text: str
    held_on: date
    given: Channel = Channel.PHONE
    minutes: int = 0
    result: str = ""


def record(told: Call, *, year_id: int, by: Actor, at: datetime, today: date) -> HelpRequest:
    """A consultation that has been, closed at once. Refused for a day to come, for nobody."""
    check_held_on(told.held_on, today)
    if db.session.get(Person, told.person_id) is None:
        raise Refused("Выберите, кому дана консультация.")
    held_at = at - timedelta(days=(today - told.held_on).days)
    request = request_of_rubric(
        told.rubric_id, told.text, told.person_id, year_id, held_at, told.held_on
    )
    request.wished = request.given = told.given
    request.is_call, request.status, request.minutes = True, Status.CLOSED, told.minutes
    # Who wrote no result down has not said that it helped.
    request.consultant_id, request.has_helped = by.person_id, bool(told.result) or None
    request.first_answer_at = request.answered_at = request.ended_at = held_at
    db.session.add(request)
    db.session.flush()
    put(message_of(request, MessageKind.QUESTION, told.text, told.person_id, held_at), (), None)
    if told.result:
        said = message_of(request, MessageKind.ANSWER, told.result, by.person_id, held_at)
        put(said, (), by)
    emit(events.Recorded(by=by.account_id, at=at, about=request.id))
    return request


def take_journal(rows: int, *, by: Actor, at: datetime) -> None:
    """The journal of consultations was taken out: the house's journal keeps that."""
    emit(events.JournalTaken(by=by.account_id, at=at, rows=rows))
