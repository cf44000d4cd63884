"""A request as a row of a list, and what more than one part asks."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from flask import current_app
from sqlalchemy import Select, exists, func, or_, select
from sqlalchemy.orm import aliased

from rmo_web.help_requests import rules, wording
from rmo_web.help_requests.models import Article, HelpRequest, Rubric
from rmo_web.help_requests.rules import Status
from rmo_web.kernel import clock, russian, years
from rmo_web.kernel.access import Actor
from rmo_web.kernel.db import db
from rmo_web.members import works
from rmo_web.members.models import Organisation, Person

Consultant = aliased(Person)
# What a row of the queue is made of.
_ROW = (
    HelpRequest.id,
    HelpRequest.number,
    HelpRequest.title,
    HelpRequest.status,
    HelpRequest.asked_at,
    HelpRequest.waits_since,
    HelpRequest.moved_at,
    HelpRequest.postponed_until,
    HelpRequest.wanted_by,
    HelpRequest.hides_name,
    HelpRequest.author_id,
    HelpRequest.consultant_id,
    HelpRequest.year_id,
    Rubric.title.label("rubric"),
    Rubric.owner_id,
    Person.initials.label("author"),
    Organisation.name.label("school"),
    Consultant.initials.label("consultant"),
)


@dataclass(frozen=True, slots=True)
class QueueRow:
    id: int
    url: str
    desk_url: str
    title: str
    about: str
    rubric: str
    state: str
    kind: str
    icon: str
    when: str
    consultant: str
    may_take: bool
    may_answer: bool


@dataclass(frozen=True, slots=True)
class Option:
    id: int
    title: str


def is_consultant(actor: Actor) -> bool:
    """Whether the queue is this person's too: whoever leads, owns a rubric or holds a request."""
    if actor.leads:
        return True
    owns = exists().where(Rubric.owner_id == actor.person_id, ~Rubric.is_archived)
    holds_one = exists().where(HelpRequest.consultant_id == actor.person_id)
    return bool(db.session.scalar(select(or_(owns, holds_one))))


def queue_row(request: HelpRequest, actor: Actor, *, today: date) -> QueueRow:
    """One row, after something was done to it."""
    wanted = select_rows().where(HelpRequest.id == request.id)
    return queue_rows(db.session.execute(wanted).all(), actor, today)[0]


def select_rows() -> Select[Any]:
    """What rows of lists are made of, to be narrowed and ordered."""
    wanted: Select[Any] = select(*_ROW)  # type: ignore[assignment]
    # Outer joins all of them: an inner one may be walked first, and then the queue is sorted
    # by hand instead of being read from its index.
    return (
        wanted.select_from(HelpRequest)
        .outerjoin(Rubric, Rubric.id == HelpRequest.rubric_id)
        .outerjoin(Person, Person.id == HelpRequest.author_id)
        .outerjoin(Organisation, Organisation.id == HelpRequest.organisation_id)
        .outerjoin(Consultant, Consultant.id == HelpRequest.consultant_id)
    )


def queue_rows(found: Sequence[Any], actor: Actor, today: date) -> list[QueueRow]:
    """The rows as this person may see them; names that read alike are told apart."""
    named = ((one.consultant_id, one.consultant) for one in found if one.consultant_id)
    consultants = works.told_apart(named, today)
    return [_queue_row(one, actor, today, consultants.get(one.consultant_id, "")) for one in found]


def _queue_row(one: Any, actor: Actor, today: date, consultant: str) -> QueueRow:
    state, kind, icon = state_shown(one, today)
    knows = actor.leads or not one.hides_name or one.author_id == actor.person_id
    who = one.author if knows else wording.HIDDEN_NAME
    number = rules.number_of(one.number, years.starts_of(one.year_id))
    school = one.school if knows else ""
    is_mine = one.author_id == actor.person_id
    whose = () if is_mine else (who, school)
    is_new, is_open = one.status is Status.NEW, one.status in rules.OPEN
    is_ours = not is_mine and (
        actor.leads
        or one.consultant_id == actor.person_id
        or (is_new and one.owner_id == actor.person_id)
    )
    url = f"/help-requests/{one.id}"
    return QueueRow(
        id=one.id,
        url=url,
        desk_url=f"/help-requests/queue/{one.id}",
        title=one.title,
        about=" · ".join(filter(None, (f"№{russian.NBSP}{number}", *whose))),
        rubric=one.rubric,
        state=state,
        kind=kind,
        icon=icon,
        when=_when(one, today),
        consultant=consultant,
        may_take=is_ours and is_new,
        may_answer=is_ours and is_open and not is_new and one.status is not Status.ANSWERED,
    )


def beginning_of(day: date) -> datetime:
    """The first moment of this day by the clock of the district."""
    return datetime.combine(day, time(), ZoneInfo(current_app.config["TIMEZONE"]))


def _day(moment: datetime) -> date:
    return clock.local(moment).date()


def state_shown(one: Any, today: date) -> tuple[str, str, str]:
    """The word of the state, its colour and icon; what waits too long says so instead."""
    word, (kind, icon) = wording.STATUSES[one.status], wording.LOOKS[one.status]
    if one.status is Status.POSTPONED:
        if one.postponed_until <= today:
            return "Пора вернуться", "late", "alert"
        word = f"{word} до {russian.day_short(one.postponed_until)}"
    elif one.status in rules.OURS:
        since = _day(one.waits_since)
        if rules.is_late(since, today):
            return wording.waits(since, today), "late", "alert"
    return word, kind, icon


def _when(one: Any, today: date) -> str:
    if one.wanted_by and one.status in rules.OPEN:
        return f"нужно к {russian.day_short(one.wanted_by)}"
    if one.status is Status.IN_WORK:
        since = _day(one.waits_since)
        if not rules.is_late(since, today):
            return wording.waits(since, today).lower()
    return russian.ago(_day(one.asked_at), today)


def rubric_options(*, with_hints: bool = True) -> list[tuple[int, str]]:
    """The rubrics for a form."""
    found = db.session.execute(
        select(Rubric.id, Rubric.title, Rubric.hint)
        .where(~Rubric.is_archived)
        .order_by(Rubric.position, Rubric.id)
    )
    return [
        (one.id, f"{one.title}: {_lower(one.hint)}" if one.hint and with_hints else one.title)
        for one in found
    ]


def _lower(hint: str) -> str:
    first = hint.split(" ", 1)[0]
    return hint if first.isupper() else hint[:1].lower() + hint[1:]


def base_in_words() -> list[str]:
    """«12 ответов в базе», for the passport of the association."""
    asked = select(func.count()).select_from(Article).where(Article.is_published)
    count = db.session.scalar(asked) or 0
    words = russian.plural(count, "ответ", "ответа", "ответов")
    return [f"{words} в базе ответов"] if count else []
