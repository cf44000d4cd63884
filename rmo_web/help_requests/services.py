"""A request comes in: its number, its first message, its files."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select

from rmo_web.help_requests import events, rules
from rmo_web.help_requests.models import HelpRequest, Message, Rubric
from rmo_web.help_requests.rules import Action, Channel, MessageKind, Status
from rmo_web.household.files import File, attach
from rmo_web.kernel import search
from rmo_web.kernel.access import Actor
from rmo_web.kernel.db import db
from rmo_web.kernel.errors import Refused
from rmo_web.kernel.events import emit
from rmo_web.kernel.years import SchoolYear, must_be_open
from rmo_web.members import works
from rmo_web.members.wording import POSTS


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


def ask(new: NewRequest, *, year_id: int, by: Actor, at: datetime, today: date) -> HelpRequest:
    """A request with its question. Refused for a day gone, a rubric gone, a closed year."""
    rules.check_wanted_by(new.wanted_by, today)
    request = numbered_request(
        new.rubric_id, new.text, by.person_id, year_id=year_id, at=at, today=today
    )
    request.wished, request.wanted_by = new.wished, new.wanted_by
    request.shares_with_mentor, request.hides_name = new.shares_with_mentor, new.hides_name
    request.status = Status.NEW
    db.session.add(request)
    db.session.flush()
    add_message(request, MessageKind.QUESTION, new.text, by=by, at=at, files=new.files)
    emit(events.Asked(by=by.account_id, at=at, about=request.id))
    return request


def numbered_request(
    rubric_id: int, text: str, person_id: int, *, year_id: int, at: datetime, today: date
) -> HelpRequest:
    """A request with the next number of its year. Refused for a rubric gone, a closed year."""
    rubric = db.session.get(Rubric, rubric_id)
    if rubric is None or rubric.is_archived:
        raise Refused("Этой рубрики больше нет: выберите другую.")
    # The year is held until the commit, so that numbers have neither gap nor twin.
    year = db.session.execute(
        select(SchoolYear).where(SchoolYear.id == year_id).with_for_update()
    ).scalar_one()
    must_be_open(year)
    last = select(func.max(HelpRequest.number)).where(HelpRequest.year_id == year_id)
    place = works.main_place(person_id, today)
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


def add_message(
    request: HelpRequest, kind: MessageKind, text: str, *, by: Actor | None, at: datetime,
    files: Sequence[File] = (), author_id: int | None = None, action: Action | None = None,
    detail: str = "",
) -> None:  # fmt: skip
    """One more message of the thread, hers who does it where no other author is named.

    Refused for more files than a message may have.
    """
    message = Message(
        request_id=request.id,
        kind=kind,
        author_id=author_id or (by.person_id if by else None),
        action=action,
        detail=detail,
        text=text,
        at=at,
    )
    db.session.add(message)
    if not files:
        return
    rules.check_files([len(content) for _, content in files])
    db.session.flush()
    for name, content in files:
        account_id = by.account_id if by else None
        attach(rules.OF_MESSAGE, message.id, name, content, by=account_id, at=at)
