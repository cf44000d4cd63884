"""What waits in the queue for this person, by name, and its number in the menu."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from flask import url_for
from sqlalchemy import ColumnElement, CompoundSelect, select, union_all

from rmo_web.help_requests import rules
from rmo_web.help_requests.models import HelpRequest, Rubric
from rmo_web.help_requests.queries import QueueRow, queue_rows, select_rows
from rmo_web.help_requests.queue.queries import COUNTED_TO, ME, counted, in_tab, late_before
from rmo_web.help_requests.queue.rules import Tab
from rmo_web.help_requests.rules import Action, Status
from rmo_web.help_requests.wording import waits
from rmo_web.kernel import clock, russian, years
from rmo_web.kernel.access import Actor
from rmo_web.kernel.counting import bounded
from rmo_web.kernel.db import db
from rmo_web.kernel.offered.badges import offers_badge
from rmo_web.kernel.offered.waiting import NAMED_AT_MOST, Deed, Kind, Task, offers_waiting
from rmo_web.kernel.years import Year

_OF_OPEN_YEARS = HelpRequest.year_id.in_(years.OPEN)
_OF_MINE, _OF_OTHERS = HelpRequest.author_id == ME, HelpRequest.author_id != ME
_NEW = HelpRequest.status == Status.NEW, _OF_OTHERS
_TO_CLARIFY = _OF_MINE, HelpRequest.status == Status.NEEDS_INFO, _OF_OPEN_YEARS
_TO_THANK = _OF_MINE, HelpRequest.status == Status.ANSWERED, _OF_OPEN_YEARS
_TO_ANSWER = HelpRequest.consultant_id == ME, HelpRequest.status == Status.IN_WORK
_OF_MY_RUBRICS = *_NEW, HelpRequest.rubric_id.in_(select(Rubric.id).where(Rubric.owner_id == ME))
_STUCK = *in_tab(Tab.STUCK), _OF_OTHERS
_COUNTS = {
    where: select(counted(*where))
    for where in (_TO_CLARIFY, _TO_THANK, _TO_ANSWER, _NEW, _OF_MY_RUBRICS, _STUCK)
}
_NAMED = {
    where: select_rows().where(*where).order_by(moment, HelpRequest.id).limit(NAMED_AT_MOST)
    for where in _COUNTS
    for moment in [
        HelpRequest.moved_at if where in (_TO_CLARIFY, _TO_THANK) else HelpRequest.waits_since
    ]
}
Where = tuple[ColumnElement[bool], ...]
Forms = tuple[str, str, str]


@offers_badge("help_requests.index")
def badge(*, leads: bool) -> CompoundSelect[Any]:
    """What waits for `me`: to clarify or thank, to answer, to take."""
    of_author = _OF_MINE, HelpRequest.status.in_(rules.THEIRS)
    each = of_author, _TO_ANSWER, _NEW if leads else _OF_MY_RUBRICS
    # Not by OR: each of them has an index of its own.
    return union_all(*(select(HelpRequest.id).where(*where) for where in each))


@offers_waiting
def waiting(actor: Actor, _: Year | None, today: date) -> Iterable[Kind]:
    """What the queue asks of this person."""
    values = {"me": actor.person_id, "today": today, "late": late_before(today)}

    def kind(
        where: Where, forms: Forms, about: str, url: str, *, is_late: bool = False
    ) -> Kind:  # fmt: skip
        def many(count: int) -> Task:
            title = f"{bounded(count, COUNTED_TO)} {russian.form(count, *forms)}"
            return Task("заявка", title, url, icon="help", is_late=is_late, count=count)

        def each() -> Iterator[Task]:
            found = db.session.execute(_NAMED[where], values).all()
            for row, one in zip(queue_rows(found, actor, today), found, strict=True):
                yield _task(row, one, about, actor, today, is_late=is_late)

        return Kind(_COUNTS[where], many, each, values)

    mine, queue = url_for("help_requests.mine"), url_for("help_requests.index")
    if actor.leads:
        forms = ("заявка без движения", "заявки без движения", "заявок без движения")
        yield kind(_STUCK, forms, "Заявка", f"{queue}?tab={Tab.STUCK.value}", is_late=True)
    yield kind(
        _TO_CLARIFY,
        ("заявка ждёт вашего уточнения", "заявки ждут вашего уточнения",
         "заявок ждут вашего уточнения"),
        "Уточните заявку", mine,
    )  # fmt: skip
    yield kind(
        _TO_THANK,
        ("ответ ждёт вашего слова", "ответа ждут вашего слова", "ответов ждут вашего слова"),
        "Ответ на заявку", mine,
    )  # fmt: skip
    yield kind(
        _TO_ANSWER,
        ("заявка у вас в работе", "заявки у вас в работе", "заявок у вас в работе"),
        "Заявка", f"{queue}?tab={Tab.MINE.value}",
    )  # fmt: skip
    yield kind(
        _NEW if actor.leads else _OF_MY_RUBRICS,
        ("новая заявка", "новые заявки", "новых заявок"),
        "Заявка", f"{queue}?tab={Tab.NEW.value}",
    )  # fmt: skip


def _task(
    row: QueueRow, one: Any, about: str, actor: Actor, today: date, *, is_late: bool
) -> Task:  # fmt: skip
    is_mine, is_new = one.author_id == actor.person_id, one.status is Status.NEW
    since = clock.local(one.moved_at if is_mine else one.waits_since).date()
    if is_late:
        postponed = one.status is Status.POSTPONED
        state = row.state.lower() if postponed else waits(since, today).lower()
    else:
        state = f"новая, {russian.ago(since, today)}" if is_new else ""
    detail = " · ".join(filter(None, (row.about, row.consultant and f"отвечает {row.consultant}")))
    return Task(
        "заявка", f"{about}: {row.title}", row.url, detail, "help", since=since, state=state,
        is_late=is_late, deeds=tuple(_deeds(row, one, actor)),
    )  # fmt: skip


def _deeds(row: QueueRow, one: Any, actor: Actor) -> Iterator[Deed]:
    press = url_for("help_requests.move", request_id=row.id)
    if one.author_id == actor.person_id:
        if one.status is Status.ANSWERED:
            yield Deed("Помогло", press, (("action", Action.HELPED.value),), is_main=True)
            yield Deed("Нужна помощь", row.url, opens=True)
        else:
            yield Deed("Уточнить", row.url, opens=True, is_main=True)
    elif one.status is Status.NEW:
        yield Deed("Взять", press, (("action", Action.TAKE.value),), is_main=True)
        yield Deed("Ответить", row.url, opens=True)
    else:
        words = "Ответить" if one.consultant_id == actor.person_id else "Открыть"
        yield Deed(words, row.url, opens=True, is_main=True)
