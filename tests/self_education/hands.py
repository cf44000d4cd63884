"""Topics of these accounts, as their authors and leaders bring them so far."""

from sqlalchemy import select

from rmo_web.household.notices import Notice
from rmo_web.kernel import years
from rmo_web.kernel.db import db, saving
from rmo_web.self_education.models import Topic
from rmo_web.self_education.rules import TopicStep
from rmo_web.self_education.services import NewTopic, move, propose
from tests.makers import TODAY

TITLE = "Семейное чтение"
PRESENT = years.starts_in(TODAY)


def proposed(make, account, title=TITLE, *, person=None, today=TODAY, first=None, last=None):
    """A topic of this account, or of a person in whose name it is put down."""
    first = first or years.starts_in(today)
    told = NewTopic((person or account).id if person else account.person_id, title, first,
                    last or first)  # fmt: skip
    with saving():
        return propose(told, by=make.actor(account), at=make.at, today=today)


def step(make, topic, name, account, today=TODAY):
    with saving():
        move(make.again(topic), name, by=make.actor(account), at=make.at, today=today)
    return make.again(topic)


def agreed(make, account, title=TITLE, *, by, **more):
    topic = proposed(make, account, title, **more)
    return step(make, topic, TopicStep.AGREE, by, more.get("today", TODAY))


def running(make, account, title=TITLE, *, by, **more):
    topic = agreed(make, account, title, by=by, **more)
    return step(make, topic, TopicStep.BEGIN, account, more.get("today", TODAY))


def press(client, topic, name):
    """The button of this step, as the page of the topic has it now."""
    said = {"step": name, "version": topic.version}
    return client.post(f"/self-education/{topic.id}/move", data=said)


def told_to(account):
    """What stands in the person's list of notices."""
    told = select(Notice.text).filter_by(account_id=account.id).order_by(Notice.id)
    return list(db.session.scalars(told))


def topics():
    return list(db.session.scalars(select(Topic).order_by(Topic.id)))
