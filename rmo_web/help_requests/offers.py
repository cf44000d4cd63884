"""What others show of requests: words for the audit, what waits, the plan's fact, what remains."""

from collections.abc import Iterable, Sequence
from datetime import date

from flask import url_for
from sqlalchemy import func, select

from rmo_web.help_requests import events, rules, wording
from rmo_web.help_requests.models import Article, HelpRequest, Message, QuickReply, Rubric
from rmo_web.help_requests.queue.rules import Tab
from rmo_web.help_requests.rules import Action, MessageKind, Status
from rmo_web.household.audit import AuditRow, Thing, offers_titled, offers_words
from rmo_web.kernel import russian
from rmo_web.kernel.access import Actor, leads
from rmo_web.kernel.db import db
from rmo_web.kernel.offered.facts import ME, YEAR, Counted, Mine, offers_fact
from rmo_web.kernel.offered.mydata import Holding, holds
from rmo_web.kernel.offered.rollover import Remains, offers_remains
from rmo_web.kernel.years import SchoolYear, Year


@offers_words(events.Asked, events.Recorded, events.Moved, events.Noted)
def of_requests(rows: Sequence[AuditRow]) -> Iterable[Thing]:
    """Which request it is, and what was done with it."""
    numbers = _numbers({row.about for row in rows if row.about})
    for row in rows:
        number, action = numbers.get(row.about or 0, ""), row.particulars.get("action")
        words = ", ".join(filter(None, (number, wording.DEEDS[Action(action)] if action else "")))
        yield Thing(words, url_for("help_requests.card", request_id=row.about) if number else "")


@offers_titled(Rubric.id, Rubric.title, events.RubricKept)
def of_rubric(rubric_id: int) -> str:
    return url_for("help_requests.edit_rubric", rubric_id=rubric_id)


@offers_titled(QuickReply.id, QuickReply.title, events.QuickReplyKept, events.QuickReplyDropped)
def of_quick_reply(reply_id: int) -> str:
    return url_for("help_requests.edit_quick_reply", reply_id=reply_id)


@offers_titled(Article.id, Article.question, events.ArticleKept)
def of_article(article_id: int) -> str:
    return url_for("help_requests.article", article_id=article_id)


@offers_words(events.JournalTaken)
def of_the_journal(rows: Sequence[AuditRow]) -> Iterable[Thing]:
    """How much of it."""
    url = url_for("help_requests.show_journal")
    return [
        Thing(russian.plural(row.particulars["rows"], "строка", "строки", "строк"), url)
        for row in rows
    ]


_OF_YEAR = HelpRequest.year_id == YEAR


@offers_fact(
    r"индивидуальн\w* (методическ\w* )?(помощ|консульт)|методическ\w* помощ",
    Counted(
        select(func.max(HelpRequest.number)).where(_OF_YEAR),  # numbers have no gap
        "help_requests.index", {"tab": Tab.ALL.value},
    ),
    select(func.count()).where(_OF_YEAR, HelpRequest.first_answer_at.is_not(None)),
    seen_by=leads,
    mine=Mine(
        select(func.count()).where(HelpRequest.author_id == ME), "help_requests.mine"
    ),
)  # fmt: skip
def help_given(asked: int, answered: int) -> str | tuple[str, str]:
    """«47 заявок, ответ дан на 41»: the fact of the row «Индивидуальная методическая помощь»."""
    if not asked:
        return "заявок ещё не было"
    return wording.requests(asked), f"ответ дан на {russian.number(answered)}"


@offers_remains("requests")
def open_requests(year: Year, _: date) -> Remains:
    """Requests that wait for a word: a closed year could not answer them."""
    asked = select(func.count()).where(
        HelpRequest.year_id == year.id, HelpRequest.status.in_(rules.OPEN - {Status.ANSWERED})
    )
    url = url_for("help_requests.index", tab=Tab.ALL.value)
    detail = "Ответьте или закройте: в закрытый год ответить нельзя"
    count = db.session.scalar(asked) or 0
    return Remains(count, "Заявки без ответа", detail, url, blocks=True)


@holds("Заявки на методическую помощь")
def my_requests(actor: Actor) -> list[Holding]:
    """What I asked, and what I was answered; notes of the office are not mine."""
    found = db.session.execute(
        select(
            HelpRequest.number, SchoolYear.starts_in, HelpRequest.status, HelpRequest.asked_at,
            Message.kind, Message.author_id, Message.text, Message.at,
        )
        .join(SchoolYear, SchoolYear.id == HelpRequest.year_id)
        .join(Message, Message.request_id == HelpRequest.id)
        .where(HelpRequest.author_id == actor.person_id, Message.kind != MessageKind.NOTE)
        .order_by(HelpRequest.id, Message.id)
    )  # fmt: skip
    return [
        {
            "заявка": rules.number_of(one.number, one.starts_in),
            "состояние": wording.STATUSES[one.status],
            "когда": one.at,
            "чьё": "моё" if one.author_id == actor.person_id else "ответ",
            "текст": one.text,
        }
        for one in found
        if one.text
    ]


def _numbers(ids: set[int]) -> dict[int, str]:
    """«12/2019-20» of each of these requests, for the house's journal."""
    found = db.session.execute(
        select(HelpRequest.id, HelpRequest.number, SchoolYear.starts_in)
        .join(SchoolYear, SchoolYear.id == HelpRequest.year_id)
        .where(HelpRequest.id.in_(ids))
    )
    return {one.id: f"№ {rules.number_of(one.number, one.starts_in)}" for one in found}
