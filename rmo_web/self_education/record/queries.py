"""A person's topics in her record: the one she works on, and what of them is agreed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from flask import url_for
from sqlalchemy import Date, Integer, and_, bindparam, func, or_, select
from sqlalchemy.orm import aliased, joinedload

from rmo_web.kernel import russian, years
from rmo_web.kernel.db import db
from rmo_web.kernel.offered.record import RecordAsked
from rmo_web.kernel.paging import address_with
from rmo_web.members.models import Person
from rmo_web.self_education import wording
from rmo_web.self_education.log.queries import TopicLog, on_topic
from rmo_web.self_education.models import (
    OWN_FIRST_YEAR,
    FormerTitle,
    Topic,
    TopicConsent,
    TopicReport,
    TopicStage,
)
from rmo_web.self_education.queries import Progress, progress, without_topic
from rmo_web.self_education.rules import OPEN, PUBLIC, TopicState

ENTRIES_SHOWN = 5
_PERSON = bindparam("person", type_=Integer)
_SINCE, _UNTIL = bindparam("since", type_=Integer), bindparam("until", type_=Integer)
_SHE, _CHANGED_BY = aliased(Person), aliased(Person)
_CHANGED_ON = (
    select(func.max(FormerTitle.until)).where(FormerTitle.topic_id == Topic.id).scalar_subquery()
)
_STAGE_OF_OPEN = and_(
    TopicStage.topic_id == Topic.id, ~TopicStage.is_removed, Topic.state.in_(OPEN)
)  # fmt: skip
_CONSENT = (
    select(TopicConsent.words)
    .where(TopicConsent.topic_id == Topic.id)
    .order_by(TopicConsent.held_on, TopicConsent.id)
    .limit(1)
    .correlate(Topic)
    .scalar_subquery()
)
_TOPICS = (
    select(
        Topic, Person.initials, _CONSENT, _SHE.left_on, OWN_FIRST_YEAR, _CHANGED_ON, TopicStage
    )
    .join(_SHE, _SHE.id == Topic.person_id)
    .outerjoin(Person, Person.id == Topic.agreed_by_id)
    .outerjoin(TopicStage, _STAGE_OF_OPEN)
    .where(
        Topic.person_id == _PERSON,
        or_(
            Topic.state.in_(OPEN),
            and_(Topic.first_year <= _UNTIL, Topic.last_year >= _SINCE),
        ),
    )
    .order_by(
        Topic.last_year, Topic.id,
        TopicStage.done_on.is_(None), TopicStage.position, TopicStage.id,
    )
)  # fmt: skip
_REPORTS = (
    select(TopicReport)
    .join(Topic, Topic.id == TopicReport.topic_id)
    .where(
        Topic.person_id == _PERSON,
        TopicReport.submitted_on.is_not(None),
        # Of what is not confirmed nothing is certified; what was before it is another topic.
        or_(
            Topic.state.in_(PUBLIC - {TopicState.UNCONFIRMED}),
            TopicReport.title != Topic.title,
        ),
    )
    .options(joinedload(TopicReport.hearings))
    .order_by(TopicReport.starts_in, TopicReport.id)
)
_FORMER = (
    select(FormerTitle, Topic, Person.initials, _CHANGED_BY.initials)
    .join(Topic, Topic.id == FormerTitle.topic_id)
    .join(_CHANGED_BY, _CHANGED_BY.id == FormerTitle.by_id)
    .outerjoin(Person, Person.id == FormerTitle.agreed_by_id)
    .where(Topic.person_id == _PERSON)
    .order_by(FormerTitle.until, FormerTitle.id)
)
_PRESENT = bindparam("present", type_=Integer)
_TODAY = bindparam("today", type_=Date)
_LACKS = select(Person.id).where(Person.id == _PERSON, without_topic(_PRESENT, _TODAY))


class RecordStage(NamedTuple):
    """A stage of the topic she works on; `stands` says how far it is."""

    title: str
    months: str
    stands: tuple[str, str, str]  # word, look, icon


class FoundTopic(NamedTuple):
    """A topic of hers, who agreed to it, whether she has left; of an open one its stages."""

    topic: Topic
    agreed_by: str | None
    consent: str | None  # the first minutes that agree to it
    has_left: bool
    first_year: int  # that is its own, whatever it was called before
    changed_on: date | None  # since when it is called so, where it was called otherwise before
    stages: list[TopicStage]


class RecordTopic(NamedTuple):
    """A topic of hers on her page."""

    title: str
    years: str
    url: str
    state: tuple[str, str, str]
    progress: Progress | None


class ProvedTopic(NamedTuple):
    """An agreed topic, a former one, or a report of one, as the extract says it."""

    id: int
    day: date
    days: str
    words: str
    source: str
    url: str


@dataclass(frozen=True, slots=True)
class TopicsOfRecord:
    """Her topics on her page; where she has none, what can be done about it, and where."""

    topic: RecordTopic | None
    stages: tuple[RecordStage, ...]
    log: TopicLog | None
    write_url: str
    back: str  # where one stays who takes an entry out
    others: tuple[RecordTopic, ...]
    lacks: str
    begin: tuple[str, str]


def panel(asked: RecordAsked) -> TopicsOfRecord:
    """The topic she works on with its stages, and the others of these days, the newest first."""
    found = _topics(asked.person_id, asked.since, asked.until)
    now = next((one for one in found if one.topic.state in OPEN), None)
    log = now and on_topic(
        now.topic, now.stages, asked.today, has_left=now.has_left, most=ENTRIES_SHOWN
    )
    may_begin = now is None and _lacks_one(asked)
    return TopicsOfRecord(
        topic=_on_page(now) if now else None,
        stages=tuple(_stages(now.topic, now.stages)) if now else (),
        log=log,
        write_url=_write(now.topic) if now and log and log.is_writable else "",
        back=f"{address_with()}#log",
        others=tuple(_on_page(one) for one in reversed(found) if one is not now),
        lacks="Тема на год не выбрана" if may_begin else "Темы в работе нет",
        begin=_begin(asked) if may_begin else ("", ""),
    )


def _topics(person_id: int, since: date, until: date) -> list[FoundTopic]:
    """Her open topic and those of these years, with the stages of the open one: one statement."""
    said = {
        "person": person_id, "since": years.starts_in(since), "until": years.starts_in(until),
    }  # fmt: skip
    found: dict[int, FoundTopic] = {}
    rows = db.session.execute(_TOPICS, said)
    for topic, who, consent, left_on, first_year, changed_on, stage in rows:
        new = FoundTopic(topic, who, consent, left_on is not None, first_year, changed_on, [])
        known = found.setdefault(topic.id, new)
        if stage is not None:
            known.stages.append(stage)
    return list(found.values())


def _write(topic: Topic) -> str:
    return url_for("self_education.new_entry", topic_id=topic.id)


def _lacks_one(asked: RecordAsked) -> bool:
    """Whether she is a member without a topic of the present year."""
    said = {
        "person": asked.person_id,
        "present": years.starts_in(asked.today),
        "today": asked.today,
    }
    return db.session.scalar(_LACKS, said) is not None


def _begin(asked: RecordAsked) -> tuple[str, str]:
    if asked.is_own:
        return url_for("self_education.new"), "Выбрать"
    return url_for("self_education.new", person=asked.person_id), "Внести тему"


def _on_page(found: FoundTopic) -> RecordTopic:
    topic = found.topic
    return RecordTopic(
        title=topic.title,
        years=wording.years(topic.first_year, topic.last_year),
        url=url_for("self_education.topic", topic_id=topic.id),
        state=(wording.STATES[topic.state], *wording.LOOKS[topic.state]),
        progress=progress(found.stages) if topic.state is TopicState.RUNNING else None,
    )


def _stages(topic: Topic, stages: list[TopicStage]) -> Iterable[RecordStage]:
    done = sum(one.done_on is not None for one in stages)
    for place, one in enumerate(stages):
        if one.done_on is not None:
            stands = f"пройден {russian.day(one.done_on)}", "done", "check"
        elif topic.state is TopicState.RUNNING and place == done:
            stands = "идёт", "work", "progress"
        else:
            stands = "впереди", "", ""
        yield RecordStage(one.title, one.months, stands)


def proved_topics(person_id: int, since: date, until: date) -> list[ProvedTopic]:
    """The agreed topics of these days: what they are called, how far they are, who agreed."""
    return [
        ProvedTopic(
            id=one.topic.id,
            day=one.topic.agreed_on or one.topic.proposed_on,
            days=wording.years(_first_year(one), one.topic.last_year),
            words=f"{russian.quoted(one.topic.title)}: {_stands(one)}",
            source=_source(one),
            url=url_for("self_education.topic", topic_id=one.topic.id),
        )
        for one in _topics(person_id, since, until)
        if one.topic.state in PUBLIC and _is_of(one, since, until)
    ]


def _first_year(found: FoundTopic) -> int:
    """In which she began what it is called now."""
    changed = years.starts_in(found.changed_on) if found.changed_on else found.first_year
    return max(found.first_year, changed)


def proved_former(person_id: int, since: date, until: date) -> list[ProvedTopic]:
    """What she worked on, on some of these days, before the topic was changed for another."""
    return [
        ProvedTopic(
            id=one.id,
            day=begun,
            days=wording.days_of_former(one),
            words=f"{russian.quoted(one.title)}: сменена другой",
            source=wording.former(one, topic.person_id, who, changed_by),
            url=url_for("self_education.topic", topic_id=topic.id),
        )
        for one, topic, who, changed_by in db.session.execute(_FORMER, {"person": person_id})
        if (begun := one.agreed_on or years.days_of(topic.first_year)[0]) <= until
        and one.until >= since
    ]


def proved_reports(person_id: int, since: date, until: date) -> list[ProvedTopic]:
    """The written reports of her topics that were presented on these days.

    One that was only heard at a meeting is a talk, which the meetings tell of.
    """
    found = db.session.scalars(_REPORTS, {"person": person_id}).unique()
    return [
        ProvedTopic(
            id=report.id,
            day=day,
            days=russian.day(day),
            words=f"Отчёт по теме {russian.quoted(report.title)} "
            f"за {years.title(report.starts_in)} учебный год",
            source=wording.reported(report, report.title),
            url=url_for("self_education.topic", topic_id=report.topic_id),
        )
        for report in found
        if (day := report.submitted_on) and since <= day <= until
    ]


def _is_of(found: FoundTopic, since: date, until: date) -> bool:
    """Whether it was agreed by the last of these days, and its years have some of them."""
    topic = found.topic
    is_agreed = (topic.agreed_on or topic.proposed_on) <= until
    first, last = years.starts_in(since), years.starts_in(until)
    return is_agreed and _first_year(found) <= last and topic.last_year >= first


def _stands(found: FoundTopic) -> str:
    state = wording.STATES[found.topic.state].lower()
    if found.topic.state is not TopicState.RUNNING:
        return state
    return f"{state}, этап {wording.stage_of(*progress(found.stages))}"


def _source(found: FoundTopic) -> str:
    topic, who = found.topic, found.agreed_by
    if topic.agreed_on is None:
        return f"внесена {russian.day(topic.proposed_on)}"
    is_own = topic.agreed_by_id == topic.person_id
    return wording.consent(topic.agreed_on, found.consent or "", who, is_own=is_own)
