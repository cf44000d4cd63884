"""What several pages ask of topics: their stages, near ones, who has none."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, bindparam, case, exists, func, or_, select
from sqlalchemy.orm import joinedload

from rmo_web.accounts.models import Account
from rmo_web.kernel import search
from rmo_web.kernel.db import db
from rmo_web.members import works
from rmo_web.members.models import Person
from rmo_web.members.queries import IN_ASSOCIATION
from rmo_web.self_education import rules
from rmo_web.self_education.models import (
    NearTopics,
    Topic,
    TopicReport,
    TopicStage,
    has_report_in,
    is_given,
    is_proved,
    telling,
)
from rmo_web.self_education.rules import MOVING, OPEN, PUBLIC, REPORTED, TopicState

NEAR_READ, NEAR_SHOWN = 30, 3
# An open topic of who has left is nobody's: it is not counted, and waits for nobody.
IS_HELD = Person.left_on.is_(None) | Topic.state.not_in(OPEN)
IS_COUNTED = Topic.state.in_({TopicState.RUNNING, *REPORTED})


class Progress(NamedTuple):
    """How far a topic is: stages done, of how many, and the one it is at."""

    done: int
    of: int
    title: str


@dataclass(frozen=True, slots=True)
class NearRow:
    """A near topic of another member, as everybody may see it."""

    id: int
    title: str
    who: str
    school: str
    is_over: bool
    may_be_told: bool  # who works on it now can sign in, and has not been told


def in_year(starts_in: Any) -> ColumnElement[bool]:
    """Whether the topic's years have this school year; the year is a number or a column."""
    return and_(Topic.first_year <= starts_in, Topic.last_year >= starts_in)


def has_topic_in(starts_in: Any) -> ColumnElement[bool]:
    """Whether the `Person` of the statement has a topic of this year that was not withdrawn.

    Nobody chooses another before the one that is open has ended, of whatever year it is.
    """
    is_of_year = and_(in_year(starts_in), Topic.state != TopicState.WITHDRAWN)
    topic = exists().where(Topic.person_id == Person.id, or_(is_of_year, Topic.state.in_(OPEN)))
    return topic.correlate(Person)


def without_topic(starts_in: Any, day: Any) -> ColumnElement[bool]:
    """Whether the `Person` of the statement, a member and at work, has no topic of this year."""
    return IN_ASSOCIATION & ~has_topic_in(starts_in) & ~works.is_away(Person.id, day)


def is_still(since: Any, day: Any) -> ColumnElement[bool]:
    """Whether nobody has moved the topic on since that day, though who leads it is at work."""
    return stood_still(since) & _is_at_work(day)


def stood_still(since: Any) -> ColumnElement[bool]:
    """The same, whoever is away."""
    return and_(Topic.state.in_(MOVING), Topic.moved_on < since)


def has_reported_in(starts_in: Any) -> ColumnElement[bool]:
    """Whether the topic has reported at all, or of this year and goes on, be it as another."""
    of_year = and_(Topic.state.in_(OPEN), has_report_in(starts_in))
    return or_(Topic.state.in_(REPORTED), of_year)


def is_unreported(starts_in: Any, day: Any) -> ColumnElement[bool]:
    """Whether she who is at work on it, in this of its years too, has not reported of it."""
    return lacks_report_in(starts_in) & _is_at_work(day)


def lacks_report_in(starts_in: Any) -> ColumnElement[bool]:
    """The same, whoever is away."""
    return and_(
        Topic.state == TopicState.RUNNING, in_year(starts_in), ~has_report_in(starts_in)
    )  # fmt: skip


def _is_at_work(day: Any) -> ColumnElement[bool]:
    """Of a statement with the topic's `Person`: who has left is nowhere missing."""
    return Person.left_on.is_(None) & ~works.is_away(Topic.person_id, day)


def is_to_agree(me: Any) -> ColumnElement[bool]:
    """Whether the topic waits for the consent of this leader: her own, and of who left, do not."""
    return and_(Topic.state == TopicState.PROPOSED, _is_of_another(me))


def is_to_finish(me: Any) -> ColumnElement[bool]:
    """Whether this leader can end the topic: it has reported, and has what shows it."""
    return and_(Topic.state == TopicState.REPORTED, is_proved(), _is_of_another(me))


def _is_of_another(me: Any) -> ColumnElement[bool]:
    return and_(Topic.person_id != me, Person.left_on.is_(None))


def reports_of(topic_ids: Collection[int], starts_in: int | None) -> dict[int, TopicReport]:
    """The report that each of these topics has given, of this year, else the last of any."""
    given = select(TopicReport).where(TopicReport.topic_id.in_(topic_ids), is_given())
    asked = given.options(joinedload(TopicReport.hearings))
    if starts_in is not None:
        asked = asked.where(TopicReport.starts_in == starts_in)
    found = db.session.scalars(asked.order_by(TopicReport.starts_in)).unique()
    return {one.topic_id: one for one in found}


def stages_of(topic_ids: Collection[int]) -> dict[int, list[TopicStage]]:
    """Their stages in their order: those that are done, then the others."""
    found = db.session.scalars(
        select(TopicStage)
        .where(TopicStage.topic_id.in_(topic_ids), ~TopicStage.is_removed)
        .order_by(*_IN_ORDER)
    )
    stages: dict[int, list[TopicStage]] = defaultdict(list)
    for one in found:
        stages[one.topic_id].append(one)
    return stages


def progress(stages: Sequence[Any]) -> Progress:
    """How far these stages are."""
    done = sum(one.done_on is not None for one in stages)
    return Progress(done, len(stages), stages[min(done, len(stages) - 1)].title)


def progress_of(topic_ids: Collection[int]) -> dict[int, Progress]:
    """How far each of these topics is."""
    found = db.session.execute(_PROGRESS, {"topics": list(topic_ids)})
    return {topic_id: Progress(*so_far) for topic_id, *so_far in found}


def _of_stages(asked: Any) -> Select[Any]:
    stages = select(asked).where(TopicStage.topic_id == Topic.id, ~TopicStage.is_removed)
    return stages.correlate(Topic)


_IN_ORDER = TopicStage.done_on.is_(None), TopicStage.position, TopicStage.id
_IS_DONE = TopicStage.done_on.is_not(None)
# The first that is not done, else the last that is.
_AT = _of_stages(TopicStage.title).order_by(
    _IS_DONE, *(case((_IS_DONE, -one), else_=one) for one in (TopicStage.position, TopicStage.id))
)
# Of the `Topic` of a statement what `Progress` has.
PROGRESS = tuple(
    one.scalar_subquery()
    for one in (
        _of_stages(func.count(TopicStage.done_on)), _of_stages(func.count()), _AT.limit(1)
    )
)  # fmt: skip
_PROGRESS = select(Topic.id, *PROGRESS).where(Topic.id.in_(bindparam("topics", expanding=True)))


def near(title: str, person_id: int, today: date, *, topic_id: int = 0) -> list[NearRow]:
    """Topics that all may see and that speak of the same, the nearest first.

    They are of other members; of the topic that is named, those whose authors know of it are told.
    """
    told = telling(search.column(title))
    if not told:
        return []
    likeness = search.hits(told, (Topic.stems, 1))
    pair = _are_told(topic_id)
    found = db.session.execute(
        select(Topic.id, Topic.title, Topic.stems, Topic.person_id, Topic.state,
               Person.initials, pair, _may_sign_in())
        .join(Person, Person.id == Topic.person_id)
        .where(Topic.state.in_(PUBLIC), Person.left_on.is_(None), likeness > 0)
        .where(Topic.person_id != person_id)
        .order_by(likeness.desc(), Topic.id)
        .limit(NEAR_READ)
    )  # fmt: skip
    rows = [one for one in found if rules.are_near(told, telling(one.stems))][:NEAR_SHOWN]
    return list(_near_rows(rows, today))


def _are_told(topic_id: int) -> ColumnElement[bool]:
    one_way = (NearTopics.first_id == topic_id) & (NearTopics.second_id == Topic.id)
    other_way = (NearTopics.second_id == topic_id) & (NearTopics.first_id == Topic.id)
    return exists().where(or_(one_way, other_way)).correlate(Topic)


def _may_sign_in() -> ColumnElement[bool]:
    return exists().where(Account.person_id == Topic.person_id, Account.is_active).correlate(Topic)


def _near_rows(rows: list[Any], today: date) -> Iterable[NearRow]:
    places = works.places(today, [one.person_id for one in rows]) if rows else {}
    for number, title, _, person_id, state, who, is_told, may_sign_in in rows:
        _, school = works.post_and_school(places[person_id])
        is_over = state not in OPEN
        may_be_told = may_sign_in and not is_told and not is_over
        yield NearRow(number, title, who, school, is_over, may_be_told)


def has_open_topic(person_id: int) -> bool:
    """Whether she has a topic that is not over."""
    asked = select(Topic.id).where(Topic.person_id == person_id, Topic.state.in_(OPEN))
    return db.session.scalar(asked.limit(1)) is not None
