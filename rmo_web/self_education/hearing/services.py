"""What signed minutes say of topics: a talk is a report, and a consent agrees to them."""

from collections.abc import Collection
from datetime import date, datetime

from sqlalchemy import select

from rmo_web.kernel import years
from rmo_web.kernel.access import Actor
from rmo_web.kernel.db import db, locked
from rmo_web.kernel.events import emit
from rmo_web.kernel.offered.decisions import Confirmed, SignedMinutes
from rmo_web.self_education import events, rules
from rmo_web.self_education.models import Topic, TopicReport
from rmo_web.self_education.rules import TopicState, TopicStep
from rmo_web.self_education.services import go, report_begun, weigh


def hear_talks(
    minutes: SignedMinutes, topic_ids: Collection[int], *, by: Actor, at: datetime, today: date
) -> None:
    """These topics were spoken of at this meeting, and no others: what it had heard is lost."""
    before = select(TopicReport).filter_by(heard_meeting_id=minutes.meeting_id)
    known = {one.topic_id: one for one in db.session.scalars(before)}
    for topic in _topics({*known, *topic_ids}):
        if topic.id in topic_ids:
            _heard(topic, known.get(topic.id), minutes, by, at, today)
        else:
            _unheard(topic, known[topic.id], minutes, by, at, today)
        db.session.flush()
        weigh(topic, by=by, at=at, today=today)


def _topics(numbers: Collection[int]) -> list[Topic]:
    found = select(Topic).where(Topic.id.in_(numbers)).order_by(Topic.id)
    return list(db.session.scalars(locked(found)))


def _heard(
    topic: Topic, report: TopicReport | None, minutes: SignedMinutes, by: Actor, at: datetime,
    today: date,
) -> None:  # fmt: skip
    is_new = report is None
    if report is None:
        held_in = years.starts_in(minutes.held_on)
        report = report_begun(
            topic, rules.year_of_talk(topic.first_year, topic.last_year, held_in)
        )  # fmt: skip
        if report.is_heard:
            return  # another meeting has heard it, and still says so
    report.heard_meeting_id, report.heard_on = minutes.meeting_id, minutes.held_on
    report.heard_words, report.heard_url = minutes.words, minutes.url
    topic.wishes_to_speak = False
    if report.starts_in == topic.last_year and topic.state is TopicState.RUNNING:
        go(topic, TopicStep.REPORT, by=by, at=at, today=today)
    elif is_new:
        emit(events.TalkHeard(by=by.account_id, at=at, about=topic.id, minutes=minutes.words))


def _unheard(
    topic: Topic, report: TopicReport, minutes: SignedMinutes, by: Actor, at: datetime, today: date
) -> None:
    report.heard_meeting_id = report.heard_on = None
    report.heard_words = report.heard_url = ""
    is_its_last = report.starts_in == topic.last_year and not report.is_submitted
    if not (report.is_submitted or report.done or report.product or report.conclusion):
        db.session.delete(report)
    if is_its_last and topic.state is TopicState.REPORTED:
        go(topic, TopicStep.LOSE_TALK, by=by, at=at, today=today)
    else:
        emit(events.TalkLost(by=by.account_id, at=at, about=topic.id, minutes=minutes.words))


def hear_consents(
    minutes: SignedMinutes, agreed: Confirmed, *, by: Actor, at: datetime, today: date
) -> None:
    """The meeting agrees to these topics, and to no others: what it had agreed to is lost.

    A topic that is in work by then stays so, and says that nobody confirms it; one that is called
    otherwise than in the minutes is another, to which nobody has agreed.
    """
    before = select(Topic.id).filter_by(consent_meeting_id=minutes.meeting_id)
    for topic in _topics({*db.session.scalars(before), *agreed}):
        if agreed.get(topic.id) == topic.title:
            _agreed(topic, minutes, by, at, today)
        elif topic.consent_meeting_id == minutes.meeting_id:
            _disagreed(topic, minutes, by, at, today)


def _agreed(topic: Topic, minutes: SignedMinutes, by: Actor, at: datetime, today: date) -> None:
    if topic.state is TopicState.PROPOSED:
        go(topic, TopicStep.AGREE, by=by, at=at, today=today)
        topic.agreed_by_id, topic.remark = None, ""
        topic.agreed_on = minutes.held_on
    if topic.agreed_on is None or topic.agreed_by_id is not None:
        return  # withdrawn or returned before, or agreed to by somebody: that stands
    topic.consent_words, topic.consent_url = minutes.words, minutes.url
    topic.consent_meeting_id, topic.agreed_on = minutes.meeting_id, minutes.held_on


def _disagreed(topic: Topic, minutes: SignedMinutes, by: Actor, at: datetime, today: date) -> None:
    topic.consent_words, topic.consent_url, topic.consent_meeting_id = "", "", None
    if topic.state is TopicState.AGREED:
        go(topic, TopicStep.LOSE_CONSENT, by=by, at=at, today=today)
        topic.agreed_on = None
    else:
        emit(events.ConsentLost(by=by.account_id, at=at, about=topic.id, minutes=minutes.words))
