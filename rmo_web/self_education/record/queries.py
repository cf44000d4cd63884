"""A person's topics in her record: the one she works on, and what of them is agreed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from flask import url_for
from sqlalchemy import Date, Integer, and_, bindparam, or_, select

from rmo_web.kernel import russian, years
from rmo_web.kernel.db import db
from rmo_web.kernel.offered.record import RecordAsked
from rmo_web.members.models import Person
from rmo_web.self_education import wording
from rmo_web.self_education.models import Topic, TopicStage
from rmo_web.self_education.queries import Progress, progress, stages_of, without_topic
from rmo_web.self_education.rules import OPEN, PUBLIC, TopicState

_PERSON = bindparam("person", type_=Integer)
_SINCE, _UNTIL = bindparam("since", type_=Integer), bindparam("until", type_=Integer)
_TOPICS = (
    select(Topic, Person.initials)
    .outerjoin(Person, Person.id == Topic.agreed_by_id)
    .where(
        Topic.person_id == _PERSON,
        or_(
            Topic.state.in_(OPEN),
            and_(Topic.first_year <= _UNTIL, Topic.last_year >= _SINCE),
        ),
    )
    .order_by(Topic.last_year, Topic.id)
)
_PRESENT = bindparam("present", type_=Integer)
_TODAY = bindparam("today", type_=Date)
_LACKS = select(Person.id).where(Person.id == _PERSON, without_topic(_PRESENT, _TODAY))


class RecordStage(NamedTuple):
    """A stage of the topic she works on; `stands` says how far it is."""

    title: str
    months: str
    stands: tuple[str, str, str]  # word, look, icon


class RecordTopic(NamedTuple):
    """A topic of hers on her page."""

    title: str
    years: str
    url: str
    state: tuple[str, str, str]
    progress: Progress | None


class ProvedTopic(NamedTuple):
    """An agreed topic as the extract says it."""

    id: int
    day: date
    years: str
    words: str
    source: str
    url: str


@dataclass(frozen=True, slots=True)
class TopicsOfRecord:
    """Her topics on her page; where she has none, what can be done about it, and where."""

    topic: RecordTopic | None
    stages: tuple[RecordStage, ...]
    others: tuple[RecordTopic, ...]
    lacks: str
    begin: tuple[str, str]


def panel(asked: RecordAsked) -> TopicsOfRecord:
    """The topic she works on with its stages, and the others of these days, the newest first."""
    found = [topic for topic, _ in _topics(asked.person_id, asked.since, asked.until)]
    now = next((one for one in found if one.state in OPEN), None)
    stages = stages_of([now.id])[now.id] if now else []
    may_begin = now is None and _lacks_one(asked)
    return TopicsOfRecord(
        topic=_on_page(now, stages) if now else None,
        stages=tuple(_stages(now, stages)) if now else (),
        others=tuple(_on_page(one) for one in reversed(found) if one is not now),
        lacks="Тема на год не выбрана" if may_begin else "Темы в работе нет",
        begin=_begin(asked) if may_begin else ("", ""),
    )


def _topics(person_id: int, since: date, until: date) -> list[tuple[Topic, str | None]]:
    said = {
        "person": person_id, "since": years.starts_in(since), "until": years.starts_in(until),
    }  # fmt: skip
    return [(topic, who) for topic, who in db.session.execute(_TOPICS, said)]


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


def _on_page(topic: Topic, stages: list[TopicStage] | None = None) -> RecordTopic:
    is_running = topic.state is TopicState.RUNNING
    return RecordTopic(
        title=topic.title,
        years=wording.years(topic.first_year, topic.last_year),
        url=url_for("self_education.topic", topic_id=topic.id),
        state=(wording.STATES[topic.state], *wording.LOOKS[topic.state]),
        progress=progress(stages) if is_running and stages else None,
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
    found = [
        (topic, who)
        for topic, who in _topics(person_id, since, until)
        if topic.state in PUBLIC and _is_of(topic, since, until)
    ]
    running = [topic.id for topic, _ in found if topic.state is TopicState.RUNNING]
    stages = stages_of(running)
    return [
        ProvedTopic(
            id=topic.id,
            day=topic.agreed_on or topic.proposed_on,
            years=wording.years(topic.first_year, topic.last_year),
            words=f"{russian.quoted(topic.title)}: {_stands(topic, stages[topic.id])}",
            source=_source(topic, who),
            url=url_for("self_education.topic", topic_id=topic.id),
        )
        for topic, who in found
    ]


def _is_of(topic: Topic, since: date, until: date) -> bool:
    """Whether it was agreed by the last of these days, and its years have some of them."""
    is_agreed = (topic.agreed_on or topic.proposed_on) <= until
    first, last = years.starts_in(since), years.starts_in(until)
    return is_agreed and topic.first_year <= last and topic.last_year >= first


def _stands(topic: Topic, stages: list[TopicStage]) -> str:
    state = wording.STATES[topic.state].lower()
    return f"{state}, этап {wording.stage_of(*progress(stages))}" if stages else state


def _source(topic: Topic, who: str | None) -> str:
    if topic.agreed_on is None:
        return f"внесена {russian.day(topic.proposed_on)}"
    day = russian.day(topic.agreed_on)
    if topic.agreed_by_id == topic.person_id:
        return f"внесена {day} без согласования другими"
    return f"согласована {day}" + (f", {who}" if who else "")
