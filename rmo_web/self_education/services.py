"""A topic is proposed, takes its steps, and is brought together with a near one."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from rmo_web.accounts.queries import is_only_leader
from rmo_web.kernel import search, years
from rmo_web.kernel.access import Actor
from rmo_web.kernel.db import db, of_id
from rmo_web.kernel.errors import Refused
from rmo_web.kernel.events import emit
from rmo_web.kernel.offered import backlog
from rmo_web.members import works
from rmo_web.members.models import Person
from rmo_web.members.rules import is_young
from rmo_web.self_education import events, rules
from rmo_web.self_education.hearing.wording import CONSENTS, TALKS
from rmo_web.self_education.models import (
    NearTopics,
    Topic,
    TopicReport,
    TopicStage,
    has_left,
    is_proved_now,
    is_spoken_of,
    own_first_year,
    telling,
)
from rmo_web.self_education.rules import LIFE, TopicParty, TopicState, TopicStep
from rmo_web.self_education.wording import STATES, has_another

STALE = "Тему тем временем изменили: посмотрите её ещё раз."


@dataclass(frozen=True, slots=True)
class NewTopic:
    """What is asked at first."""

    person_id: int
    title: str
    first_year: int
    last_year: int


def propose(told: NewTopic, *, by: Actor, at: datetime, today: date) -> Topic:
    """A topic with its usual stages, hers or, by whoever leads, in another one's name.

    Refused for who has one that is not over, and for who has left.
    """
    topic = put_down(told, by=by, at=at, today=today)
    fact = events.TopicEntered if topic.entered_by_id else events.TopicProposed
    emit(fact(by=by.account_id, at=at, about=topic.id))
    return topic


def put_down(told: NewTopic, *, by: Actor, at: datetime, today: date) -> Topic:
    """The same, for a deed that tells of it in words of its own."""
    person = _member(told.person_id, by)
    rules.check_years(told.first_year, told.last_year, present=years.starts_in(today))
    open_now = select(Topic.title).filter_by(person_id=person.id)
    if known := db.session.scalar(open_now.where(Topic.state.in_(rules.OPEN))):
        raise Refused(has_another(known))
    topic = Topic(
        person_id=person.id, title=told.title, stems=search.column(told.title),
        first_year=told.first_year, last_year=told.last_year, proposed_on=today, moved_on=today,
        entered_by_id=by.person_id if by.person_id != person.id else None,
    )  # fmt: skip
    db.session.add(topic)
    db.session.flush()
    usual = rules.usual_stages(
        is_beginner=is_young(person.library_since, person.is_marked_young, today)
    )
    for position, one in enumerate(usual, start=1):
        db.session.add(TopicStage(topic_id=topic.id, position=position, **one._asdict()))
    return topic


def _member(person_id: int, by: Actor) -> Person:
    """Whose topic it will be, held till the commit."""
    if not by.leads and person_id != by.person_id:
        raise Refused("За другого тему вносят руководитель или методист.", "person_id")
    person = of_id(Person, person_id) if person_id else None
    if person is None:
        raise Refused("Выберите, чья это тема.", "person_id")
    if person.left_on is not None:
        raise Refused("Этот участник вышел из состава: тему ему не внести.", "person_id")
    return person


def must_be_seen(topic: Topic, version: str, step: TopicStep) -> None:
    """Refused when the topic has changed since the page that was looked at, or has made it."""
    if str(topic.version) == version:
        return
    leads = LIFE.moves[step].leads
    has_made_it = topic.state in leads.values() and topic.state not in leads
    raise Refused(f"Тема уже {STATES[topic.state].lower()}." if has_made_it else STALE)


def take_step(topic: Topic, step: TopicStep, *, by: Actor, at: datetime, today: date) -> None:
    """A step of its life, and nothing else. Refused for a step that its state does not know."""
    if step is not TopicStep.WITHDRAW:
        must_be_held(topic)
    go(topic, step, by=by, at=at, today=today)


def go(topic: Topic, step: TopicStep, *, by: Actor, at: datetime, today: date) -> None:
    """The same where a paper takes the step, whoever has left since.

    What meetings are not to hear any more leaves the agendas that are still to be held.
    """
    before, topic.state = topic.state, LIFE.after(topic.state, step)
    topic.moved_on = today
    emit(events.MOVED[step](by=by.account_id, at=at, about=topic.id, step=step))
    if rules.ends_proposal(before, topic.state):
        backlog.leave(CONSENTS, [topic.id], by=by, at=at)
    if rules.ends_talk(before, topic.state, step):
        leave_talks(topic, by=by, at=at)


def leave_talks(
    topic: Topic, starts_in: int | None = None, *, by: Actor, at: datetime
) -> None:  # fmt: skip
    """Off the agendas of talks that are still to be held, or of this year alone; it is told."""
    for meeting in backlog.leave(TALKS, [topic.id], starts_in=starts_in, by=by, at=at):
        emit(
            events.TalkLeftAgenda(
                by=by.account_id, at=at, about=topic.id, meeting=meeting, title=topic.title
            )
        )


def must_know(topic: Topic, step: TopicStep) -> None:
    """Refused for a step that could not be taken now: nobody types what could not be kept."""
    if step is not TopicStep.WITHDRAW:
        must_be_held(topic)
    LIFE.after(topic.state, step)
    if rules.needs_later_year(topic.state, step):
        rules.check_goes_on(topic.first_year, topic.last_year)


def must_be_held(topic: Topic) -> None:
    """Refused when whose topic it is has left."""
    if has_left(topic):
        deed = "снять" if topic.state in rules.OPEN else "читать"
        raise Refused(f"Автор темы вышел из состава: её можно только {deed}.")


def move(topic: Topic, step: TopicStep, *, by: Actor, at: datetime, today: date) -> None:
    """A step that asks for nothing: agree, propose again, begin, to the next stage, back, finish.

    Nobody agrees to her own or ends it, but who alone leads: the topic says so then.
    """
    if LIFE.moves[step].who is TopicParty.LEADERS:
        is_own = topic.person_id == by.person_id
        rules.check_own(is_own=is_own, is_only_leader=is_own and is_only_leader(by), step=step)
    if step is TopicStep.FINISH:
        LIFE.after(topic.state, step)
        rules.check_proof(is_proved=is_proved_now(topic))
    take_step(topic, step, by=by, at=at, today=today)
    match step:
        case TopicStep.AGREE:
            topic.agreed_on, topic.agreed_by_id, topic.remark = today, by.person_id, ""
        case TopicStep.PROPOSE:
            topic.proposed_on = today
        case TopicStep.FINISH:
            topic.finished_on, topic.finished_by_id = today, by.person_id
        case TopicStep.WISH | TopicStep.UNWISH:
            rules.check_wish(is_heard=step is TopicStep.WISH and _is_heard(topic, today))
            topic.wishes_to_speak = step is TopicStep.WISH
        case TopicStep.ADVANCE | TopicStep.GO_BACK:
            _turn(stages_of(topic), step, today)


def _turn(stages: list[TopicStage], step: TopicStep, today: date) -> None:
    done = sum(one.done_on is not None for one in stages)
    if step is TopicStep.ADVANCE:
        rules.check_advance(done, len(stages))
        stages[done].done_on = today
    else:
        rules.check_going_back(done)
        stages[done - 1].done_on = None


def stages_of(topic: Topic) -> list[TopicStage]:
    """Its stages, without those that were removed: those that are done, then the others."""
    asked = select(TopicStage).filter_by(topic_id=topic.id, is_removed=False)
    in_order = TopicStage.done_on.is_(None), TopicStage.position, TopicStage.id
    return list(db.session.scalars(asked.order_by(*in_order)))


def report_of(topic: Topic, starts_in: int) -> TopicReport | None:
    """The report of this school year, once somebody has begun it."""
    asked = select(TopicReport).filter_by(topic_id=topic.id, starts_in=starts_in)
    found = db.session.scalars(asked.options(joinedload(TopicReport.hearings)))
    return found.unique().one_or_none()


def report_begun(topic: Topic, starts_in: int) -> TopicReport:
    """The same, begun where nobody has."""
    report = report_of(topic, starts_in)
    if report is None:
        report = TopicReport(topic_id=topic.id, starts_in=starts_in, hearings=[])
        db.session.add(report)
        db.session.flush()
    return report


def _is_heard(topic: Topic, today: date) -> bool:
    """Whether a meeting of the present school year has heard of it."""
    present = years.starts_in(today)
    year = rules.year_of_talk(own_first_year(topic), topic.last_year, present)
    found = select(Topic.id).where(Topic.id == topic.id, is_spoken_of(year))
    return db.session.scalar(found) is not None


def weigh(topic: Topic, *, by: Actor, at: datetime, today: date) -> None:
    """What shows that the topic has ended was changed: without any it is not confirmed."""
    losing = {TopicState.FINISHED: TopicStep.LOSE, TopicState.UNCONFIRMED: TopicStep.REGAIN}
    step = losing.get(topic.state)
    if step is not None and is_proved_now(topic) is (step is TopicStep.REGAIN):
        go(topic, step, by=by, at=at, today=today)


def bring_together(
    topic: Topic, other: Topic, *, by: Actor, at: datetime, today: date
) -> None:  # fmt: skip
    """Their authors hear of each other, once; her own topic she may tell of before it is agreed.

    Refused when they have heard, for titles that are not near, for a topic whose title is not to
    be seen yet, and for one that nobody works on.
    """
    first, second = sorted((topic.id, other.id))
    told_of = {other.state} if topic.person_id == by.person_id else {topic.state, other.state}
    if not {topic.state, other.state} <= rules.OPEN or has_left(topic) or has_left(other):
        raise Refused("Над одной из тем уже не работают: сообщать не о чем.")
    if first == second or not told_of <= rules.PUBLIC:
        raise Refused("О темах сообщают, когда обе согласованы.")
    if not rules.are_near(telling(topic.stems), telling(other.stems)):
        raise Refused("Эти темы не близки: сообщать не о чем.")
    # To others it is not to be known who is away: for them she stands as if she were here.
    if by.leads and works.away(today, (topic.person_id, other.person_id)):
        raise Refused("Автор одной из тем временно не работает: сообщите, когда вернётся.")
    if db.session.scalar(select(NearTopics.id).filter_by(first_id=first, second_id=second)):
        raise Refused("Об этом уже сообщили: второе уведомление не нужно.")
    db.session.add(NearTopics(first_id=first, second_id=second, told_on=today))
    emit(events.BroughtTogether(by=by.account_id, at=at, about=topic.id, other_id=other.id))
