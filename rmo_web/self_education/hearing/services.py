"""What signed minutes say of topics: a talk is a report, and a consent agrees to them."""

from collections.abc import Collection
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from rmo_web.kernel import russian, years
from rmo_web.kernel.access import Actor
from rmo_web.kernel.db import db, locked
from rmo_web.kernel.events import emit
from rmo_web.kernel.offered.decisions import Confirmed, SignedMinutes
from rmo_web.self_education import events, rules
from rmo_web.self_education.models import (
    FormerTitle,
    Topic,
    TopicConsent,
    TopicHearing,
    TopicReport,
    former_titles,
    own_first_year,
)
from rmo_web.self_education.rules import TopicState, TopicStep
from rmo_web.self_education.services import go, leave_talks, report_begun, weigh

_UNAGREED = frozenset({TopicState.PROPOSED, TopicState.RETURNED})


def hear_talks(
    minutes: SignedMinutes, heard: Confirmed, *, by: Actor, at: datetime, today: date
) -> None:
    """These topics were spoken of at this meeting, and no others: what it had heard is lost.

    A talk on what a topic was called before is no report of what it is, nor one on a topic that is
    not in work; it is told to be none. One that was held before the change reports of what it was,
    whenever its minutes are signed.
    """
    before = select(TopicReport.topic_id).join(TopicReport.hearings)
    known = db.session.scalars(before.where(TopicHearing.meeting_id == minutes.meeting_id))
    for topic in _topics({*known, *heard}):
        report, hearing = _heard_here(topic, minutes)
        said = heard.get(topic.id)
        title = _title(topic, said, hearing, minutes)
        if hearing is None and title == topic.title and topic.state not in rules.HEARD_OF:
            title = None
        if title is not None:
            _heard(topic, title, report, hearing, minutes, by, at, today)
        elif report is not None and hearing is not None:
            _unheard(topic, report, hearing, minutes, by, at, today)
        if said is not None and title is None:
            is_of_it = _reads_alike(said, topic.title)
            why = events.IdleHeard if is_of_it else events.FormerHeard
            _say_in_vain(why, topic, said, minutes, by, at)
        db.session.flush()
        weigh(topic, by=by, at=at, today=today)


def _reads_alike(said: str | None, title: str) -> bool:
    return said is not None and russian.reading(said) == russian.reading(title)


def _topics(numbers: Collection[int]) -> list[Topic]:
    found = select(Topic).where(Topic.id.in_(numbers)).order_by(Topic.id)
    return list(db.session.scalars(locked(found)))


def _heard_here(
    topic: Topic, minutes: SignedMinutes
) -> tuple[TopicReport | None, TopicHearing | None]:
    """What this meeting has heard of the topic so far; read when the topic is held."""
    asked = select(TopicReport).filter_by(topic_id=topic.id)
    asked = asked.options(joinedload(TopicReport.hearings))
    reports = db.session.scalars(asked.execution_options(populate_existing=True)).unique()
    found = (
        (report, one) for report in reports for one in report.hearings
        if one.meeting_id == minutes.meeting_id
    )  # fmt: skip
    return next(found, (None, None))


def _title(
    topic: Topic, said: str | None, hearing: TopicHearing | None, minutes: SignedMinutes
) -> str | None:
    """On which title of the topic the talk was held; on none that had been left by that day."""
    known = [hearing.title] if hearing else []
    before = (one.title for one in former_titles(topic) if one.until >= minutes.held_on)
    titles = (*known, topic.title, *before)
    return next((one for one in titles if _reads_alike(said, one)), None)


def _year(topic: Topic, title: str, held_on: date) -> int:
    """Of which school year a talk on this title that was held on this day reports."""
    former, last_year = former_titles(topic), topic.last_year
    if title != topic.title:
        place, left = next(
            found for found in enumerate(former)
            if found[1].title == title and found[1].until >= held_on
        )  # fmt: skip
        former, last_year = former[:place], left.until_year or last_year
    return rules.year_of_talk(
        own_first_year(topic, former), last_year, years.starts_in(held_on)
    )  # fmt: skip


def _heard(
    topic: Topic, title: str, report: TopicReport | None, hearing: TopicHearing | None,
    minutes: SignedMinutes, by: Actor, at: datetime, today: date,
) -> None:  # fmt: skip
    is_new = hearing is None
    if report is None or hearing is None:
        report = report_begun(topic, _year(topic, title, minutes.held_on))
        hearing = TopicHearing(meeting_id=minutes.meeting_id)
        report.hearings.append(hearing)
    hearing.title, hearing.held_on = title, minutes.held_on
    hearing.words, hearing.url = minutes.words, minutes.url
    fact = events.TalkHeard(
        by=by.account_id, at=at, about=topic.id, minutes=minutes.words, title=title
    )
    if title != topic.title:
        if is_new:
            emit(fact)
        return  # held before the topic was changed
    topic.wishes_to_speak = False
    leave_talks(topic, years.starts_in(minutes.held_on), by=by, at=at)
    if report.starts_in == topic.last_year and topic.state is TopicState.RUNNING:
        go(topic, TopicStep.REPORT, by=by, at=at, today=today)
    elif is_new:
        emit(fact)


def _unheard(
    topic: Topic, report: TopicReport, hearing: TopicHearing, minutes: SignedMinutes, by: Actor,
    at: datetime, today: date,
) -> None:  # fmt: skip
    report.hearings.remove(hearing)
    others = [one.words for one in report.hearings if one.title == hearing.title]
    is_its_last = report.starts_in == topic.last_year and not report.is_submitted
    is_written = report.is_submitted or report.done or report.product or report.conclusion
    if not (is_written or report.hearings):
        db.session.delete(report)
    if is_its_last and not report.is_heard_as(topic.title) and topic.state is TopicState.REPORTED:
        go(topic, TopicStep.LOSE_TALK, by=by, at=at, today=today)
    else:
        emit(
            events.TalkLost(
                by=by.account_id, at=at, about=topic.id, minutes=minutes.words,
                title=hearing.title, elsewhere=next(iter(others), ""),
            )
        )  # fmt: skip


def _say_in_vain(
    kind: type[events.SaidInVain], topic: Topic, title: str, minutes: SignedMinutes,
    by: Actor, at: datetime,
) -> None:  # fmt: skip
    emit(
        kind(
            by=by.account_id, at=at, about=topic.id, minutes=minutes.words, title=title,
            meeting_id=minutes.meeting_id,
        )
    )  # fmt: skip


def hear_consents(
    minutes: SignedMinutes, agreed: Confirmed, *, by: Actor, at: datetime, today: date
) -> None:
    """The meeting agrees to these topics, and to no others: what it had agreed to is lost.

    A topic that is in work by then stays so, and says that nobody confirms it; one that is called
    otherwise than in the minutes is another, to which nobody has agreed, which is told. So is that
    a topic that was returned, or withdrawn, stays so.
    """
    before = select(TopicConsent.topic_id).filter_by(meeting_id=minutes.meeting_id)
    for topic in _topics({*db.session.scalars(before), *agreed}):
        asked = select(TopicConsent).filter_by(topic_id=topic.id)
        given = {one.meeting_id: one for one in db.session.scalars(asked)}
        said = agreed.get(topic.id)
        if _reads_alike(said, topic.title):
            _agreed(topic, given, minutes, by, at, today)
            continue
        if minutes.meeting_id in given:
            _disagreed(topic, given, minutes, by, at, today)
        if said is not None and topic.state in _UNAGREED:
            _say_in_vain(events.FormerAgreed, topic, said, minutes, by, at)
    for former in db.session.scalars(
        select(FormerTitle).filter_by(consent_meeting_id=minutes.meeting_id)
    ):
        is_agreed = _reads_alike(agreed.get(former.topic_id), former.title)
        if former.consent_words and not is_agreed:
            emit(
                events.ConsentLost(
                    by=by.account_id, at=at, about=former.topic_id, minutes=minutes.words,
                    title=former.title,
                )
            )  # fmt: skip
        former.consent_words = minutes.words if is_agreed else ""


def _agreed(
    topic: Topic, given: dict[int, TopicConsent], minutes: SignedMinutes, by: Actor, at: datetime,
    today: date,
) -> None:  # fmt: skip
    if topic.state is TopicState.PROPOSED:
        go(topic, TopicStep.AGREE, by=by, at=at, today=today)
        topic.agreed_by_id, topic.remark = None, ""
        topic.agreed_on = minutes.held_on
    if topic.agreed_by_id is not None:
        return  # that stands
    if topic.agreed_on is None:
        _say_in_vain(events.NeedlesslyAgreed, topic, topic.title, minutes, by, at)
        return
    consent = given.setdefault(
        minutes.meeting_id, TopicConsent(topic_id=topic.id, meeting_id=minutes.meeting_id)
    )
    consent.words, consent.url, consent.held_on = minutes.words, minutes.url, minutes.held_on
    db.session.add(consent)
    topic.agreed_on = min(one.held_on for one in given.values())


def _disagreed(
    topic: Topic, given: dict[int, TopicConsent], minutes: SignedMinutes, by: Actor, at: datetime,
    today: date,
) -> None:  # fmt: skip
    db.session.delete(given.pop(minutes.meeting_id))
    others = sorted(given.values(), key=lambda one: (one.held_on, one.id))
    if topic.state is TopicState.AGREED and not others:
        go(topic, TopicStep.LOSE_CONSENT, by=by, at=at, today=today)
        topic.agreed_on = None
        return
    topic.agreed_on = others[0].held_on if others else topic.agreed_on
    emit(
        events.ConsentLost(
            by=by.account_id, at=at, about=topic.id, minutes=minutes.words, title=topic.title,
            elsewhere=others[0].words if others else "",
        )
    )  # fmt: skip
