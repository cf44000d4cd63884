"""What the pages of the queue show: its tabs, its rows, its filters."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache, lru_cache
from typing import Any

from flask import url_for
from sqlalchemy import (
    ColumnElement,
    Date,
    Integer,
    Select,
    and_,
    bindparam,
    false,
    literal,
    or_,
    select,
    true,
    union_all,
)

from rmo_web.help_requests import rules
from rmo_web.help_requests.access import worked_on_by
from rmo_web.help_requests.models import HelpRequest, Rubric
from rmo_web.help_requests.queries import (
    QueueRow,
    beginning_of,
    queue_rows,
    select_rows,
)
from rmo_web.help_requests.queue.rules import Tab
from rmo_web.help_requests.queue.wording import ORDERS, TABS
from rmo_web.help_requests.rules import Status
from rmo_web.kernel import russian
from rmo_web.kernel.access import Actor
from rmo_web.kernel.counting import bounded, counted_to
from rmo_web.kernel.db import db
from rmo_web.kernel.listing import Filter, OfRecord, OneOf
from rmo_web.kernel.paging import PER_PAGE
from rmo_web.kernel.search import has_words
from rmo_web.kernel.years import Year
from rmo_web.members.models import Organisation, Person

COUNTED_TO = 999


@dataclass(frozen=True, slots=True)
class QueueFilter:
    """What the queue is narrowed to, and its order."""

    tab: Tab = Tab.NEW
    q: str = ""
    rubric_id: int = 0
    organisation_id: int = 0
    order: str = ""

    @property
    def is_filtered(self) -> bool:
        return bool(self.q or self.rubric_id or self.organisation_id)


@dataclass(frozen=True, slots=True)
class TabLink:
    tab: str
    title: str
    count: str
    url: str
    is_current: bool


def queue(
    actor: Actor, chosen: QueueFilter, year: Year, *, today: date, page: int = 1
) -> tuple[list[QueueRow], int]:
    """A page of the queue, and how many rows there are up to the first of the next page."""
    wanted = _page_of(chosen.tab, chosen.order, leads=actor.leads)
    if chosen.is_filtered:
        wanted = wanted.where(*_filtered(actor, chosen))
    return _page(wanted, _values(actor, year, today), actor, today, page)


# Statements are built once and asked with their values: building one costs more than asking it.
ME, _YEAR, _TODAY, _LATE = (
    bindparam("me", type_=Integer), bindparam("year", type_=Integer),
    bindparam("today", type_=Date), bindparam("late", type_=HelpRequest.moved_at.type),
)  # fmt: skip


def _values(actor: Actor, year: Year, today: date) -> dict[str, Any]:
    return {"me": actor.person_id, "year": year.id, "today": today, "late": late_before(today)}


@lru_cache(maxsize=64)
def _page_of(tab: Tab, order: str, *, leads: bool) -> Select[Any]:
    wanted = (
        select_rows()
        .where(*in_tab(tab))
        .order_by(*_ordered(tab, order))
        .limit(PER_PAGE + 1)
        .offset(bindparam("offset", type_=Integer))
    )
    return wanted if leads else wanted.where(worked_on_by(ME, leads=False))


def mine(actor: Actor, *, today: date, page: int = 1) -> tuple[list[QueueRow], int]:
    """What this person has asked, the newest first, and how many rows up to the next page."""
    return _page(_page_of_mine(), {"me": actor.person_id}, actor, today, page)


def _page(
    wanted: Select[Any], values: Mapping[str, Any], actor: Actor, today: date, page: int
) -> tuple[list[QueueRow], int]:
    before = (page - 1) * PER_PAGE
    found = db.session.execute(wanted, {**values, "offset": before}).all()
    if before and not found:
        return _page(wanted, values, actor, today, 1)
    return queue_rows(found[:PER_PAGE], actor, today), before + len(found)


@lru_cache(maxsize=1)
def _page_of_mine() -> Select[Any]:
    return (
        select_rows()
        .where(HelpRequest.author_id == ME)
        .order_by(HelpRequest.asked_at.desc(), HelpRequest.id.desc())
        .limit(PER_PAGE + 1)
        .offset(bindparam("offset", type_=Integer))
    )


def late_before(today: date) -> datetime:
    """Whatever waits since an earlier moment than this is late."""
    return beginning_of(rules.late_day(today) + timedelta(days=1))


def in_tab(tab: Tab) -> tuple[ColumnElement[bool], ...]:
    """What this tab shows; what is open is shown whatever its year."""
    due = (HelpRequest.status == Status.POSTPONED) & (HelpRequest.postponed_until <= _TODAY)
    match tab:
        case Tab.NEW:
            return (HelpRequest.status == Status.NEW,)
        case Tab.MINE:
            return HelpRequest.consultant_id == ME, HelpRequest.status.in_(rules.OPEN)
        case Tab.WORK:
            return (or_(HelpRequest.status == Status.IN_WORK, due),)
        case Tab.AUTHOR:
            return (HelpRequest.status.in_(rules.THEIRS),)
        case Tab.POSTPONED:
            return HelpRequest.status == Status.POSTPONED, HelpRequest.postponed_until > _TODAY
        case Tab.STUCK:
            ours = or_(HelpRequest.status.in_(rules.OURS), due)
            return ours, HelpRequest.moved_at < _LATE
        case Tab.ALL:
            return (HelpRequest.year_id == _YEAR,)


def _filtered(actor: Actor, chosen: QueueFilter) -> list[ColumnElement[bool]]:
    wanted: list[ColumnElement[bool]] = []
    if chosen.rubric_id:
        wanted.append(HelpRequest.rubric_id == chosen.rubric_id)
    if chosen.organisation_id:
        wanted.append(HelpRequest.organisation_id == chosen.organisation_id)
        wanted.append(_names_are_known(actor))
    number = chosen.q.strip().removeprefix("№").strip().partition("/")[0]
    if number.isascii() and number.isdigit() and len(number) <= 6:
        wanted.append(HelpRequest.number == int(number))
    elif chosen.q:
        in_names = [
            Person.search_key.like(russian.like(word), escape="\\")
            for word in russian.fold(chosen.q[:100]).split()
        ]
        wanted.append(
            or_(
                has_words(HelpRequest.stems, chosen.q),
                has_words(HelpRequest.note_stems, chosen.q)
                & (HelpRequest.author_id != actor.person_id),
                and_(*in_names, _names_are_known(actor)) if in_names else false(),
            )
        )
    return wanted


def _names_are_known(actor: Actor) -> ColumnElement[bool]:
    """Who has hidden her name is not found by it either."""
    if actor.leads:
        return true()
    return or_(~HelpRequest.hides_name, HelpRequest.author_id == actor.person_id)


def _ordered(tab: Tab, order: str) -> tuple[Any, ...]:
    order = order or ("newest" if tab is Tab.ALL else "waiting")
    if order == "newest":
        return HelpRequest.asked_at.desc(), HelpRequest.id.desc()
    if order == "due":
        return HelpRequest.wanted_by.asc().nulls_last(), HelpRequest.waits_since, HelpRequest.id
    return HelpRequest.waits_since, HelpRequest.id


def tabs(actor: Actor, chosen: QueueFilter, year: Year, *, today: date) -> list[TabLink]:
    """The tabs with their counts, counted up to a bound, in one statement."""
    values = _values(actor, year, today)
    counts = db.session.execute(_counts_of_tabs(leads=actor.leads), values).one()
    kept = {"q": chosen.q, "rubric": chosen.rubric_id, "school": chosen.organisation_id}
    said: dict[str, Any] = {name: value for name, value in kept.items() if value}
    return [
        TabLink(
            tab.value,
            TABS[tab],
            bounded(count, COUNTED_TO),
            url_for("help_requests.index", tab=tab.value, **said),
            tab is chosen.tab,
        )
        for tab, count in zip(Tab, counts, strict=True)
    ]


@lru_cache(maxsize=2)
def _counts_of_tabs(*, leads: bool) -> Select[Any]:
    return select(*(counted(*in_tab(tab), leads=leads) for tab in Tab))


def counted(*conditions: ColumnElement[bool], leads: bool = True) -> Any:
    """How many there are, counted up to the bound."""
    wanted = select(literal(1)).select_from(HelpRequest).where(*conditions)
    if not leads:
        joined = wanted.join(Rubric, Rubric.id == HelpRequest.rubric_id)
        wanted = joined.where(worked_on_by(ME, leads=False))
    return counted_to(COUNTED_TO, wanted).scalar_subquery()


_FILTERS = union_all(
    select(
        literal("r").label("kind"), Rubric.id, Rubric.title, Rubric.position, literal("").label("k")
    ).where(~Rubric.is_archived),
    select(
        literal("s"), Organisation.id, Organisation.name, literal(0), Organisation.sort_key
    ).where(~Organisation.is_archived),
)


def filters(usual: Tab) -> tuple[Filter, ...]:
    """By what the queue is narrowed; the records to choose from come in one statement."""
    choices = cache(_choices)
    return (
        OneOf("tab", "", TABS, usual=usual),
        OfRecord("rubric", "Рубрика", "Все рубрики", lambda: choices()["r"]),
        OfRecord("school", "Организация", "Все организации", lambda: choices()["s"]),
        OneOf("order", "Порядок", ORDERS, every="Порядок", is_order=True),
    )


def _choices() -> dict[str, list[tuple[int, str]]]:
    found = sorted(db.session.execute(_FILTERS), key=lambda one: (one[3], one[4]))
    return {kind: [(one.id, one.title) for one in found if one.kind == kind] for kind in "rs"}
