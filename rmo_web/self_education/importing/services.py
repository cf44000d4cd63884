"""Topics of the head's table are entered as they were shown."""

from datetime import date, datetime

from rmo_web.kernel.access import Actor
from rmo_web.kernel.events import emit
from rmo_web.self_education.events import TopicBrought
from rmo_web.self_education.importing.rules import BroughtTable, BroughtTopic
from rmo_web.self_education.rules import LIFE, TopicStep
from rmo_web.self_education.services import NewTopic, put_down, stages_of


def enter(table: BroughtTable, *, by: Actor, at: datetime, today: date) -> None:
    """Every topic that is new, in the caller's transaction."""
    for row in table.rows:
        if row.topic is not None:
            _enter(row.topic, by, at, today)


def _enter(told: BroughtTopic, by: Actor, at: datetime, today: date) -> None:
    new = NewTopic(told.person_id, told.title, told.first_year, told.last_year)
    topic = put_down(new, by=by, at=at, today=today)
    topic.product = told.product
    if told.is_agreed:
        topic.state = LIFE.after(topic.state, TopicStep.AGREE)
        topic.agreed_on, topic.agreed_by_id = today, by.person_id
    stages = stages_of(topic)
    if told.is_running:
        topic.state = LIFE.after(topic.state, TopicStep.BEGIN)
        for one in stages[: told.stage or 0]:
            one.done_on = today
    stages[told.stage or 0].reported_where = told.reported_where
    emit(TopicBrought(by=by.account_id, at=at, about=topic.id))
