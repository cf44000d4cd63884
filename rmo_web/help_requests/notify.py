"""Whom each fact concerns: a notice inside, and a letter with no word of the question in it."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import joinedload

from rmo_web.accounts.models import Account
from rmo_web.help_requests import rules
from rmo_web.help_requests.events import Asked, Moved, Noted
from rmo_web.help_requests.models import HelpRequest
from rmo_web.help_requests.rules import Action, Status
from rmo_web.household import notices, outbox
from rmo_web.household.periodic import duty
from rmo_web.kernel import clock, russian
from rmo_web.kernel.access import Role
from rmo_web.kernel.db import db, saving
from rmo_web.kernel.events import Happened, on
from rmo_web.members.models import Person

TOLD_AT_ONCE = 50
_TO_AUTHOR = {
    Action.TAKE: "Вашу заявку {number} взяли в работу",
    Action.ASSIGN: "По вашей заявке {number} назначен консультант",
    Action.ANSWER: "На вашу заявку {number} ответили",
    Action.ASK_BACK: "По вашей заявке {number} нужно уточнение",
    Action.POSTPONE: "Ваша заявка {number} отложена",
    Action.REDIRECT: "Ваша заявка {number} переадресована",
    Action.REJECT: "Ваша заявка {number} отклонена",
    Action.CLOSE: "Ваша заявка {number} закрыта",
    Action.EXPIRE: "Ваша заявка {number} закрыта: после ответа не было вопросов",
    Action.REOPEN: "Ваша заявка {number} снова открыта",
}
_TO_CONSULTANT = {
    Action.ASSIGN: "Вам назначена заявка {number}",
    Action.REPLY: "Автор дополнил заявку {number}",
    Action.HELPED: "По заявке {number} автор пишет: помогло",
    Action.NOT_HELPED: "По заявке {number} автору нужна ещё помощь",
    Action.WITHDRAW: "Автор отозвал заявку {number}",
    Action.REOPEN: "Заявка {number} снова открыта",
}


@on(Asked)
def of_a_question(fact: Asked) -> None:
    """A new request is for the owner of its rubric, without one for the head and the methodist."""
    request = _request(fact)
    owner = request.rubric.owner_id
    people = [owner] if owner and owner != request.author_id else []
    _tell(fact, request, "Новая заявка {number}", _accounts(people) or _leaders(request))


@on(Moved)
def of_a_move(fact: Moved) -> None:
    """A move is for the author and the consultant, but not for who made it."""
    request = _request(fact)
    if words := _TO_AUTHOR.get(fact.action):
        _tell(fact, request, words, _accounts([request.author_id]))
    if words := _TO_CONSULTANT.get(fact.action):
        holders = [one for one in (request.consultant_id or fact.consultant_before,) if one]
        accounts = _accounts(holders)
        if not accounts and fact.action in {Action.NOT_HELPED, Action.REOPEN, Action.REPLY}:
            accounts = _leaders(request)
        _tell(fact, request, words, accounts)


@on(Noted)
def of_a_note(fact: Noted) -> None:
    """A note is for the consultant; the author never hears of it."""
    request = _request(fact)
    if request.consultant_id:
        accounts = _accounts([request.consultant_id])
        _tell(fact, request, "Служебная заметка к заявке {number}", accounts)


@duty("напоминание о заявках, которые ждут ответа")
def of_waiting(now: datetime) -> None:
    """The head hears once of what has waited three working days."""
    day = rules.late_day(clock.local(now).date())
    late = (
        select(HelpRequest)
        .where(HelpRequest.status.in_(rules.OURS), HelpRequest.reminded_at.is_(None))
        .options(joinedload(HelpRequest.year))
        .order_by(HelpRequest.waits_since)
        .limit(TOLD_AT_ONCE)
    )
    with saving():
        waiting = [
            one
            for one in db.session.scalars(late)
            if clock.local(one.waits_since).date() <= day
        ]  # fmt: skip
        heads = _accounts_where(Account.role == Role.HEAD)
        words = "Заявка {number} ждёт ответа уже три рабочих дня"
        _remind(waiting, words, lambda _: heads, at=now, cause="late")


@duty("напоминание об отложенных заявках")
def of_postponed(now: datetime) -> None:
    """On its day a postponed request is in work again, and its consultant hears of it."""
    due = (
        select(HelpRequest)
        .where(
            HelpRequest.status == Status.POSTPONED,
            HelpRequest.postponed_until <= clock.local(now).date(),
            HelpRequest.reminded_at.is_(None) | (HelpRequest.reminded_at < HelpRequest.moved_at),
        )
        .options(joinedload(HelpRequest.year))
        .limit(TOLD_AT_ONCE)
    )
    with saving():
        _remind(
            db.session.scalars(due).all(),
            "Заявка {number} была отложена до этого дня",
            lambda request: _accounts([request.consultant_id or 0]),
            at=now,
            cause="due",
        )


def _remind(
    requests: Sequence[HelpRequest], words: str,
    whom: Callable[[HelpRequest], Iterable[tuple[int, str]]], *, at: datetime, cause: str,
) -> None:  # fmt: skip
    """Tell of each of these, and note that it was told: the next minute says nothing of it."""
    for request in requests:
        text = words.format(number=_number(request))
        for account_id, email in whom(request):
            _tell_one(request.id, text, account_id, email, at, cause=cause)
    told = HelpRequest.id.in_([request.id for request in requests])
    db.session.execute(update(HelpRequest).where(told).values(reminded_at=at))


def _number(request: HelpRequest) -> str:
    return rules.number_of(request.number, request.year.starts_in)


def _request(fact: Happened) -> HelpRequest:
    wanted = select(HelpRequest).where(HelpRequest.id == fact.about)
    return db.session.scalars(
        wanted.options(joinedload(HelpRequest.rubric), joinedload(HelpRequest.year))
    ).one()


def _accounts(person_ids: Iterable[int]) -> list[tuple[int, str]]:
    return _accounts_where(Account.person_id.in_(list(person_ids)))


def _leaders(request: HelpRequest) -> list[tuple[int, str]]:
    return _accounts_where(
        Account.role.in_([Role.HEAD, Role.METHODIST]), Account.person_id != request.author_id
    )


def _accounts_where(*conditions: object) -> list[tuple[int, str]]:
    found = db.session.execute(
        select(Account.id, Person.email)
        .join(Person, Person.id == Account.person_id)
        .where(Account.is_active, *conditions)  # type: ignore[arg-type]
    )
    return [(account_id, email) for account_id, email in found]


def _tell(
    fact: Happened, request: HelpRequest, words: str, accounts: Iterable[tuple[int, str]]
) -> None:
    for account_id, email in accounts:
        if account_id != fact.by:
            text = words.format(number=_number(request))
            cause = f"{type(fact).__name__}.{fact.at.timestamp()}"
            _tell_one(request.id, text, account_id, email, fact.at, cause=cause)


def _tell_one(
    request_id: int, text: str, account_id: int, email: str, at: datetime, *, cause: str
) -> None:
    url = f"/help-requests/{request_id}"
    notices.tell(account_id, text, at=at, url=url)
    day = russian.moment(clock.local(at))
    cause = f"help.{request_id}.{cause}.{account_id}.{day}"
    outbox.post(email, text, outbox.telling(text, url), cause=cause, at=at)
