"""What the journal says of proposals, and what the room holds of somebody's words."""

from collections.abc import Iterable, Sequence

from flask import url_for
from sqlalchemy import select

from rmo_web.household.audit import AuditRow, Thing, offers_words
from rmo_web.kernel import russian, years
from rmo_web.kernel.access import Actor
from rmo_web.kernel.db import db
from rmo_web.kernel.offered.mydata import Holding, holds
from rmo_web.meetings import events
from rmo_web.meetings.models import Proposal, Question, Speaker
from rmo_web.meetings.offers import _first


@holds("Заседания: выступления и предложения")
def my_words(actor: Actor) -> list[Holding]:
    """What the person spoke about, and what she proposed."""
    spoken = db.session.execute(
        select(Speaker.talk, Question.text)
        .join(Question, Question.id == Speaker.question_id)
        .where(Speaker.person_id == actor.person_id)
    )
    proposed = db.session.scalars(select(Proposal.text).filter_by(person_id=actor.person_id))
    talks: list[Holding] = [
        {"Выступление": talk or text.partition("\n")[0]} for talk, text in spoken
    ]
    questions: list[Holding] = [{"Предложенный вопрос": text} for text in proposed]
    return [*talks, *questions]


@offers_words(events.QuestionProposed)
def of_proposals(rows: Sequence[AuditRow]) -> Iterable[Thing]:
    """What was proposed, and for which year."""
    asked = select(Proposal).where(Proposal.id.in_({row.about for row in rows}))
    found = {one.id: one for one in db.session.scalars(asked)}
    for row in rows:
        one = found[row.about or 0]
        url = url_for("meetings.proposals", year=years.starts_of(one.year_id))
        yield Thing(russian.quoted(_first(one.text)), url)
