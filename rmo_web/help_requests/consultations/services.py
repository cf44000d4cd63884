"""A consultation is written down; the journal is taken out."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from rmo_web.help_requests import events
from rmo_web.help_requests.consultations.rules import check_held_on
from rmo_web.help_requests.models import HelpRequest
from rmo_web.help_requests.rules import Channel, MessageKind, Status
from rmo_web.help_requests.services import add_message, numbered_request
from rmo_web.kernel.access import Actor
from rmo_web.kernel.db import db
from rmo_web.kernel.errors import Refused
from rmo_web.kernel.events import emit
from rmo_web.members.models import Person


@dataclass(frozen=True, slots=True)
class NewConsultation:
    """A consultation that has been, as whoever gave it writes it down."""

    person_id: int
    rubric_id: int
    text: str
    held_on: date
    given: Channel = Channel.PHONE
    minutes: int = 0
    result: str = ""


def record(
    new: NewConsultation, *, year_id: int, by: Actor, at: datetime, today: date
) -> HelpRequest:
    """A consultation that has been, closed at once. Refused for a day to come, for nobody."""
    check_held_on(new.held_on, today)
    if db.session.get(Person, new.person_id) is None:
        raise Refused("Выберите, кому дана консультация.")
    held_at = at - timedelta(days=(today - new.held_on).days)
    request = numbered_request(
        new.rubric_id, new.text, new.person_id, year_id=year_id, at=held_at, today=new.held_on
    )
    request.wished = request.given = new.given
    request.is_call, request.status, request.minutes = True, Status.CLOSED, new.minutes
    # Who wrote no result down has not said that it helped.
    request.consultant_id, request.has_helped = by.person_id, bool(new.result) or None
    request.first_answer_at = request.answered_at = request.ended_at = held_at
    db.session.add(request)
    db.session.flush()
    add_message(
        request, MessageKind.QUESTION, new.text, by=None, at=held_at, author_id=new.person_id
    )
    if new.result:
        add_message(request, MessageKind.ANSWER, new.result, by=by, at=held_at)
    emit(events.Recorded(by=by.account_id, at=at, about=request.id))
    return request


def take_journal(rows: int, *, by: Actor, at: datetime) -> None:
    """The journal of consultations was taken out: the house's journal keeps that."""
    emit(events.JournalTaken(by=by.account_id, at=at, rows=rows))
