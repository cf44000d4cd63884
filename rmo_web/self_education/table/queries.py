"""The table of topics, what waits above it, whom a reminder reaches."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple

from flask import url_for
from sqlalchemy import Date, Integer, and_, bindparam, case, exists, func, or_, select

from rmo_web.accounts.models import Account
from rmo_web.household import notices
from rmo_web.kernel import russian
from rmo_web.kernel.access import Actor
from rmo_web.kernel.db import db
from rmo_web.kernel.listing import Filter, OneOf, Rows, Selection, page_of
from rmo_web.kernel.papers.sheet import (
    ColumnKind,
    Sheet,
    SheetBadge,
    SheetColumn,
    SheetLink,
    SheetStages,
    SheetTick,
)
from rmo_web.kernel.search import has_words
from rmo_web.kernel.years import Year
from rmo_web.members import queries as members
from rmo_web.members import works
from rmo_web.members.models import Person
from rmo_web.members.works import Place
from rmo_web.self_education import rules
from rmo_web.self_education.models import Topic, TopicReport, is_proved
from rmo_web.self_education.queries import (
    IS_COUNTED,
    IS_HELD,
    PROGRESS,
    Progress,
    has_reported_in,
    has_topic_in,
    in_year,
    is_still,
    is_to_agree,
    is_to_finish,
    is_unreported,
    progress_of,
    reports_of,
    stood_still,
    without_topic,
)
from rmo_web.self_education.rules import MOVING, PUBLIC, ReportKind, TopicState
from rmo_web.self_education.table import wording
from rmo_web.self_education.wording import (
    LOOKS,
    REPORT_KINDS,
    STATES,
    reported,
    since,
    stage_of,
    years,
)

NAMED = 5
AGREE, FINISH = "agree", "finish"  # the forms of the boxes
_WHO, _SCHOOL = SheetColumn("Участник"), SheetColumn("Школа", is_under=True)
COLUMNS = (
    SheetColumn("Отметить", ColumnKind.DEEDS),
    _WHO,
    _SCHOOL,
    SheetColumn("Тема"),
    SheetColumn("Годы", is_under=True),
    SheetColumn("Этап"),
    SheetColumn("Последнее движение", ColumnKind.DAY),
    SheetColumn("Как давно", is_under=True),
    SheetColumn("Где, когда заслушан отчёт", label="Отчёт"),
    SheetColumn("Форма, результат", is_under=True),
)
COLUMNS_OF_ALL = (
    _WHO,
    _SCHOOL,
    SheetColumn("Тема"),
    SheetColumn("Состояние моей темы", is_under=True),
)
COLUMNS_OF_MINE = (SheetColumn("Тема"), SheetColumn("Годы"), SheetColumn("Этап"))
_STILL = SheetBadge(f"без{russian.NBSP}движения", "late", "alert")
_FILTERS = (
    OneOf("state", "Состояние", wording.OF_STATE, every="Любое состояние"),
    OneOf("movement", "Движение", wording.OF_MOVEMENT, every="Любое движение"),
    OneOf("years", "Годы", wording.OF_YEARS, usual="year"),
)


@dataclass(frozen=True, slots=True)
class StandingRow:
    """What waits above the table: how many, what, whose; where it is seen, or done."""

    count: int
    words: str
    names: str
    url: str
    label: str
    is_late: bool = False


@dataclass(frozen=True, slots=True)
class ReminderPage:
    """Whom it is about, who is left in peace, the text to copy, whom a notice reaches today."""

    people: tuple[tuple[int, str], ...]
    away: str
    text: str
    notice: str
    reached: tuple[int, ...]


class ListedTopic(NamedTuple):
    """What the statement of a list asks of a topic and of whose it is."""

    id: int
    person_id: int
    title: str
    first_year: int
    last_year: int
    state: TopicState
    moved_on: date
    version: int
    report_kind: ReportKind | None
    product: str
    initials: str
    left_on: date | None

    def is_for(self, actor: Actor) -> bool:
        """Whether this leader may agree to it, or end it: not to her own, nor of who has left."""
        return self.person_id != actor.person_id and self.left_on is None


class BesideTopic(NamedTuple):
    """What is asked besides, of the rows of a page only."""

    school: str
    is_away: bool
    can_end: bool  # it has reported, and has what shows it
    so_far: Progress


def filters(actor: Actor) -> tuple[Filter, ...]:
    """By what the table is narrowed; of others' topics only the head knows how they go."""
    return _FILTERS if actor.leads else ()


def topics(
    actor: Actor, asked: Selection, year: Year, today: date, refused: Collection[int] = ()
) -> tuple[Sheet, int]:
    """A page of the table, and how many topics there are in all.

    A librarian has her own first, and of others what all may see.
    """
    wanted = _for_leaders(*asked.chosen.values()) if actor.leads else _for_all()
    for word in russian.fold(asked.q).split():
        wanted = wanted.where(
            or_(has_words(Topic.stems, word), members.is_found(word, today))
        )  # fmt: skip
    found, total = page_of(wanted, asked, values=_values(actor, year, today))
    rows = [ListedTopic(*one) for one in found]
    owner = members.association().name if asked.file else ""
    title = "Темы самообразования"
    if not actor.leads:
        places = works.places(today, [row.person_id for row in rows])
        cells = [_cells_for_all(actor, row, places) for row in rows]
        return Sheet(title, COLUMNS_OF_ALL, cells, owner), total
    beside = _beside(rows, today)
    of_year = year.starts_in if asked["years"] == "year" else None
    reports, still_since = reports_of(list(beside), of_year), rules.still_since(today)
    lines = [
        (
            *_cells(actor, row, beside[row.id], today, still_since,
                    is_ticked=not refused or row.id in refused),
            *_of_report(row, reports.get(row.id)),
        )
        for row in rows
    ]  # fmt: skip
    limits = f"{year.title} учебный год" if asked["years"] == "year" else "за все годы"
    return Sheet(title, COLUMNS, lines, owner, limits), total


def _beside(rows: Sequence[ListedTopic], today: date) -> dict[int, BesideTopic]:
    asked = {"topics": [row.id for row in rows], "today": today}
    found = db.session.execute(_BESIDE, asked)
    return {
        topic_id: BesideTopic(school or "", is_away, is_proved, Progress(*so_far))
        for topic_id, school, is_away, is_proved, *so_far in found
    }


def _of_report(topic: ListedTopic, report: TopicReport | None) -> tuple[str, str]:
    if report is None:
        return "", ""
    kind = REPORT_KINDS[topic.report_kind] if topic.report_kind else ""
    result = ", ".join(filter(None, (kind, report.product or topic.product)))
    return reported(report, topic.title), result


# Statements are built once and asked with their values: building one costs more than asking it.
_ME, _YEAR = bindparam("me", type_=Integer), bindparam("year", type_=Integer)
_SINCE, _TODAY = bindparam("since", type_=Date), bindparam("today", type_=Date)
_IS_STILL = is_still(_SINCE, _TODAY)
# An outer join, though each topic has its person: of an inner one the register is walked first.
_EVERY: Rows = select(
    Topic.id, Topic.person_id, Topic.title, Topic.first_year, Topic.last_year, Topic.state,
    Topic.moved_on, Topic.version, Topic.report_kind, Topic.product, Person.initials,
    Person.left_on,
).outerjoin(Person, Person.id == Topic.person_id)  # fmt: skip
_BESIDE = select(
    Topic.id, works.main_school(Topic.person_id, _TODAY), works.is_away(Topic.person_id, _TODAY),
    and_(Topic.state == TopicState.REPORTED, is_proved()), *PROGRESS,
).where(Topic.id.in_(bindparam("topics", expanding=True)))  # fmt: skip
_IN_THEIR_ORDER = case(
    (Topic.state == TopicState.PROPOSED, 0),
    (Topic.state == TopicState.REPORTED, 1),
    (_IS_STILL, 2),
    (Topic.state == TopicState.WITHDRAWN, 4),
    else_=3,
)


@lru_cache(maxsize=64)
def _for_leaders(state: str, movement: str, years: str) -> Rows:
    wanted = _EVERY.order_by(_IN_THEIR_ORDER, Person.sort_key, Topic.id)
    if years == "year":
        wanted = wanted.where(in_year(_YEAR), IS_HELD)
    if state == wording.COUNTED_STATE:
        wanted = wanted.where(IS_COUNTED)
    elif state == wording.REPORTED_STATE:
        wanted = wanted.where(has_reported_in(_YEAR))
    elif state == wording.UNREPORTED_STATE:
        wanted = wanted.where(is_unreported(_YEAR, _TODAY))
    elif state == wording.TO_AGREE_STATE:
        wanted = wanted.where(is_to_agree(_ME))
    elif state == wording.TO_FINISH_STATE:
        wanted = wanted.where(is_to_finish(_ME))
    elif state:
        wanted = wanted.where(Topic.state == state)
    return wanted.where(_IS_STILL) if movement else wanted


@lru_cache(maxsize=1)
def _for_all() -> Rows:
    is_mine = Topic.person_id == _ME
    seen = or_(is_mine, Topic.state.in_(PUBLIC))
    return _EVERY.where(seen).order_by(~is_mine, Person.sort_key, Topic.id)


def _cells(
    actor: Actor, topic: ListedTopic, beside: BesideTopic, today: date, still_since: date,
    *, is_ticked: bool,
) -> tuple[Any, ...]:  # fmt: skip
    is_for_them = topic.is_for(actor)
    may_agree = topic.state is TopicState.PROPOSED and is_for_them
    form = AGREE if may_agree else FINISH
    tick = SheetTick(form, "topic", f"{topic.id}.{topic.version}", is_ticked)
    has_stood = topic.state in MOVING and topic.moved_on < still_since
    is_late = has_stood and topic.left_on is None and not beside.is_away
    return (
        (tick,) if may_agree or (beside.can_end and is_for_them) else (),
        topic.initials,
        beside.school,
        _link(topic),
        years(topic.first_year, topic.last_year),
        _stage(topic.state, beside.so_far),
        topic.moved_on,
        _STILL if is_late else since(topic.moved_on, today),
    )


def _link(topic: ListedTopic) -> SheetLink:
    return SheetLink(topic.title, f"/self-education/{topic.id}")


def _stage(state: TopicState, so_far: Progress | None) -> SheetStages | SheetBadge:
    if state is TopicState.RUNNING and so_far and so_far.of:
        return SheetStages(stage_of(*so_far), so_far.done, so_far.of)
    return _BADGES[state]


_BADGES = {state: SheetBadge(words, *LOOKS[state]) for state, words in STATES.items()}


def _cells_for_all(
    actor: Actor, topic: ListedTopic, places: dict[int, list[Place]]
) -> tuple[Any, ...]:  # fmt: skip
    _, school = works.post_and_school(places[topic.person_id])
    if topic.person_id != actor.person_id:
        return topic.initials, school, topic.title, ""
    return topic.initials, school, _link(topic), _BADGES[topic.state]


def mine(actor: Actor, asked: Selection) -> tuple[Sheet, int]:
    """Her own topics of all years, the newest first."""
    wanted = _EVERY.where(Topic.person_id == actor.person_id)
    found, total = page_of(wanted.order_by(Topic.first_year.desc(), Topic.id.desc()), asked)
    rows = [ListedTopic(*one) for one in found]
    so_far = progress_of([row.id for row in rows])
    cells = [
        (_link(row), years(row.first_year, row.last_year), _stage(row.state, so_far.get(row.id)))
        for row in rows
    ]
    return Sheet("Мои темы", COLUMNS_OF_MINE, cells), total


def standing(actor: Actor, year: Year, today: date) -> Iterator[StandingRow]:
    """What waits of all topics: to be agreed, to be moved on, to be chosen; who is away."""
    table, values = "self_education.index", _values(actor, year, today)
    count, names = _counted(_TO_AGREE, values)
    if count:
        words = russian.form(count, *wording.PROPOSALS)
        url = url_for(table, state=wording.TO_AGREE_STATE, years="all")
        yield StandingRow(count, words, names, url, "Показать")
    count, names = _counted(_TO_MOVE_ON, values)
    if count:
        words = russian.form(count, *wording.STILL)
        url = url_for("self_education.remind_of_stages")
        yield StandingRow(count, words, names, url, "Напомнить", is_late=True)
    # Nobody is asked to choose for a year that is over.
    count, names = _counted(_TO_CHOOSE, values) if year.contains(today) else (0, "")
    if count:
        words = russian.form(count, *wording.WITHOUT)
        url = url_for("self_education.remind_of_choice")
        yield StandingRow(count, words, names, url, "Напомнить")
    count, names = _counted(_AWAY, values)
    if count:
        words = russian.form(count, *wording.AWAY)
        yield StandingRow(count, words, names, url_for("members.register", who="away"), "Показать")


def _values(actor: Actor, year: Year, today: date) -> dict[str, Any]:
    since = rules.still_since(today)
    return {"me": actor.person_id, "year": year.starts_in, "since": since, "today": today}


_NAMES = select(Person.initials).order_by(Person.sort_key, Person.id)
_STILL_TOPICS = (
    _NAMES.join(Topic, Topic.person_id == Person.id)
    .where(_IS_STILL)
)  # fmt: skip
_WITHOUT = _NAMES.where(without_topic(_YEAR, _TODAY))
_HAS_STOOD_STILL = (
    exists().where(Topic.person_id == Person.id, stood_still(_SINCE)).correlate(Person)
)  # fmt: skip
_ARE_AWAY = _NAMES.where(members.IN_ASSOCIATION, Person.id.in_(works.people_away(_TODAY)))


def _with_count(people: Rows) -> Rows:
    return people.add_columns(func.count().over()).limit(NAMED)


_TO_AGREE = _with_count(_NAMES.join(Topic, Topic.person_id == Person.id).where(is_to_agree(_ME)))
_TO_MOVE_ON, _TO_CHOOSE = _with_count(_STILL_TOPICS), _with_count(_WITHOUT)
_AWAY = _with_count(_ARE_AWAY)


def _counted(people: Rows, values: dict[str, Any]) -> tuple[int, str]:
    """How many they are, and the names of the first."""
    found = db.session.execute(people, values).all()
    count = found[0][1] if found else 0
    return count, wording.named([name for name, _ in found], count)


def reminder_of_stages(actor: Actor, year: Year, today: date) -> ReminderPage:
    """For those whose topics stand still."""
    values = _values(actor, year, today)
    people, away = _named(_STILL_TOPICS, values), _named(_ARE_AWAY.where(_HAS_STOOD_STILL), values)
    text = wording.reminder_of_stages(_joined(people))
    return _reminder(people, away, text, wording.notice_of_stages(), today)


def reminder_of_choice(actor: Actor, year: Year, today: date) -> ReminderPage:
    """For those who have no topic of this year."""
    values = _values(actor, year, today)
    people, away = _named(_WITHOUT, values), _named(_ARE_AWAY.where(~has_topic_in(_YEAR)), values)
    text = wording.reminder_of_choice(_joined(people), year.title)
    return _reminder(people, away, text, wording.notice_of_choice(year.title), today)


def _named(people: Rows, values: dict[str, Any]) -> tuple[tuple[int, str], ...]:
    asked = people.with_only_columns(Person.id, Person.initials)
    return tuple(works.told_apart(db.session.execute(asked, values), values["today"]).items())


def _joined(people: Sequence[tuple[int, str]]) -> str:
    return ", ".join(name for _, name in people)


def _reminder(
    people: tuple[tuple[int, str], ...], away: tuple[tuple[int, str], ...], text: str,
    notice: str, today: date,
) -> ReminderPage:  # fmt: skip
    ids = [number for number, _ in people]
    reached = select(Account.person_id).where(
        Account.is_active,
        Account.person_id.in_(ids),
        ~notices.was_told(Account.id, rules.reminded_on(today)),
    )
    return ReminderPage(people, _joined(away), text, notice, tuple(db.session.scalars(reached)))
