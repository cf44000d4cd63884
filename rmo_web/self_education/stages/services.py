"""Verbs of the stages of a topic."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select

from rmo_web.kernel.access import Actor
from rmo_web.kernel.db import db
from rmo_web.kernel.errors import Refused
from rmo_web.kernel.events import emit
from rmo_web.self_education import events, rules
from rmo_web.self_education.models import Topic, TopicStage
from rmo_web.self_education.rules import TopicStep
from rmo_web.self_education.services import must_know, stages_of


@dataclass(frozen=True, slots=True)
class StageWords:
    """What a stage says."""

    title: str
    months: str = ""
    content: str = ""
    result: str = ""
    reported_where: str = ""


def add(topic: Topic, told: StageWords, *, by: Actor, at: datetime, today: date) -> TopicStage:
    """One more stage, at the end. Refused for more than a topic can have."""
    if len(stages_of(topic)) >= rules.STAGES_MOST:
        raise Refused(f"Этапов уже {rules.STAGES_MOST}: уберите лишний.")
    last = db.session.scalar(select(func.max(TopicStage.position)).filter_by(topic_id=topic.id))
    stage = TopicStage(topic_id=topic.id, position=(last or 0) + 1, title=told.title)
    db.session.add(stage)
    keep(stage, topic, told, by=by, at=at, today=today)
    return stage


def keep(
    stage: TopicStage, topic: Topic, told: StageWords, *, by: Actor, at: datetime, today: date
) -> None:
    """What the stage says."""
    stage.title, stage.months, stage.content = told.title, told.months, told.content
    stage.result, stage.reported_where = told.result, told.reported_where
    _changed(topic, by, at, today)


def step_stage(
    stage: TopicStage, topic: Topic, *, is_up: bool, by: Actor, at: datetime, today: date
) -> None:
    """One place up or down among those that are not done; at the edge it stays."""
    ahead = [one for one in stages_of(topic) if one.done_on is None]
    if stage not in ahead:
        raise Refused("Этап уже пройден: его место не меняется.")
    place = ahead.index(stage)
    there = place - 1 if is_up else place + 1
    if 0 <= there < len(ahead):
        ahead[place], ahead[there] = ahead[there], ahead[place]
        places = sorted(one.position for one in ahead)
        for position, one in zip(places, ahead, strict=True):
            one.position = position
    _changed(topic, by, at, today)


def remove(stage: TopicStage, topic: Topic, *, by: Actor, at: datetime, today: date) -> None:
    """Take the stage out; it can be brought back. Refused for one that is done, and the last."""
    stages = stages_of(topic)
    ahead = sum(one.done_on is None for one in stages)
    rules.check_removal(ahead, is_done=stage.done_on is not None)
    stage.is_removed = True
    _changed(topic, by, at, today)


def bring_back(stage: TopicStage, topic: Topic, *, by: Actor, at: datetime, today: date) -> None:
    """The stage stands again where it was. Refused where there is no more room."""
    if len(stages_of(topic)) >= rules.STAGES_MOST:
        raise Refused(f"Этапов уже {rules.STAGES_MOST}: сначала уберите лишний.")
    stage.is_removed = False
    _changed(topic, by, at, today)


def _changed(topic: Topic, by: Actor, at: datetime, today: date) -> None:
    must_know(topic, TopicStep.DESCRIBE)
    topic.moved_on = today
    emit(events.StagesChanged(by=by.account_id, at=at, about=topic.id))
