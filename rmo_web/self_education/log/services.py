"""Verbs of a topic's log: whatever is done with it moves the topic on."""

from collections.abc import Collection
from datetime import date, datetime

from sqlalchemy import update

from rmo_web.household.entries import services as entries
from rmo_web.household.entries.models import Entry
from rmo_web.household.entries.services import NewEntry
from rmo_web.kernel.access import Actor
from rmo_web.kernel.db import db
from rmo_web.self_education.log.rules import OWNER, check_log
from rmo_web.self_education.models import Topic, has_left
from rmo_web.self_education.rules import TopicState, TopicStep
from rmo_web.self_education.services import go


def must_take(topic: Topic) -> None:
    """Refused for a topic whose log can only be read."""
    check_log(topic.state, has_left=has_left(topic))


def write(topic: Topic, told: NewEntry, *, by: Actor, at: datetime, today: date) -> Entry:
    """An entry in the log of the topic, hers or in her name; work on what is agreed has begun."""
    must_take(topic)
    entry = entries.add(OWNER, topic.id, told, by=by, at=at, today=today)
    if topic.state is TopicState.AGREED:
        go(topic, TopicStep.BEGIN, by=by, at=at, today=today)
    _moved(topic, today)
    return entry


def keep(
    entry: Entry, topic: Topic, told: NewEntry, *, without: Collection[int], by: Actor,
    at: datetime, today: date,
) -> None:  # fmt: skip
    """What the entry says now, `without` these of its files."""
    must_take(topic)
    entries.keep(entry, told, without=without, by=by, at=at, today=today)
    _moved(topic, today)


def remove(entry: Entry, topic: Topic, *, by: Actor, at: datetime, today: date) -> None:
    """Take it out; it can be brought back."""
    must_take(topic)
    entries.remove(entry, by=by, at=at)
    _moved(topic, today)


def restore(entry: Entry, topic: Topic, *, by: Actor, at: datetime, today: date) -> None:
    """Bring it back as it was."""
    must_take(topic)
    entries.restore(entry, by=by, at=at)
    _moved(topic, today)


def _moved(topic: Topic, today: date) -> None:
    # Past the version: the buttons of the page on which an entry was written go on working.
    this = update(Topic).where(Topic.id == topic.id, Topic.moved_on < today)
    db.session.execute(this.values(moved_on=today))
