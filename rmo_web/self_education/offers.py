"""What others show of topics: the journal, the plan's fact, what waits, what remains, my data."""

from collections.abc import Iterable, Sequence
from datetime import date
from functools import partial
from typing import Any

from flask import url_for
from sqlalchemy import (
    CompoundSelect,
    Date,
    Integer,
    Select,
    and_,
    bindparam,
    func,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import joinedload

from rmo_web.household.audit import AuditRow, Thing, offers_titled, offers_words
from rmo_web.household.files import ASIDE, Attachment, size_in_words
from rmo_web.kernel import russian, years
from rmo_web.kernel.access import Actor, leads
from rmo_web.kernel.db import db
from rmo_web.kernel.offered.badges import offers_badge
from rmo_web.kernel.offered.facts import ME, YEAR, Counted, Mine, offers_fact
from rmo_web.kernel.offered.mydata import Holding, holds
from rmo_web.kernel.offered.rollover import Remains, offers_remains
from rmo_web.kernel.offered.waiting import Deed, Kind, Task, Waits, offers_waiting
from rmo_web.kernel.years import SchoolYear, Year
from rmo_web.members import works
from rmo_web.members.models import Person
from rmo_web.members.queries import IN_ASSOCIATION
from rmo_web.self_education import events, wording
from rmo_web.self_education.models import (
    CatalogueTitle,
    FormerTitle,
    Topic,
    TopicConsent,
    TopicReport,
    has_report_in,
    is_proved,
)
from rmo_web.self_education.queries import (
    IS_HELD,
    has_reported_in,
    in_year,
    is_to_agree,
    is_to_finish,
    is_unreported,
    lacks_report_in,
    stages_of,
    without_topic,
)
from rmo_web.self_education.rules import (
    LIFE,
    OF_PRODUCT,
    REPORTING_MONTHS,
    TopicState,
    TopicStep,
    later_years,
)
from rmo_web.self_education.table.wording import (
    PEOPLE,
    REPORTED_STATE,
    TO_AGREE_STATE,
    TO_FINISH_STATE,
    UNREPORTED_STATE,
)


@offers_titled(
    Topic.id, Topic.title, events.TopicProposed, events.TopicEntered, events.StagesChanged,
    events.BroughtTogether, events.TalkHeard, events.TalkLost, events.ConsentLost,
    events.TalkLeftAgenda, events.FormerHeard, events.FormerAgreed, events.IdleHeard,
    events.NeedlesslyAgreed, events.TopicBrought, *events.MOVED.values(),
)  # fmt: skip
def of_topics(topic_id: int) -> str:
    return url_for("self_education.topic", topic_id=topic_id)


@offers_words(events.Reminded)
def of_reminders(rows: Sequence[AuditRow]) -> Iterable[Thing]:
    """How many were reminded."""
    return [Thing(russian.plural(len(row.particulars["people"]), *PEOPLE)) for row in rows]


@offers_titled(CatalogueTitle.id, CatalogueTitle.title, events.CatalogueKept)
def of_the_catalogue(title_id: int) -> str:
    return url_for("self_education.edit_title", title_id=title_id)


_STARTS_IN = select(SchoolYear.starts_in).where(SchoolYear.id == YEAR).scalar_subquery()


def _of_year(starts_in: Any, *conditions: Any) -> Select[Any]:
    topics = select(func.count()).select_from(Topic).join(Person, Person.id == Topic.person_id)
    return topics.where(in_year(starts_in), IS_HELD, *conditions)


_IS_RUNNING = Topic.state == TopicState.RUNNING


@offers_fact(
    r"самообразова",
    Counted(
        _of_year(_STARTS_IN, _IS_RUNNING),
        "self_education.index", {"state": TopicState.RUNNING.value},
    ),
    Counted(
        _of_year(_STARTS_IN, has_reported_in(_STARTS_IN)),
        "self_education.index", {"state": REPORTED_STATE},
    ),
    seen_by=leads,
    mine=Mine(select(func.count()).where(Topic.person_id == ME), "self_education.mine"),
)  # fmt: skip
def topics_in_work(running: int, reported: int) -> str | tuple[str, str]:
    """«тем в работе: 12, отчитались: 3»; who reports of a year and goes on is both."""
    if not running and not reported:
        return "тем в работе ещё нет"
    return f"тем в работе: {russian.number(running)}", f"отчитались: {russian.number(reported)}"


_ME, _PRESENT = bindparam("me", type_=Integer), bindparam("present", type_=Integer)
_TODAY = bindparam("today", type_=Date)
_IS_MINE, _RETURNED = Topic.person_id == _ME, Topic.state == TopicState.RETURNED
_TOPICS = (
    select(Topic, Person.initials)
    .join(Person, Person.id == Topic.person_id)
    .order_by(Topic.proposed_on, Topic.id)
)
_OF_MEMBERS = _TOPICS.where(Person.left_on.is_(None))
_TO_AGREE = Waits(
    "тема",
    _TOPICS.where(is_to_agree(_ME)),
    ("тема самообразования ждёт", "темы самообразования ждут", "тем самообразования ждут"),
    "согласования", icon="book",
)  # fmt: skip
_TO_MEND = Waits(
    "тема", _OF_MEMBERS.where(_RETURNED, _IS_MINE), ("тема", "темы", "тем"),
    "возвращены с замечанием", icon="book",
)  # fmt: skip
_TO_FINISH = Waits(
    "тема",
    _TOPICS.where(is_to_finish(_ME)),
    ("тему", "темы", "тем"), "самообразования пора завершить", icon="book",
)  # fmt: skip
_TO_REPORT = Waits(
    "тема",
    _TOPICS.where(_IS_MINE, is_unreported(_PRESENT, _TODAY)),
    ("отчёт по теме", "отчёта по теме", "отчётов по теме"), "за год", icon="book",
)  # fmt: skip
_TO_BEGIN = Waits(
    "тема",
    _OF_MEMBERS.where(Topic.state == TopicState.AGREED, _IS_MINE, Topic.first_year <= _PRESENT),
    ("тема", "темы", "тем"), "согласованы, пора начать", icon="book",
)  # fmt: skip
_OVERDUE = Waits(
    "тема",
    _OF_MEMBERS.where(
        Topic.state == TopicState.RUNNING, _IS_MINE, Topic.last_year < _PRESENT,
        ~has_report_in(Topic.last_year),
    ),
    ("тема", "темы", "тем"), "ждут отчёта: их годы закончились", icon="book", is_late=True,
)  # fmt: skip
_IS_TO_PROVE = (
    _IS_MINE & ~is_proved() & or_(
        Topic.state == TopicState.UNCONFIRMED,
        and_(Topic.state == TopicState.REPORTED, ~Topic.wishes_to_speak),
    )
)  # fmt: skip
_TO_PROVE = Waits(
    "отчёт", _OF_MEMBERS.where(_IS_TO_PROVE), ("отчёт", "отчёта", "отчётов"),
    "по темам нечем подтвердить", icon="book",
)  # fmt: skip
_TO_CHOOSE = Waits(
    "тема",
    select(Person.id).where(Person.id == _ME, without_topic(_PRESENT, _TODAY)).order_by(Person.id),
    ("тема", "темы", "тем"), "на год не выбраны", icon="book",
)  # fmt: skip


@offers_waiting
def waiting(actor: Actor, year: Year | None, today: date) -> Iterable[Kind]:
    """Her topic of the present year; for who leads, what is proposed."""
    mine = {"me": actor.person_id}
    hers = url_for("self_education.mine")
    yield _TO_MEND.named(hers, _to_mend, **mine)
    yield _TO_PROVE.named(hers, _to_prove, **mine)
    if year is not None and year.contains(today):
        new = url_for("self_education.new")
        yield _TO_CHOOSE.named(new, _to_choose, **mine, present=year.starts_in, today=today)
        yield _TO_BEGIN.named(hers, _to_begin, **mine, present=year.starts_in)
        yield _OVERDUE.named(hers, _overdue, **mine, present=year.starts_in)
        if today.month in REPORTING_MONTHS:
            to_report = partial(_to_report, year.starts_in)
            yield _TO_REPORT.named(hers, to_report, **mine, present=year.starts_in, today=today)
    if actor.leads:
        url = url_for("self_education.index", state=TO_AGREE_STATE, years="all")
        yield _TO_AGREE.named(url, _to_agree, **mine)
        url = url_for("self_education.index", state=TO_FINISH_STATE, years="all")
        yield _TO_FINISH.named(url, _to_finish, **mine)


def _to_mend(rows: Sequence[Any]) -> Iterable[Task]:
    for topic, _ in rows:
        url = url_for("self_education.topic", topic_id=topic.id)
        deed = Deed("Исправить", url, opens=True, is_main=True)
        yield Task("тема", "Тема возвращена с замечанием", url, topic.title, "book",
                   since=topic.moved_on, deeds=(deed,))  # fmt: skip


def _to_prove(rows: Sequence[Any]) -> Iterable[Task]:
    for topic, _ in rows:
        place = url_for("self_education.topic", topic_id=topic.id, _anchor="product")
        deed = Deed("Приложить", place, opens=True, is_main=True)
        title = f"{wording.STATES[topic.state]}: приложите продукт"
        yield Task("отчёт", title, place, topic.title, "book", since=topic.moved_on,
                   deeds=(deed,))  # fmt: skip


def _to_begin(rows: Sequence[Any]) -> Iterable[Task]:
    for topic, _ in rows:
        url = url_for("self_education.topic", topic_id=topic.id)
        deed = _press(topic, TopicStep.BEGIN)
        yield Task("тема", "Тема согласована, работа не начата", url, topic.title, "book",
                   since=topic.moved_on, deeds=(deed,))  # fmt: skip


def _overdue(rows: Sequence[Any]) -> Iterable[Task]:
    for topic, _ in rows:
        place = url_for("self_education.topic", topic_id=topic.id, _anchor="reports")
        url = url_for("self_education.report", topic_id=topic.id, starts_in=topic.last_year)
        deeds = [Deed("Написать отчёт", url, opens=True, is_main=True)]
        if later_years(topic.first_year, topic.last_year):
            extend = url_for("self_education.extend", topic_id=topic.id)
            deeds.append(Deed("Продлить", extend, opens=True))
        yield Task("тема", "Годы темы закончились, отчёта нет", place, topic.title, "book",
                   is_late=True, deeds=tuple(deeds))  # fmt: skip


def _press(topic: Topic, step: TopicStep) -> Deed:
    said = (("step", step.value), ("version", str(topic.version)))
    url = url_for("self_education.move", topic_id=topic.id)
    return Deed(LIFE.moves[step].words, url, said, is_main=True)


def _to_choose(rows: Sequence[Any]) -> Iterable[Task]:
    url = url_for("self_education.new")
    deed = Deed("Выбрать", url, opens=True, is_main=True)
    for _ in rows:
        yield Task("тема", "Тема самообразования на год не выбрана", url, icon="book",
                   deeds=(deed,))  # fmt: skip


def _to_agree(rows: Sequence[Any]) -> Iterable[Task]:
    for topic, who in rows:
        back = url_for("self_education.send_back", topic_id=topic.id)
        deeds = _press(topic, TopicStep.AGREE), Deed("Вернуть", back, opens=True)
        url = url_for("self_education.topic", topic_id=topic.id)
        yield Task("тема", f"Согласовать тему: {who}", url, topic.title, "book",
                   since=topic.proposed_on, deeds=deeds)  # fmt: skip


def _to_finish(rows: Sequence[Any]) -> Iterable[Task]:
    for topic, who in rows:
        url = url_for("self_education.topic", topic_id=topic.id)
        deeds = _press(topic, TopicStep.FINISH), Deed("Открыть", url, opens=True)
        yield Task("тема", f"Завершить тему: {who}", url, topic.title, "book",
                   since=topic.moved_on, deeds=deeds)  # fmt: skip


def _to_report(starts_in: int, rows: Sequence[Any]) -> Iterable[Task]:
    for topic, _ in rows:
        url = url_for("self_education.report", topic_id=topic.id, starts_in=starts_in)
        deed = Deed("Написать", url, opens=True, is_main=True)
        page = url_for("self_education.topic", topic_id=topic.id, _anchor="reports")
        yield Task("тема", "Отчёт по теме за год", page, topic.title, "book", deeds=(deed,))


@offers_badge("self_education.index")
def badge(*, leads: bool) -> CompoundSelect[Any]:
    """What waits for `me`: to be mended, proved; for who leads to be agreed to, to be ended."""
    topics = select(Topic.id).join(Person, Person.id == Topic.person_id)
    here = topics.where(Person.left_on.is_(None))
    each = [here.where(_RETURNED, _IS_MINE), here.where(_IS_TO_PROVE)]
    if leads:
        each += [topics.where(is_to_agree(_ME)), topics.where(is_to_finish(_ME))]
    return union_all(*each)


@offers_remains("topics")
def running_topics(year: Year, _: date) -> Remains:
    """Topics have years of their own: the end of one changes nothing of them."""
    count = db.session.scalar(_of_year(year.starts_in, _IS_RUNNING))
    detail = "Идут дальше сами: у темы свои годы, её можно продлить"
    url = url_for("self_education.index", year=year.starts_in, state=TopicState.RUNNING.value)
    return Remains(count or 0, "Темы самообразования в работе", detail, url)


_AWAY_UNREPORTED = (
    select(Person.initials)
    .join(Topic, Topic.person_id == Person.id)
    .where(IN_ASSOCIATION, works.is_away(Person.id, _TODAY), lacks_report_in(_PRESENT))
    .order_by(Person.sort_key, Person.id)
)


@offers_remains("topic_reports")
def missing_reports(year: Year, today: date) -> Remains:
    """Nobody is hindered by them: a report may be written when the year is over."""
    count = db.session.scalar(_of_year(year.starts_in, is_unreported(year.starts_in, today)))
    url = url_for("self_education.index", year=year.starts_in, state=UNREPORTED_STATE)
    detail = "Год это не задержит: отчёт можно представить и позже"
    values = {"present": year.starts_in, "today": today}
    if away := list(db.session.scalars(_AWAY_UNREPORTED, values)):
        detail = f"{detail}. Временно не работают: {', '.join(away)}"
    return Remains(count or 0, "Отчёты по темам за год не представлены", detail, url)


@holds("Самообразование")
def my_topics(actor: Actor) -> list[Holding]:
    """Her topics, all that they say, and what they were called before."""
    return [_held(one) for one in _hers(actor)]


@holds("Этапы самообразования")
def my_stages(actor: Actor) -> list[Holding]:
    """The stages of her topics."""
    topics = {one.id: one.title for one in _hers(actor)}
    return [
        {"тема": topics[one.topic_id], "этап": one.title, "сроки": one.months,
         "содержание": one.content, "что получится": one.result,
         "где представлено": one.reported_where, "пройден": one.done_on or ""}
        for every in stages_of(topics.keys()).values()
        for one in every
    ]  # fmt: skip


@holds("Отчёты по самообразованию")
def my_reports(actor: Actor) -> list[Holding]:
    """What she has reported of each year, where it was heard."""
    found = db.session.execute(
        select(TopicReport, Topic.title)
        .join(Topic, Topic.id == TopicReport.topic_id)
        .where(Topic.person_id == actor.person_id)
        .options(joinedload(TopicReport.hearings))
        .order_by(TopicReport.starts_in, TopicReport.id)
    ).unique()
    return [
        {"тема": title, "учебный год": years.title(one.starts_in),
         "что сделано": one.done, "что получилось": one.product, "вывод": one.conclusion,
         "представлен": one.submitted_on or "",
         "заслушан": "; ".join(wording.heard_of(heard, title) for heard in one.hearings)}
        for one, title in ((one, one.title or of_topic) for one, of_topic in found)
    ]  # fmt: skip


@holds("Продукты самообразования")
def my_products(actor: Actor) -> list[Holding]:
    """Files of her topics, those too that can still be brought back; links stand with the topic."""
    found = db.session.execute(
        select(Attachment.name, Attachment.size, Attachment.at, Attachment.owner, Topic.title)
        .join(Topic, Topic.id == Attachment.owner_id)
        .where(Attachment.owner.in_([OF_PRODUCT, OF_PRODUCT + ASIDE]))
        .where(Topic.person_id == actor.person_id)
        .order_by(Attachment.id)
    )
    return [
        {"тема": title, "файл": name, "размер": size_in_words(size), "когда": at,
         "убран": "да" if owner != OF_PRODUCT else ""}
        for name, size, at, owner, title in found
    ]  # fmt: skip


def _hers(actor: Actor) -> list[Topic]:
    asked = select(Topic).filter_by(person_id=actor.person_id)
    return list(db.session.scalars(asked.order_by(Topic.id)))


def _held(topic: Topic) -> Holding:
    former = select(FormerTitle.title).filter_by(topic_id=topic.id)
    consents = select(TopicConsent.words).filter_by(topic_id=topic.id)
    return {
        "тема": topic.title,
        "годы": wording.years(topic.first_year, topic.last_year),
        "состояние": wording.STATES[topic.state],
        "предложена": topic.proposed_on,
        "согласована": topic.agreed_on or "",
        "согласована на заседании": "; ".join(db.session.scalars(consents)),
        "завершена": topic.finished_on or "",
        "хочет выступить": "да" if topic.wishes_to_speak else "",
        "ссылка на продукт": topic.product_link,
        "прежние темы": "; ".join(db.session.scalars(former)),
        "актуальность": topic.relevance,
        "цель": topic.goal,
        "задачи": topic.tasks,
        "форма": wording.study_form(topic.study_form),
        "источники": topic.sources,
        "что получится": topic.product,
        "риски": topic.risks,
        "форма отчёта": wording.report_kind(topic.report_kind),
        "замечание": topic.remark,
    }
