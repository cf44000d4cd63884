"""A request comes in: its number, its first message, its files."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select

from rmo_web.help_requests import events, rules
from rmo_web.help_requests.models import HelpRequest, Message, Rubric
from rmo_web.help_requests.rules import Channel, MessageKind, Status
from rmo_web.household import files
from rmo_web.kernel import search
from rmo_web.kernel.access import Actor
from rmo_web.kernel.db import db
from rmo_web.kernel.errors import Refused
from rmo_web.kernel.events import emit
from rmo_web.kernel.years import SchoolYear, must_be_open
from rmo_web.members import works
from rmo_web.members.wording import POSTS

File = files.File


@dataclass(frozen=True, slots=True)
class NewRequest:
    """What a librarian asks."""

    rubric_id: int
    text: str
    wished: Channel
    wanted_by: date | None = None
    shares_with_mentor: bool = False
    hides_name: bool = False
    files: tuple[File, ...] = ()


def ask(told: NewRequest, *, year_id: int, by: Actor, at: datetime, today: date) -> HelpRequest:
    """A request with its question. Refused for a day gone, a rubric gone, a closed year."""
    rules.check_wanted_by(told.wanted_by, today)
    request = request_of_rubric(told.rubric_id, told.text, by.person_id, year_id, at, today)
    request.wished, request.wanted_by = told.wished, told.wanted_by
    request.shares_with_mentor, request.hides_name = told.shares_with_mentor, told.hides_name
    request.status = Status.NEW
    db.session.add(request)
    db.session.flush()
    put(message_of(request, MessageKind.QUESTION, told.text, by.person_id, at), told.files, by)
    emit(events.Asked(by=by.account_id, at=at, about=request.id))
    return request


def request_of_rubric(
    rubric_id: int, text: str, person_id: int, year_id: int, at: datetime, day: date
) -> HelpRequest:
    rubric = db.session.get(Rubric, rubric_id)
    if rubric is None or rubric.is_archived:
        raise Refused("Этой рубрики больше нет: выберите другую.")
    # The year is held until the commit, so that numbers have neither gap nor twin.
    year = db.session.execute(
        select(SchoolYear).where(SchoolYear.id == year_id).with_for_update()
    ).scalar_one()
    must_be_open(year)
    last = select(func.max(HelpRequest.number)).where(HelpRequest.year_id == year_id)
    place = works.main_place(person_id, day)
    return HelpRequest(
        year_id=year_id,
        number=(db.session.scalar(last) or 0) + 1,
        author_id=person_id,
        organisation_id=place.organisation_id if place else None,
        post=POSTS[place.post] if place else "",
        rubric_id=rubric_id,
        title=rules.title_of(text),
        asked_at=at,
        waits_since=at,
        moved_at=at,
        stems=search.column(text),
    )


def message_of(
    request: HelpRequest, kind: MessageKind, text: str, author_id: int, at: datetime
) -> Message:
    return Message(request_id=request.id, kind=kind, author_id=author_id, text=text, at=at)


def put(message: Message, attached: Sequence[File], by: Actor | None) -> None:
    db.session.add(message)
    if not attached:
        return
    rules.check_files([len(content) for _, content in attached])
    db.session.flush()
    for name, content in attached:
        account_id = by.account_id if by else None
        files.attach(rules.OF_MESSAGE, message.id, name, content, by=account_id, at=message.at)
