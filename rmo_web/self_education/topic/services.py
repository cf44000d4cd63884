"""Verbs of one topic: correct and fill it, return and withdraw it, extend it, change it."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import delete, select

from rmo_web.kernel import russian, search, years
from rmo_web.kernel.access import Actor
from rmo_web.kernel.db import db
from rmo_web.kernel.errors import Refused
from rmo_web.kernel.offered import backlog
from rmo_web.self_education import rules
from rmo_web.self_education.hearing.wording import CONSENTS
from rmo_web.self_education.models import (
    FormerTitle,
    Topic,
    TopicConsent,
    TopicReport,
    consent_of,
    is_given,
)
from rmo_web.self_education.rules import ReportKind, StudyForm, TopicStep
from rmo_web.self_education.services import take_step


@dataclass(frozen=True, slots=True)
class TopicContent:
    """What the paper needs beside title and years."""

    relevance: str = ""
    goal: str = ""
    tasks: str = ""
    study_form: StudyForm | None = None
    sources: str = ""
    product: str = ""
    report_kind: ReportKind | None = None
    risks: str = ""


def correct(
    topic: Topic, title: str, first_year: int, last_year: int, *, by: Actor, at: datetime,
    today: date,
) -> None:  # fmt: skip
    """Title and years, as long as nobody has agreed to them."""
    is_moved = first_year != topic.first_year
    present = years.starts_in(today) if is_moved else first_year  # an old beginning may stay
    rules.check_years(first_year, last_year, present=present)
    given = select(TopicReport.starts_in).where(TopicReport.topic_id == topic.id, is_given())
    rules.check_keeps_reports(first_year, last_year, db.session.scalars(given).all())
    take_step(topic, TopicStep.CORRECT, by=by, at=at, today=today)
    _call(topic, title)
    topic.first_year, topic.last_year = first_year, last_year
    backlog.reword(CONSENTS, topic.id, title, by=by, at=at)


def describe(
    topic: Topic, told: TopicContent, *, by: Actor, at: datetime, today: date
) -> None:  # fmt: skip
    """The rest of what the plan on paper has."""
    take_step(topic, TopicStep.DESCRIBE, by=by, at=at, today=today)
    topic.relevance, topic.goal, topic.tasks = told.relevance, told.goal, told.tasks
    topic.study_form, topic.report_kind = told.study_form, told.report_kind
    topic.sources, topic.product, topic.risks = told.sources, told.product, told.risks


def send_back(topic: Topic, remark: str, *, by: Actor, at: datetime, today: date) -> None:
    """Return it with a remark: she mends it and proposes it again. Of her own she cannot."""
    if topic.person_id == by.person_id:
        raise Refused("Свою тему не возвращают: её можно исправить.", "remark")
    take_step(topic, TopicStep.SEND_BACK, by=by, at=at, today=today)
    topic.remark = remark


def withdraw(topic: Topic, reason: str, *, by: Actor, at: datetime, today: date) -> None:
    """End it without a report, for this reason."""
    take_step(topic, TopicStep.WITHDRAW, by=by, at=at, today=today)
    topic.remark = reason


def extend(topic: Topic, last_year: int, *, by: Actor, at: datetime, today: date) -> None:
    """A new last year, in which one that has reported is in work again; its report stays.

    Refused for an earlier one, and for more than three in all.
    """
    rules.check_extension(topic.first_year, topic.last_year, last_year)
    take_step(topic, TopicStep.EXTEND, by=by, at=at, today=today)
    topic.last_year = last_year


def change(
    topic: Topic, title: str, last_year: int | None = None, *, by: Actor, at: datetime,
    today: date,
) -> None:  # fmt: skip
    """Another topic in its place, to be agreed anew; the old title is kept, and all the rest.

    Of one that has reported the new title is for later years: its `last_year` is asked then.
    """
    if russian.reading(title) == russian.reading(topic.title):
        raise Refused("Это та же тема: напишите новую.", "title")
    until_year = None
    if rules.needs_later_year(topic.state, TopicStep.CHANGE):
        until_year = topic.last_year
        rules.check_extension(topic.first_year, topic.last_year, last_year or topic.last_year)
        topic.last_year = last_year or topic.last_year
    take_step(topic, TopicStep.CHANGE, by=by, at=at, today=today)
    consent = consent_of(topic)
    former = FormerTitle(
        topic_id=topic.id, title=topic.title, until=today, by_id=by.person_id,
        agreed_on=topic.agreed_on, agreed_by_id=topic.agreed_by_id,
        consent_words=consent.words if consent else "",
        consent_meeting_id=consent.meeting_id if consent else None, until_year=until_year,
    )  # fmt: skip
    db.session.add(former)
    _call(topic, title)
    topic.proposed_on, topic.agreed_on, topic.agreed_by_id = today, None, None
    db.session.execute(delete(TopicConsent).filter_by(topic_id=topic.id))


def _call(topic: Topic, title: str) -> None:
    topic.title, topic.stems = title, search.column(title)
