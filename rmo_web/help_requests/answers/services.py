"""Answers for everybody: drawn from a solved request, written down, changed."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from rmo_web.help_requests import events, rules
from rmo_web.help_requests.answers.rules import quoted, without_names
from rmo_web.help_requests.models import Article, HelpRequest, Message
from rmo_web.help_requests.rules import MessageKind
from rmo_web.kernel import search
from rmo_web.kernel.access import Actor
from rmo_web.kernel.db import db
from rmo_web.kernel.errors import Refused
from rmo_web.kernel.events import emit


@dataclass(frozen=True, slots=True)
class NewArticle:
    rubric_id: int
    question: str
    answer: str
    is_published: bool = False


def draft_article(request: HelpRequest, *, by: Actor, at: datetime) -> Article:
    """A draft answer from a solved request, names taken out. Refused when there is no answer."""
    known = db.session.scalar(select(Article).where(Article.request_id == request.id))
    if known is not None:
        return known
    said = db.session.execute(
        select(Message.kind, Message.text)
        .where(
            Message.request_id == request.id,
            Message.kind.in_([MessageKind.QUESTION, MessageKind.ANSWER]),
        )
        .order_by(Message.id)
    ).all()
    answers = [one.text for one in said if one.kind is MessageKind.ANSWER and one.text]
    if not answers:
        raise Refused("В заявке ещё нет ответа, который можно показать всем.")
    names = _names_in(request)
    new = NewArticle(
        request.rubric_id,
        without_names(request.title, names)[: rules.LINE_MAX],
        without_names("\n\n".join(answers), names),
    )
    return _keep_article(Article(request_id=request.id), new, by=by, at=at)


def keep_article(article: Article | None, new: NewArticle, *, by: Actor, at: datetime) -> Article:
    """Write an answer down, or change it."""
    return _keep_article(article or Article(), new, by=by, at=at)


def _keep_article(article: Article, new: NewArticle, *, by: Actor, at: datetime) -> Article:
    article.rubric_id = new.rubric_id
    article.question, article.answer = new.question, new.answer
    article.is_published, article.changed_at = new.is_published, at
    article.title_stems = search.column(new.question)
    article.stems = search.column(new.question, new.answer)
    db.session.add(article)
    db.session.flush()
    emit(
        events.ArticleKept(by=by.account_id, at=at, about=article.id, is_published=new.is_published)
    )
    return article


def _names_in(request: HelpRequest) -> list[str]:
    """Names and schools that an answer for everybody must not have."""
    people = [request.author, *([request.consultant] if request.consultant else [])]
    names = [part for one in people for part in one.name if part]
    if request.organisation:
        names += [request.organisation.name, *quoted(request.organisation.name)]
    return names
