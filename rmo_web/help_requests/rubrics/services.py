"""Rubrics and quick replies, new or changed."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from rmo_web.help_requests import events
from rmo_web.help_requests.models import QuickReply, Rubric
from rmo_web.help_requests.rubrics.rules import RUBRICS
from rmo_web.kernel.access import Actor
from rmo_web.kernel.db import db
from rmo_web.kernel.errors import Refused
from rmo_web.kernel.events import emit


@dataclass(frozen=True, slots=True)
class NewRubric:
    title: str
    hint: str = ""
    owner_id: int | None = None
    is_archived: bool = False


@dataclass(frozen=True, slots=True)
class NewQuickReply:
    title: str
    text: str
    rubric_id: int | None = None


def lay_out_rubrics() -> None:
    """The rubrics of section 5.3, to be changed at will; nothing when there are some."""
    if db.session.scalar(select(Rubric.id).limit(1)):
        return
    for position, (title, hint) in enumerate(RUBRICS):
        db.session.add(Rubric(position=position, title=title, hint=hint))


def keep_rubric(rubric: Rubric | None, new: NewRubric, *, by: Actor, at: datetime) -> Rubric:
    """A rubric, new or changed. Refused when one of this name is there."""
    same = select(Rubric).where(Rubric.title == new.title)
    twin = db.session.scalar(same.where(Rubric.id != rubric.id) if rubric else same)
    if twin is not None:
        raise Refused("Рубрика с таким названием уже есть.")
    if rubric is None:
        last = db.session.scalar(select(func.max(Rubric.position)))
        rubric = Rubric(position=(last or 0) + 1)
        db.session.add(rubric)
    rubric.title, rubric.hint = new.title, new.hint
    rubric.owner_id, rubric.is_archived = new.owner_id, new.is_archived
    db.session.flush()
    emit(events.RubricKept(by=by.account_id, at=at, about=rubric.id, title=rubric.title))
    return rubric


def keep_quick_reply(
    reply: QuickReply | None, new: NewQuickReply, *, by: Actor, at: datetime
) -> QuickReply:
    """A quick reply, new or changed."""
    reply = reply or QuickReply()
    reply.title, reply.text, reply.rubric_id = new.title, new.text, new.rubric_id
    db.session.add(reply)
    db.session.flush()
    emit(events.QuickReplyKept(by=by.account_id, at=at, about=reply.id, title=reply.title))
    return reply


def drop_quick_reply(reply: QuickReply, *, by: Actor, at: datetime) -> None:
    """Throw a quick reply away."""
    emit(events.QuickReplyDropped(by=by.account_id, at=at, about=reply.id, title=reply.title))
    db.session.delete(reply)
