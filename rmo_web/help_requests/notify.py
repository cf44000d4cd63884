"""Whom each fact of requests concerns, and in what words, with none of the question in them."""

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from rmo_web.accounts.telling import LEADERS, Whom, persons, tell_of
from rmo_web.help_requests import rules
from rmo_web.help_requests.events import Asked, Moved, Noted
from rmo_web.help_requests.models import HelpRequest
from rmo_web.help_requests.rules import Action
from rmo_web.kernel.db import db
from rmo_web.kernel.events import Happened, on

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
_WAITS_FOR_SOMEBODY = {Action.NOT_HELPED, Action.REOPEN, Action.REPLY}


@on(Asked)
def of_a_question(fact: Asked) -> None:
    """A new request is for the owner of its rubric, without one for the head and the methodist."""
    request = _request(fact)
    owner = request.rubric.owner_id if request.rubric.owner_id != request.author_id else None
    _tell(fact, request, "Новая заявка {number}", persons(owner), otherwise=_leaders(request))


@on(Moved)
def of_a_move(fact: Moved) -> None:
    """A move is for the author and the consultant, but not for who made it."""
    request = _request(fact)
    if words := _TO_AUTHOR.get(fact.action):
        _tell(fact, request, words, persons(request.author_id))
    if words := _TO_CONSULTANT.get(fact.action):
        holder = persons(request.consultant_id or fact.consultant_before)
        otherwise = _leaders(request) if fact.action in _WAITS_FOR_SOMEBODY else None
        _tell(fact, request, words, holder, otherwise=otherwise)


@on(Noted)
def of_a_note(fact: Noted) -> None:
    """A note is for the consultant; the author never hears of it."""
    request = _request(fact)
    _tell(fact, request, "Служебная заметка к заявке {number}", persons(request.consultant_id))


def _request(fact: Happened) -> HelpRequest:
    wanted = select(HelpRequest).where(HelpRequest.id == fact.about)
    return db.session.scalars(
        wanted.options(joinedload(HelpRequest.rubric), joinedload(HelpRequest.year))
    ).one()


def _leaders(request: HelpRequest) -> Whom:
    """Nobody answers her own request."""
    return LEADERS & ~persons(request.author_id)


def _tell(
    fact: Happened, request: HelpRequest, words: str, whom: Whom, *, otherwise: Whom | None = None
) -> None:
    text = words.format(number=rules.number_of(request.number, request.year.starts_in))
    tell_of(fact, whom, text, f"/help-requests/{request.id}", otherwise=otherwise)
