"""Whom each fact of a topic concerns, and in what words."""

from rmo_web.accounts.telling import LEADERS, apart, persons, tell, tell_of
from rmo_web.kernel import russian
from rmo_web.kernel.db import db
from rmo_web.kernel.events import Happened, on
from rmo_web.members.models import Person
from rmo_web.self_education.events import (
    BroughtTogether,
    Reminded,
    StagesChanged,
    TopicEntered,
    TopicMoved,
    TopicProposed,
)
from rmo_web.self_education.models import Topic
from rmo_web.self_education.rules import TopicStep, reminded_on
from rmo_web.self_education.wording import DEEDS

_TO_HER = {
    TopicStep.AGREE: "Ваша тема самообразования согласована: {title}",
    TopicStep.SEND_BACK: "Ваша тема самообразования возвращена с замечанием: {title}",
    TopicStep.WITHDRAW: "Ваша тема самообразования снята: {title}",
}
_TO_LEADERS = {
    TopicStep.PROPOSE: "Тема предложена снова: {who}",
    TopicStep.CHANGE: "Тема сменена, согласуйте новую: {who}",
    TopicStep.WITHDRAW: "Тема снята: {who}",
}


@on(TopicProposed)
def of_a_proposal(fact: TopicProposed) -> None:
    """A proposal is for who may agree to it."""
    _tell_leaders(fact, "Предложена тема самообразования: {who}")


@on(TopicEntered)
def of_an_entry(fact: TopicEntered) -> None:
    """Who had a topic written down in her name can correct it; the other leader may agree."""
    _tell_her(fact, "За вас внесена тема самообразования: {title}. Проверьте её")
    _tell_leaders(fact, "Предложена тема самообразования: {who}")


@on(TopicMoved)
def of_a_step(fact: TopicMoved) -> None:
    """A step is for her where another one took it, and for who has to agree."""
    with apart():  # that somebody agreed stands, whatever becomes of the notice
        _tell_her(fact, _TO_HER.get(fact.step, f"В вашей теме: {DEEDS[fact.step]}. {{title}}"))
        if words := _TO_LEADERS.get(fact.step):
            _tell_leaders(fact, words)


@on(StagesChanged)
def of_stages(fact: StagesChanged) -> None:
    """Whose stages another one has changed hears of it once a day."""
    topic = _topic(fact)
    text = f"В вашей теме изменены этапы: {russian.quoted(topic.title)}"
    cause = f"self_education.stages.{topic.id}.{fact.at.date()}"
    whom = persons(topic.person_id)
    tell(whom, text, _page(topic), cause=cause, at=fact.at, but=fact.by)


@on(BroughtTogether)
def of_near_topics(fact: BroughtTogether) -> None:
    """Each of two hears the name of the other and both titles, but for who has offered it."""
    topic, other = _topic(fact), db.session.get_one(Topic, fact.other_id)
    for one, near in ((topic, other), (other, topic)):
        who = db.session.get_one(Person, near.person_id).initials
        titles = f"{russian.quoted(near.title)} и ваша {russian.quoted(one.title)}"
        text = f"Можно работать вместе: {who}, близкие темы {titles}"
        tell_of(fact, persons(one.person_id), text, _page(one))


@on(Reminded)
def of_a_reminder(fact: Reminded) -> None:
    """Those who are reminded, once a day of the same."""
    whom, cause = persons(*fact.people), reminded_on(fact.day)
    tell(whom, fact.text, "/self-education/mine", cause=cause, at=fact.at)


def _topic(fact: Happened) -> Topic:
    return db.session.get_one(Topic, fact.about)


def _page(topic: Topic) -> str:
    return f"/self-education/{topic.id}"


def _tell_her(fact: Happened, words: str) -> None:
    topic = _topic(fact)
    text = words.format(title=russian.quoted(topic.title))
    tell_of(fact, persons(topic.person_id), text, _page(topic))


def _tell_leaders(fact: Happened, words: str) -> None:
    topic = _topic(fact)
    who = db.session.get_one(Person, topic.person_id).initials
    tell_of(fact, LEADERS & ~persons(topic.person_id), words.format(who=who), _page(topic))
