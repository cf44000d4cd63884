"""Verbs of one request: move it, note something about it, note that somebody was reminded."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select, update

from rmo_web.accounts.models import Account
from rmo_web.help_requests import events, rules
from rmo_web.help_requests.models import HelpRequest
from rmo_web.help_requests.rules import Action, Channel, MessageKind, Status
from rmo_web.help_requests.services import add_message
from rmo_web.help_requests.thread.rules import NEEDS_WORDS, check_postponed, check_reopening
from rmo_web.household.files import File
from rmo_web.kernel import clock, russian, search
from rmo_web.kernel.access import Actor
from rmo_web.kernel.db import db
from rmo_web.kernel.errors import Refused
from rmo_web.kernel.events import emit
from rmo_web.kernel.years import must_be_open
from rmo_web.members import works
from rmo_web.members.models import Person

_KINDS = {
    Action.REPLY: MessageKind.REPLY,
    Action.NOT_HELPED: MessageKind.REPLY,
    Action.ANSWER: MessageKind.ANSWER,
    Action.ASK_BACK: MessageKind.ASK_BACK,
}
_TAKES = {Action.TAKE, Action.ANSWER, Action.ASK_BACK, Action.POSTPONE, Action.REDIRECT,
          Action.REJECT, Action.RESUME, Action.REOPEN}  # fmt: skip


@dataclass(frozen=True, slots=True)
class MoveDetails:
    """What an action needs beside its name."""

    text: str = ""
    files: tuple[File, ...] = ()
    consultant_id: int = 0
    until: date | None = None
    whom: str = ""
    given: Channel | None = None
    minutes: int = 0


def move(
    request: HelpRequest, action: Action, details: MoveDetails, *, by: Actor | None, at: datetime,
    today: date,
) -> None:  # fmt: skip
    """Do the action. Refused, in a sentence, for what the state, the words or the date forbid."""
    before, consultant = request.status, request.consultant_id
    _refuse_second_taker(request, action, by)
    after = rules.LIFE.after(before, action)
    must_be_open(request.year)
    _check(request, action, details, today)
    if action in _TAKES and by is not None and consultant is None:
        request.consultant_id = by.person_id
    _apply(request, action, details)
    _stamp(request, action, after, at)
    request.status = after
    request.stems = search.joined(request.stems, details.text)
    add_message(
        request,
        _KINDS.get(action, MessageKind.MOVE),
        details.text,
        by=by,
        at=at,
        files=details.files,
        action=action,
        detail=_detail(action, details),
    )
    emit(
        events.Moved(
            by=by.account_id if by else None,
            at=at,
            about=request.id,
            action=action,
            before=before,
            after=after,
            consultant_before=consultant,
        )
    )


def note(request: HelpRequest, details: MoveDetails, *, by: Actor, at: datetime) -> None:
    """A note for the office. Refused when it is empty."""
    if not details.text and not details.files:
        raise Refused("Напишите заметку.")
    must_be_open(request.year)
    request.note_stems = search.joined(request.note_stems, details.text)
    add_message(request, MessageKind.NOTE, details.text, by=by, at=at, files=details.files)
    emit(events.Noted(by=by.account_id, at=at, about=request.id))


def note_reminded(requests: Iterable[HelpRequest], *, at: datetime) -> None:
    """Somebody was reminded of these; whoever is answering one just now goes on undisturbed."""
    theirs = HelpRequest.id.in_([one.id for one in requests])
    db.session.execute(update(HelpRequest).where(theirs).values(reminded_at=at))


def _refuse_second_taker(request: HelpRequest, action: Action, by: Actor | None) -> None:
    holder = request.consultant
    if action is Action.TAKE and holder is not None and request.status is not Status.NEW:
        if by and holder.id == by.person_id:
            raise Refused("Вы уже взяли эту заявку.")
        raise Refused(f"Эту заявку уже ведёт {holder.initials.rstrip('.')}.")


def _check(request: HelpRequest, action: Action, details: MoveDetails, today: date) -> None:
    needed = NEEDS_WORDS.get(action)
    if needed and not details.text and not (details.files and action in _KINDS):
        raise Refused(needed)
    if action is Action.POSTPONE:
        check_postponed(details.until, today)
    if action is Action.REDIRECT and not details.whom:
        raise Refused("Напишите, кому переадресовать.")
    if action is Action.REOPEN and request.ended_at:
        check_reopening(clock.local(request.ended_at).date(), today)
    if action is Action.ASSIGN:
        if not _can_sign_in(details.consultant_id):
            raise Refused("Выберите консультанта из тех, у кого есть доступ.")
        if details.consultant_id == request.author_id:
            raise Refused("Автор не может отвечать на свою заявку: выберите другого.")
        if away := works.time_away(details.consultant_id, today):
            until = russian.day(away.until)
            raise Refused(f"Этот человек временно не работает, по {until}: выберите другого.")


def _can_sign_in(person_id: int) -> bool:
    active = select(Account.id).join(Person, Person.id == Account.person_id)
    here = active.where(Person.id == person_id, Account.is_active, Person.left_on.is_(None))
    return db.session.scalar(here.limit(1)) is not None


def _apply(request: HelpRequest, action: Action, details: MoveDetails) -> None:
    if action is Action.ASSIGN:
        request.consultant_id = details.consultant_id
    if action in {Action.RELEASE, Action.WITHDRAW}:
        request.consultant_id = None
    request.postponed_until = _postponed(request, action, details)
    if action is Action.REDIRECT:
        request.redirected_to = details.whom
    if action in {Action.HELPED, Action.NOT_HELPED}:
        request.has_helped = action is Action.HELPED
    if action is Action.REOPEN:
        request.has_helped = None
    if action is Action.ANSWER:
        request.given = details.given or request.given or request.wished
        request.minutes = min(request.minutes + details.minutes, rules.MINUTES_MAX)


def _postponed(request: HelpRequest, action: Action, details: MoveDetails) -> date | None:
    if action is Action.POSTPONE:
        return details.until
    keeps = action in {Action.REPLY, Action.ASSIGN}
    return request.postponed_until if keeps else None


def _stamp(request: HelpRequest, action: Action, after: Status, at: datetime) -> None:
    request.moved_at = at
    if after in rules.OURS and request.status not in rules.OURS:
        request.waits_since, request.reminded_at = at, None
    if action is Action.ANSWER:
        request.first_answer_at = request.first_answer_at or at
        request.answered_at = at
    request.ended_at = at if after in rules.OVER else None


def _detail(action: Action, details: MoveDetails) -> str:
    if action is Action.ASSIGN:
        return db.session.get_one(Person, details.consultant_id).initials
    if action is Action.POSTPONE and details.until:
        return russian.day(details.until)
    return details.whom if action is Action.REDIRECT else ""
