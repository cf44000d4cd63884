"""The page of a topic."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from flask import url_for
from sqlalchemy import Row, select
from sqlalchemy.orm import aliased

from rmo_web.accounts.queries import is_only_leader
from rmo_web.kernel import russian, years
from rmo_web.kernel.access import Actor
from rmo_web.kernel.db import db
from rmo_web.kernel.offered.waiting import Deed
from rmo_web.kernel.urls import local_or
from rmo_web.members import works
from rmo_web.members.models import Person
from rmo_web.self_education import rules, wording
from rmo_web.self_education.access import is_hers, parties
from rmo_web.self_education.hearing.queries import speaks_at
from rmo_web.self_education.log.queries import TopicLog, on_topic
from rmo_web.self_education.models import (
    FormerTitle,
    Topic,
    TopicStage,
    consent_of,
    is_proved_now,
    own_first_year,
)
from rmo_web.self_education.paper.queries import lacking, of_card
from rmo_web.self_education.product.queries import ProductBox, product
from rmo_web.self_education.queries import (
    NearRow,
    Progress,
    near,
    progress,
    stages_of,
)
from rmo_web.self_education.report.queries import YearReportRow, of_years
from rmo_web.self_education.rules import LIFE, OPEN, TopicParty, TopicState, TopicStep

_MAIN = (TopicStep.AGREE, TopicStep.FINISH, TopicStep.PROPOSE, TopicStep.BEGIN, TopicStep.ADVANCE)
_ENDED = frozenset({TopicState.FINISHED, TopicState.UNCONFIRMED})


@dataclass(frozen=True, slots=True)
class StageRow:
    id: int
    number: int
    title: str
    months: str
    texts: tuple[tuple[str, str], ...]
    done_on: str
    is_current: bool
    may_change: bool
    goes: tuple[tuple[str, str], ...]  # where it may be moved, with the words of the button
    may_be_removed: bool


@dataclass(frozen=True, slots=True)
class TopicPage:
    id: int
    title: str
    who: str
    school: str
    years: str
    state: tuple[str, str, str]  # word, look, icon
    progress: Progress | None  # of a topic that is in work
    said: tuple[str, ...]
    remark: str
    facts: tuple[tuple[str, str], ...]
    lacks: tuple[str, ...]  # what the individual plan would leave blank
    card_lacks: tuple[str, ...]
    card_url: str
    stages: tuple[StageRow, ...]
    removed: tuple[tuple[int, str], ...]
    former: tuple[tuple[str, str], ...]
    near: tuple[NearRow, ...]
    primary: Deed | None
    deeds: tuple[Deed, ...]
    may_fill: bool
    may_add_stage: bool
    product: ProductBox
    reports: tuple[YearReportRow, ...]
    speaks: tuple[str, str] | None  # the meeting on whose agenda she stands, and its address
    lacks_proof: str
    consent: tuple[str, str]  # the minutes that agree to it, and where they are read
    log: TopicLog


def topic_page(topic: Topic, actor: Actor, today: date) -> TopicPage:
    """All of a topic, and what this person may do with it."""
    stages = stages_of([topic.id])[topic.id]
    people = _people(topic)
    owner, places = people[topic.person_id], works.places(today, [topic.person_id])
    hers = places[topic.person_id]
    deeds = _deeds(topic, actor, stages, has_left=owner.left_on is not None)
    steps = () if owner.left_on else LIFE.steps(topic.state, parties(actor, topic))
    former = _former(topic)
    titles = [one for one, *_ in former]
    reports = tuple(of_years(topic, titles, today, may_write=TopicStep.WRITE in steps))
    present = years.starts_in(today)
    spoken_of = rules.year_of_talk(own_first_year(topic, titles), topic.last_year, present)
    if any(one.is_spoken_of for one in reports if one.starts_in == spoken_of):
        deeds.pop(TopicStep.WISH, None)
    main = next((one for one in _MAIN if one in deeds), None)
    is_main = main in {TopicStep.AGREE, TopicStep.FINISH} or is_hers(actor, topic)
    primary = deeds.pop(main) if main and is_main else None
    may_fill = deeds.pop(TopicStep.DESCRIBE, None) is not None
    facts, consent = _facts(topic), _consent(topic)
    box, lacks_proof = product(topic, may_bring=TopicStep.BRING in steps), _lacks_proof(topic)
    if primary is None and is_hers(actor, topic):
        primary = _next_place(topic, reports, may_prove=box.may_bring and bool(lacks_proof))
    return TopicPage(
        id=topic.id,
        title=topic.title,
        who=owner.name.full,
        school=works.post_and_school(hers)[1],
        years=wording.years(topic.first_year, topic.last_year),
        state=(wording.STATES[topic.state], *wording.LOOKS[topic.state]),
        progress=progress(stages) if topic.state is TopicState.RUNNING else None,
        said=tuple(_said(topic, people, has_consent=bool(consent[0]))),
        remark=topic.remark,
        facts=tuple((name, value) for name, value in facts if value),
        lacks=lacking(facts) if may_fill else (),
        card_lacks=lacking(of_card(owner, hers)),
        card_url=url_for("members.card", person_id=owner.id),
        stages=tuple(_stage_rows(topic, stages, may_change=may_fill)),
        removed=_removed(topic) if may_fill else (),
        former=tuple(
            (one.title, wording.former(one, topic.person_id, who, changed_by))
            for one, who, changed_by in former
        ),
        near=_near(topic, actor, today),
        primary=primary,
        deeds=tuple(deeds.values()),
        may_fill=may_fill,
        may_add_stage=may_fill and len(stages) < rules.STAGES_MOST,
        product=box,
        reports=reports,
        speaks=speaks_at(topic, today),
        lacks_proof=lacks_proof,
        consent=consent,
        log=on_topic(topic, stages, today, has_left=owner.left_on is not None),
    )


def _people(topic: Topic) -> dict[int, Person]:
    """Whose it is, who agreed, and who wrote it down in her name."""
    wanted = {
        topic.person_id, topic.agreed_by_id or 0, topic.entered_by_id or 0,
        topic.finished_by_id or 0,
    }  # fmt: skip
    found = db.session.scalars(select(Person).where(Person.id.in_(wanted)))
    return {one.id: one for one in found}


def _deeds(
    topic: Topic, actor: Actor, stages: Sequence[TopicStage], *, has_left: bool
) -> dict[TopicStep, Deed]:
    """The buttons of this state, without those that could not work."""
    whose = set(parties(actor, topic))
    if is_hers(actor, topic) and is_only_leader(actor):
        whose.add(TopicParty.LEADERS)
    known = LIFE.steps(topic.state, whose)
    steps = [one for one in known if LIFE.moves[one].words and one in rules.ON_ITS_PAGE]
    can = (one for one in steps if _works(topic, one, actor, stages, has_left=has_left))
    return {one: _deed(topic, one) for one in can}


def _works(
    topic: Topic, step: TopicStep, actor: Actor, stages: Sequence[TopicStage], *, has_left: bool
) -> bool:
    done = sum(one.done_on is not None for one in stages)
    if has_left and step is not TopicStep.WITHDRAW:
        return False
    match step:
        case TopicStep.FINISH:
            return is_proved_now(topic)
        case TopicStep.WISH:
            return not topic.wishes_to_speak
        case TopicStep.UNWISH:
            return topic.wishes_to_speak
        case TopicStep.SEND_BACK:
            return not is_hers(actor, topic)
        case TopicStep.ADVANCE:
            return done + 1 < len(stages)
        case TopicStep.GO_BACK:
            return done > 0
        case _ if rules.needs_later_year(topic.state, step):
            return bool(rules.later_years(topic.first_year, topic.last_year))
    return True


def _deed(topic: Topic, step: TopicStep) -> Deed:
    words = LIFE.moves[step].words
    if step in rules.BY_PRESS:
        url = url_for("self_education.move", topic_id=topic.id)
        return Deed(words, url, (("step", step.value), ("version", str(topic.version))))
    return Deed(words, url_for(f"self_education.{step.value}", topic_id=topic.id), opens=True)


def _consent(topic: Topic) -> tuple[str, str]:
    """The first minutes that agree to it, and where they are read."""
    found = consent_of(topic)
    return (found.words, local_or(found.url, "")) if found else ("", "")


def _next_place(topic: Topic, reports: Sequence[YearReportRow], *, may_prove: bool) -> Deed | None:
    """Where on her page she goes on when nothing is left but the report, or what proves it."""
    if may_prove:
        url = url_for("self_education.bring_product", topic_id=topic.id)
        return Deed("Приложить продукт", url, opens=True)
    if topic.state is TopicState.RUNNING and any(one.may_write for one in reports):
        place = url_for("self_education.topic", topic_id=topic.id, _anchor="reports")
        return Deed("Перейти к отчёту", place, opens=True)
    return None


def _said(
    topic: Topic, people: Mapping[int, Person], *, has_consent: bool
) -> Iterator[str]:  # fmt: skip
    """What was done with it, when and by whom."""
    yield f"предложена {russian.day_in_words(topic.proposed_on)}"
    if topic.entered_by_id:
        yield wording.entered_by(people[topic.entered_by_id].initials)
    if topic.agreed_on and topic.agreed_by_id is None and not has_consent:
        yield wording.NO_CONSENT
    if topic.agreed_on and topic.agreed_by_id:
        day = russian.day_in_words(topic.agreed_on)
        if topic.agreed_by_id == topic.person_id:
            yield f"внесена автором без согласования другими, {day}"
        else:
            yield f"согласована: {people[topic.agreed_by_id].initials}, {day}"
    if topic.finished_on and topic.finished_by_id and topic.state in _ENDED:
        day = russian.day_in_words(topic.finished_on)
        if topic.finished_by_id == topic.person_id:
            yield f"завершена автором без подтверждения другими, {day}"
        else:
            yield f"завершена: {people[topic.finished_by_id].initials}, {day}"
    if topic.wishes_to_speak:
        yield "хочет выступить с отчётом на заседании"


def _lacks_proof(topic: Topic) -> str:
    """What is still lacking for the end of a topic that has reported."""
    is_asked = topic.state in {TopicState.REPORTED, TopicState.UNCONFIRMED}
    return rules.LACKS_PROOF if is_asked and not is_proved_now(topic) else ""


def _facts(topic: Topic) -> list[tuple[str, str]]:
    return [
        ("Актуальность", topic.relevance),
        ("Цель", topic.goal),
        ("Задачи", topic.tasks),
        ("Форма самообразования", wording.study_form(topic.study_form)),
        ("Источники", topic.sources),
        ("Что получится в итоге", topic.product),
        ("Риски", topic.risks),
        ("Форма отчёта", wording.report_kind(topic.report_kind)),
    ]


def _stage_rows(
    topic: Topic, stages: Sequence[TopicStage], *, may_change: bool
) -> Iterator[StageRow]:  # fmt: skip
    done = progress(list(stages)).done
    for place, one in enumerate(stages):
        is_ahead = place >= done
        goes = {"up": ("Выше", place > done), "down": ("Ниже", place + 1 < len(stages))}
        yield StageRow(
            id=one.id,
            number=place + 1,
            title=one.title,
            months=one.months,
            texts=tuple(
                (name, said)
                for name, said in (
                    ("Содержание", one.content),
                    ("Что получится", one.result),
                    ("Где представлено", one.reported_where),
                )
                if said
            ),
            done_on=russian.day(one.done_on) if one.done_on else "",
            is_current=topic.state is TopicState.RUNNING and place == done,
            may_change=may_change,
            goes=tuple(
                (to, words) for to, (words, works_here) in goes.items()
                if may_change and is_ahead and works_here
            ),
            may_be_removed=may_change and is_ahead and len(stages) - done > 1,
        )  # fmt: skip


def _removed(topic: Topic) -> tuple[tuple[int, str], ...]:
    asked = select(TopicStage.id, TopicStage.title).filter_by(topic_id=topic.id, is_removed=True)
    return tuple((number, title) for number, title in db.session.execute(asked))


def _former(topic: Topic) -> Sequence[Row[FormerTitle, str, str]]:
    """What it was called before, who had agreed to that, and by whose word it was changed."""
    agreed = aliased(Person)
    return db.session.execute(
        select(FormerTitle, agreed.initials, Person.initials)
        .join(Person, Person.id == FormerTitle.by_id)
        .outerjoin(agreed, agreed.id == FormerTitle.agreed_by_id)
        .where(FormerTitle.topic_id == topic.id)
        .order_by(FormerTitle.until, FormerTitle.id)
    ).all()


def _near(topic: Topic, actor: Actor, today: date) -> tuple[NearRow, ...]:
    """Near topics, while hers is begun; she is told of them."""
    if topic.state not in OPEN or not is_hers(actor, topic):
        return ()
    return tuple(near(topic.title, topic.person_id, today, topic_id=topic.id))


def later_years(topic: Topic) -> list[tuple[int, str]]:
    """The last years to which it can be extended."""
    later = rules.later_years(topic.first_year, topic.last_year)
    return [(one, years.title(one)) for one in later]
