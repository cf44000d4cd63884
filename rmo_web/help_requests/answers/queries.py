"""What pages show of the base of answers."""

from dataclasses import dataclass
from functools import partial

from flask import url_for
from sqlalchemy import select

from rmo_web.help_requests.answers.rules import LIKE_READS
from rmo_web.help_requests.models import Article, Rubric
from rmo_web.help_requests.queries import rubric_options
from rmo_web.kernel import search
from rmo_web.kernel.access import Actor
from rmo_web.kernel.db import db
from rmo_web.kernel.listing import OfRecord, Selection, page_of

SUGGESTED = 4
ALIKE_AT_LEAST = 2


OF_THEME = OfRecord(
    "rubric", "Тема", "Все темы", partial(rubric_options, with_hints=False), Article.rubric_id
)


@dataclass(frozen=True, slots=True)
class AnswerRow:
    id: int
    url: str
    question: str
    answer: str
    rubric: str
    is_published: bool


def answers(actor: Actor, asked: Selection) -> tuple[list[AnswerRow], int]:
    """A page of the base, with drafts for its keepers; how many there are up to the next page."""
    wanted = (
        select(Article, Rubric.title)
        .join(Rubric, Rubric.id == Article.rubric_id)
        .order_by(Article.is_published, Rubric.position, Article.question, Article.id)
    )
    if not actor.leads:
        wanted = wanted.where(Article.is_published)
    rows, reached = page_of(wanted, asked, stems=Article.stems, is_counted=False)
    return [_answer_row(*one) for one in rows], reached


def like(question: str) -> list[AnswerRow]:
    """Published answers to questions like this one, the likest first."""
    told = search.telling(search.stems(question[:LIKE_READS]))[:20]
    if not told:
        return []
    hits = search.hits(told, (Article.title_stems, 2), (Article.stems, 1))
    least = ALIKE_AT_LEAST if len(told) > 1 else 1
    likest = db.session.execute(
        select(Article, Rubric.title)
        .join(Rubric, Rubric.id == Article.rubric_id)
        .where(Article.is_published, hits >= least)
        .order_by(hits.desc(), Article.id)
        .limit(SUGGESTED)
    )
    return [_answer_row(*one) for one in likest]


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
