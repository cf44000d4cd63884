"""What the journal says of the deeds of this room; words of threads are not repeated there."""

from collections.abc import Iterable, Sequence

from flask import url_for
from sqlalchemy import select
from sqlalchemy.orm import InstrumentedAttribute

from rmo_web.help_requests import events, queries, wording
from rmo_web.help_requests.models import Article, QuickReply, Rubric
from rmo_web.help_requests.rules import Action
from rmo_web.household.audit import AuditRow, Thing, offers_words
from rmo_web.kernel import russian
from rmo_web.kernel.db import db


@offers_words(events.Asked, events.Recorded, events.Moved, events.Noted)
def of_requests(rows: Sequence[AuditRow]) -> Iterable[Thing]:
    """Which request it is, and what was done with it."""
    numbers = queries.numbers({row.about for row in rows if row.about})
    for row in rows:
        number, action = numbers.get(row.about or 0, ""), row.told.get("action")
        words = ", ".join(filter(None, (number, wording.DEEDS[Action(action)] if action else "")))
        yield Thing(words, url_for("help_requests.card", request_id=row.about) if number else "")


@offers_words(events.RubricKept)
def of_rubrics(rows: Sequence[AuditRow]) -> Iterable[Thing]:
    """Which rubric it is."""
    titles = _titles(Rubric.id, Rubric.title, rows)
    for row in rows:
        yield _titled(row, titles, url_for("help_requests.edit_rubric", rubric_id=row.about))


@offers_words(events.QuickReplyKept)
def of_quick_replies(rows: Sequence[AuditRow]) -> Iterable[Thing]:
    """Which reply it is; one that was thrown away is named as it was."""
    titles = _titles(QuickReply.id, QuickReply.title, rows)
    for row in rows:
        yield _titled(row, titles, url_for("help_requests.edit_quick_reply", reply_id=row.about))


@offers_words(events.ArticleKept)
def of_articles(rows: Sequence[AuditRow]) -> Iterable[Thing]:
    """Which answer it is."""
    titles = _titles(Article.id, Article.question, rows)
    for row in rows:
        yield _titled(row, titles, url_for("help_requests.article", article_id=row.about))


@offers_words(events.JournalTaken)
def of_the_journal(rows: Sequence[AuditRow]) -> Iterable[Thing]:
    """How much of it."""
    url = url_for("help_requests.show_journal")
    return [
        Thing(russian.plural(row.told["rows"], "строка", "строки", "строк"), url) for row in rows
    ]


def _titles(
    key: InstrumentedAttribute[int], title: InstrumentedAttribute[str], rows: Sequence[AuditRow]
) -> dict[int, str]:
    asked = select(key, title).where(key.in_({row.about for row in rows}))
    return dict(db.session.execute(asked).all())


def _titled(row: AuditRow, titles: dict[int, str], url: str) -> Thing:
    known = titles.get(row.about or 0)
    said = known or row.told.get("title", "")
    words = russian.shortened(said, 100) if len(said) > 100 else said
    return Thing(russian.quoted(words) if words else "", url if known else "")
