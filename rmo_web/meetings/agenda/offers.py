"""Proposals: what the journal says of them, which wait; what is kept of somebody's words.

And the agendas, as other rooms see them who want something to be heard.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from flask import url_for
from sqlalchemy import select

from rmo_web.household.audit import AuditRow, Thing, offers_words
from rmo_web.kernel import clock, russian, years
from rmo_web.kernel.access import Actor
from rmo_web.kernel.db import db
from rmo_web.kernel.offered.backlog import Agenda, keeps_agendas
from rmo_web.kernel.offered.mydata import Holding, holds
from rmo_web.kernel.offered.waiting import Deed, Kind, Task, Waits, offers_waiting
from rmo_web.kernel.years import Year
from rmo_web.meetings import events
from rmo_web.meetings.agenda import queries
from rmo_web.meetings.models import AgendaMatter, Proposal, Question, Speaker
from rmo_web.meetings.rules import SETTLED
from rmo_web.meetings.wording import first_line, meeting_title
from rmo_web.members import works
from rmo_web.members.models import Person


@holds("Заседания: выступления и предложения")
def my_words(actor: Actor) -> list[Holding]:
    """What the person spoke about, what of hers meetings were to hear, what she proposed."""
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
    heard = db.session.scalars(select(AgendaMatter.words).filter_by(person_id=actor.person_id))
    matters: list[Holding] = [{"Стоит в повестке": words} for words in heard]
    return [*talks, *matters, *questions]


@keeps_agendas
def agendas(year: Year) -> Sequence[Agenda]:
    """The meetings of the year by their days, with what other rooms have put there."""
    return [
        Agenda(
            meeting_id=meeting.id,
            title=meeting_title(meeting.number),
            url=f"/meetings/{meeting.id}",  # told outside of requests too
            day=meeting.held_on,
            month=meeting.month,
            is_open=queries.takes_matters(meeting, year),
            is_settled=meeting.state in SETTLED,
            matters=tuple((on.matter.kind, on.matter.record_id) for on in matters),
        )
        for meeting, matters in queries.agendas_with_matters(year.id)
    ]


@offers_words(events.QuestionProposed, events.ProposalDropped)
def of_proposals(rows: Sequence[AuditRow]) -> Iterable[Thing]:
    """What was proposed, and for which year."""
    asked = select(Proposal).where(Proposal.id.in_({row.about for row in rows}))
    found = {one.id: one for one in db.session.scalars(asked)}
    for row in rows:
        one = found[row.about or 0]
        url = url_for("meetings.proposals", year=years.starts_of(one.year_id))
        yield Thing(russian.quoted(first_line(one.text)), url)


_UNDECIDED = Waits(
    "предложение в повестку",
    select(Proposal, Person.id, Person.initials)
    .join(Person, Person.id == Proposal.person_id)
    .where(
        Proposal.meeting_id.is_(None), ~Proposal.is_dropped, Proposal.year_id.in_(years.OPEN)
    )
    .order_by(Proposal.id),
    ("предложение", "предложения", "предложений"), "в повестку", icon="book",
)  # fmt: skip


@offers_waiting
def waiting(actor: Actor, _: Year | None, today: date) -> Iterable[Kind]:
    """For who prepares meetings: questions that were proposed and neither taken nor dropped."""

    def named(found: Sequence[Any]) -> Iterable[Task]:
        names = works.told_apart((row[1:] for row in found), today)
        for one, *_ in found:
            day = clock.local(one.at).date()
            url = url_for(
                "meetings.proposals",
                year=years.starts_of(one.year_id),
                _anchor=f"proposal-{one.id}",
            )
            yield Task(
                "предложение в повестку",
                f"Предложение в повестку: {first_line(one.text)}",
                url,
                f"{names[one.person_id]}, {russian.day_short(day)}",
                icon="book",
                since=day,
                deeds=(Deed("Рассмотреть", url, opens=True, is_main=True),),
            )

    if actor.leads:
        yield _UNDECIDED.named(url_for("meetings.proposals"), named)
