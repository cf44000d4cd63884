"""What pages show of the base of answers."""

from dataclasses import dataclass

from flask import url_for
from sqlalchemy import case, literal, select

from rmo_web.help_requests.answers.rules import LIKE_READS
from rmo_web.help_requests.models import Article, Rubric
from rmo_web.help_requests.queries import has_words
from rmo_web.kernel import search
from rmo_web.kernel.access import Actor
from rmo_web.kernel.db import db
from rmo_web.kernel.paging import PER_PAGE

SUGGESTED = 4
ALIKE_AT_LEAST = 2


@dataclass(frozen=True, slots=True)
class AnswerRow:
    id: int
    url: str
    question: str
    answer: str
    rubric: str
    is_published: bool


def answers(
    actor: Actor, *, q: str = "", rubric_id: int = 0, page: int = 1
) -> tuple[list[AnswerRow], int]:
    """A page of the base, with drafts for its keepers; how many there are up to the next page."""
    before = (page - 1) * PER_PAGE
    wanted = (
        select(Article, Rubric.title)
        .join(Rubric, Rubric.id == Article.rubric_id)
        .order_by(Article.is_published, Rubric.position, Article.question, Article.id)
        .limit(PER_PAGE + 1)
        .offset(before)
    )
    if not actor.leads:
        wanted = wanted.where(Article.is_published)
    if rubric_id:
        wanted = wanted.where(Article.rubric_id == rubric_id)
    if q:
        wanted = wanted.where(has_words(Article.stems, q))
    found = db.session.execute(wanted).all()
    return [_answer_row(*one) for one in found[:PER_PAGE]], before + len(found)


def like(question: str) -> list[AnswerRow]:
    """Published answers to questions like this one, the likest first."""
    told = search.telling(search.stems(question[:LIKE_READS]))[:20]
    if not told:
        return []
    hits = sum(
        (
            case((Article.title_stems.like(f"% {stem} %"), 2), else_=0)
            + case((Article.stems.like(f"% {stem} %"), 1), else_=0)
            for stem in told
        ),
        start=literal(0),
    )
    least = ALIKE_AT_LEAST if len(told) > 1 else 1
    found = db.session.execute(
        select(Article, Rubric.title)
        .join(Rubric, Rubric.id == Article.rubric_id)
        .where(Article.is_published, hits >= least)
        .order_by(hits.desc(), Article.id)
        .limit(SUGGESTED)
    )
    return [_answer_row(*one) for one in found]


def answer(article: Article) -> AnswerRow:
    """One answer."""
    rubric = db.session.scalar(select(Rubric.title).where(Rubric.id == article.rubric_id))
    return _answer_row(article, rubric or "")


def _answer_row(article: Article, rubric: str) -> AnswerRow:
    return AnswerRow(
        article.id,
        url_for("help_requests.article", article_id=article.id),
        article.question,
        article.answer,
        rubric,
        article.is_published,
    )
