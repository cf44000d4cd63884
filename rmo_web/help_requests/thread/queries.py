"""What the page of one request shows: the card, its thread, and the desk around the field."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask import url_for
from sqlalchemy import String, cast, literal, null, or_, select, union_all

from rmo_web.accounts.models import Account
from rmo_web.help_requests import rules, wording
from rmo_web.help_requests.access import Permission, knows_name, parties
from rmo_web.help_requests.models import HelpRequest, Message, QuickReply
from rmo_web.help_requests.queries import Option, state_shown
from rmo_web.help_requests.queue.queries import QueueFilter, TabLink, tabs
from rmo_web.help_requests.rules import Action, MessageKind
from rmo_web.help_requests.thread.rules import (
    WRITING_LASTS,
    answer_key,
    note_uploads_of,
    reply_key,
    uploads_of,
)
from rmo_web.help_requests.thread.wording import MOVES
from rmo_web.household.drafts import Draft
from rmo_web.household.files import Attachment, WaitingFile, size_in_words
from rmo_web.kernel import clock, russian
from rmo_web.kernel.access import Actor, may
from rmo_web.kernel.db import db
from rmo_web.kernel.years import Year
from rmo_web.members import works
from rmo_web.members.models import Person

_OF_NOTE = " (к заметке)"


@dataclass(frozen=True, slots=True)
class FileLink:
    name: str
    size: str
    url: str


@dataclass(frozen=True, slots=True)
class ThreadItem:
    id: int
    kind: str
    who: str
    when: str
    move: str
    text: str
    files: tuple[FileLink, ...]


@dataclass(frozen=True, slots=True)
class RequestCard:
    """One request as this person may see it."""

    id: int
    number: str
    title: str
    rubric: str
    author: str
    author_url: str
    school: str
    is_name_hidden: bool
    state: str
    kind: str
    icon: str
    status: str
    facts: tuple[tuple[str, str], ...]
    consultant: str
    thread: tuple[ThreadItem, ...]
    is_author: bool
    is_office: bool
    leads: bool
    actions: frozenset[str]
    may_note: bool
    version: int
    may_publish: bool
    is_over: bool


@dataclass(frozen=True, slots=True)
class Desk:
    """What stands around the field in which the office writes."""

    people: tuple[Option, ...]
    replies: tuple[tuple[str, str], ...]
    draft: str
    draft_when: str
    writing: str
    waiting: tuple[WaitingFile, ...]


def card(request: HelpRequest, actor: Actor, *, today: date) -> RequestCard:
    """The request with as much of its thread as this person may read."""
    knows, is_office = knows_name(actor, request), may(actor, Permission.WORK, request)
    state, kind, icon = state_shown(request, today)
    is_closed = request.year.is_closed
    allowed = () if is_closed else rules.LIFE.steps(request.status, parties(actor, request))
    author = request.author
    is_over = request.status in rules.OVER
    return RequestCard(
        id=request.id,
        number=rules.number_of(request.number, request.year.starts_in),
        title=request.title,
        rubric=request.rubric.title,
        author=author.initials if knows else wording.HIDDEN_NAME,
        author_url=url_for("members.card", person_id=author.id) if knows else "",
        school=request.organisation.name if request.organisation and knows else "",
        is_name_hidden=request.hides_name and actor.leads,
        state=state,
        kind=kind,
        icon=icon,
        status=request.status.value,
        facts=_facts(request, is_office=is_office),
        consultant=_person(request.consultant),
        thread=_thread(request, knows_name=knows, with_notes=is_office, today=today),
        is_author=may(actor, Permission.REPLY, request),
        is_office=is_office,
        leads=actor.leads,
        actions=frozenset(action.value for action in allowed if action is not Action.EXPIRE),
        may_note=is_office and not is_closed,
        version=request.version,
        may_publish=actor.leads and is_office and request.answered_at is not None,
        is_over=is_over,
    )


def _person(person: Person | None) -> str:
    return person.initials if person else ""


def _facts(request: HelpRequest, *, is_office: bool) -> tuple[tuple[str, str], ...]:
    facts = [
        ("Консультант", _person(request.consultant)),
        ("Форма помощи", wording.FORMS[request.given or request.wished]),
        ("Нужно к", russian.day(request.wanted_by) if request.wanted_by else ""),
        ("Отложена до", russian.day(request.postponed_until) if request.postponed_until else ""),
        ("Кому переадресована", request.redirected_to),
        (
            "Затрачено",
            f"{request.minutes}{russian.NBSP}мин." if request.minutes and is_office else "",
        ),
        ("Наставнику", "можно показать" if request.shares_with_mentor and is_office else ""),
    ]
    return tuple((label, value) for label, value in facts if value)


def _thread(
    request: HelpRequest, *, knows_name: bool, with_notes: bool, today: date
) -> tuple[ThreadItem, ...]:
    file_of = (Attachment.owner == rules.OF_MESSAGE) & (Attachment.owner_id == Message.id)
    wanted = (
        select(
            Message.id, Message.kind, Message.author_id, Message.action, Message.detail,
            Message.text, Message.at, Person.initials,
            Attachment.id.label("file_id"), Attachment.name.label("file_name"), Attachment.size,
        )
        .outerjoin(Person, Person.id == Message.author_id)
        .outerjoin(Attachment, file_of)
        .where(Message.request_id == request.id)
        .order_by(Message.id, Attachment.id)
    )  # fmt: skip
    if not with_notes:
        wanted = wanted.where(Message.kind != MessageKind.NOTE)
    rows: dict[int, Any] = {}
    attached: dict[int, list[FileLink]] = {}
    for one in db.session.execute(wanted):
        rows.setdefault(one.id, one)
        if one.file_id:
            link = FileLink(one.file_name, size_in_words(one.size), f"/files/{one.file_id}")
            attached.setdefault(one.id, []).append(link)
    return tuple(
        _item(one, request, tuple(attached.get(one.id, ())), knows_name, today)
        for one in rows.values()
    )


def _item(
    one: Any, request: HelpRequest, attached: tuple[FileLink, ...], knows_name: bool, today: date
) -> ThreadItem:
    if one.author_id is None:
        who = ""
    elif one.author_id == request.author_id and not knows_name:
        who = wording.HIDDEN_NAME
    else:
        who = one.initials
    at = clock.local(one.at)
    is_plain = one.action is None or one.action not in MOVES
    return ThreadItem(
        id=one.id,
        kind=one.kind.value,
        who=who,
        when=f"{russian.ago(at.date(), today)}, {at:%H:%M}",
        move="" if is_plain else MOVES[one.action].format(one.detail),
        text=one.text,
        files=attached,
    )


def desk(request: HelpRequest, actor: Actor, *, now: datetime, is_office: bool) -> Desk:
    """Consultants, quick replies, my draft and who else is writing, in one statement."""
    key = answer_key(request.id) if is_office else reply_key(request.id)
    parts = [
        select(
            literal("draft").label("kind"), literal(0).label("id"), Draft.text.label("a"),
            literal("").label("b"), literal("").label("c"), Draft.at.label("at"),
        ).where(Draft.account_id == actor.account_id, Draft.key == key),
        _waiting(request, actor),
    ]  # fmt: skip
    if is_office:
        parts += [_quick_replies(request), _writing(request, actor, now)]
    if actor.leads:
        parts.append(_people(request, clock.local(now).date()))
    rows: dict[str, list[Any]] = {"draft": [], "reply": [], "writing": [], "person": [],
                                  "file": []}  # fmt: skip
    for one in db.session.execute(union_all(*parts)):
        rows[one.kind].append(one)
    draft = next(iter(rows["draft"]), None)
    people = sorted(rows["person"], key=lambda one: (one.b, one.id))
    named = ((one.id, one.a) for one in (*people, *rows["writing"]))
    shown = works.told_apart(named, clock.local(now).date())
    return Desk(
        people=tuple(Option(one.id, shown[one.id]) for one in people),
        replies=tuple((one.a, one.b) for one in sorted(rows["reply"], key=lambda one: one.a)),
        draft=draft.a if draft else "",
        draft_when=russian.moment(clock.local(draft.at)) if draft else "",
        writing=", ".join(dict.fromkeys(shown[one.id] for one in rows["writing"])),
        waiting=tuple(
            WaitingFile(
                one.id, f"{one.a}{_OF_NOTE * (one.c == note_uploads_of(request.id))}", int(one.b)
            )
            for one in sorted(rows["file"], key=lambda one: one.id)
        ),
    )


def _waiting(request: HelpRequest, actor: Actor) -> Any:
    return select(
        literal("file"), Attachment.id, Attachment.name, cast(Attachment.size, String),
        Attachment.owner, null(),
    ).where(
        Attachment.owner.in_([uploads_of(request.id), note_uploads_of(request.id)]),
        Attachment.owner_id == actor.account_id,
    )  # fmt: skip


def _quick_replies(request: HelpRequest) -> Any:
    fits = or_(QuickReply.rubric_id.is_(None), QuickReply.rubric_id == request.rubric_id)
    return select(
        literal("reply"), QuickReply.id, QuickReply.title, QuickReply.text, literal(""), null(),
    ).where(fits)  # fmt: skip


def _writing(request: HelpRequest, actor: Actor, now: datetime) -> Any:
    return (
        select(
            literal("writing"), Person.id, Person.initials, literal(""), literal(""), null(),
        )
        .join(Account, Account.person_id == Person.id)
        .join(Draft, Draft.account_id == Account.id)
        .where(
            Draft.key == answer_key(request.id),
            Draft.at > now - WRITING_LASTS,
            Draft.account_id != actor.account_id,
        )
    )  # fmt: skip


def _people(request: HelpRequest, today: date) -> Any:
    return (
        select(
            literal("person"), Person.id, Person.initials, Person.sort_key, literal(""), null(),
        )
        .join(Account, Account.person_id == Person.id)
        .where(
            Account.is_active,
            Person.left_on.is_(None),
            Person.id != request.author_id,
            ~works.is_away(Person.id, today),
        )
    )  # fmt: skip


def writing(request: HelpRequest, actor: Actor, *, now: datetime) -> str:
    """Who else is writing an answer at this moment."""
    rows = db.session.execute(_writing(request, actor, now))
    named = works.told_apart((one[1:3] for one in rows), clock.local(now).date())
    return ", ".join(named.values())


def tabs_around(actor: Actor, year: Year, *, today: date) -> list[TabLink]:
    """The tabs of the queue around a row, after something was done to it."""
    return tabs(actor, QueueFilter(), year, today=today)
