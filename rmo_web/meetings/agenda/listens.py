"""What the end of a year does to proposals; what other rooms put on an agenda, or take off."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from flask import url_for
from sqlalchemy import Select, func, select, update

from rmo_web.kernel import years
from rmo_web.kernel.access import Actor
from rmo_web.kernel.db import db
from rmo_web.kernel.events import emit
from rmo_web.kernel.offered import backlog
from rmo_web.kernel.offered.backlog import MatterKind
from rmo_web.kernel.offered.rollover import Remains, offers_remains
from rmo_web.kernel.years import SchoolYear, Year
from rmo_web.meetings import events
from rmo_web.meetings.agenda import services
from rmo_web.meetings.models import AgendaMatter, Meeting, Proposal, Speaker
from rmo_web.meetings.rules import AHEAD, AgendaChange
from rmo_web.meetings.wording import meeting_title

backlog.puts_matters(services.put_matters)
backlog.takes_matters_off(services.take_matters_off)


@backlog.lets_matters_go
def let_matters_go(
    kind: MatterKind, ids: Collection[int], *, starts_in: int | None, by: Actor, at: datetime
) -> list[str]:
    """What is not to be heard any more is taken off the agendas that are still to be held."""
    asked = _ahead(Meeting, kind, ids).order_by(Meeting.id)
    if starts_in is not None:
        asked = asked.join(SchoolYear).where(SchoolYear.starts_in == starts_in)
    # Held before it is asked: in between somebody may put it there, or the meeting be held.
    services.hold_agendas()
    left = db.session.scalars(asked).unique().all()
    for meeting in left:
        services.take_matters_off(meeting.id, kind, ids, by=by, at=at)
    return [meeting_title(meeting.number) for meeting in left]


@backlog.rewords_matters
def reword(kind: MatterKind, number: int, words: str, *, by: Actor, at: datetime) -> None:
    """Agendas that are still to be held call it as it is called; so does who speaks of it."""
    services.hold_agendas()
    asked = _ahead(AgendaMatter, kind, [number]).where(AgendaMatter.words != words)
    for one in db.session.scalars(asked).all():
        spoken = Speaker.question_id == one.question_id, Speaker.person_id == one.person_id
        line = update(Speaker).where(*spoken, Speaker.talk == one.words)
        db.session.execute(line.values(talk=words))
        one.words = words
        emit(
            events.AgendaChanged(
                by=by.account_id, at=at, about=one.meeting_id, title=kind.question,
                change=AgendaChange.CHANGED,
            )
        )  # fmt: skip


def _ahead(wanted: type[Any], kind: MatterKind, ids: Collection[int]) -> Select[Any]:
    """These matters, or the meetings, where the meeting is still to be held."""
    asked = select(wanted).select_from(AgendaMatter)
    return asked.join(Meeting, Meeting.id == AgendaMatter.meeting_id).where(
        AgendaMatter.kind == kind.name,
        AgendaMatter.record_id.in_(ids),
        Meeting.state.in_(AHEAD),
        Meeting.year_id.in_(years.OPEN),
    )


def _move(year_id: int, to_id: int, actor: Actor, at: datetime) -> None:
    mine = Proposal.year_id == year_id, Proposal.meeting_id.is_(None), ~Proposal.is_dropped
    db.session.execute(update(Proposal).where(*mine).values(year_id=to_id))


@offers_remains("proposals", _move)
def remaining(year: Year, _: date) -> Remains:
    """Questions that were proposed and not heard."""
    mine = Proposal.year_id == year.id, Proposal.meeting_id.is_(None), ~Proposal.is_dropped
    count = db.session.scalar(select(func.count()).select_from(Proposal).where(*mine)) or 0
    url = url_for("meetings.proposals")
    return Remains(count, "Предложенные вопросы не разобраны", "Пригодятся новому плану", url)
