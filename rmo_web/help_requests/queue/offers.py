"""What waits in the queue for this person, by name, and its number in the menu."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from flask import url_for
from sqlalchemy import ColumnElement, Select, select

from rmo_web.help_requests import rules
from rmo_web.help_requests.models import HelpRequest, Rubric
from rmo_web.help_requests.queries import QueueRow, queue_rows, select_rows
from rmo_web.help_requests.queue.queries import ME, counted, in_tab, late_before
from rmo_web.help_requests.queue.rules import Tab
from rmo_web.help_requests.rules import Action, Status
from rmo_web.help_requests.wording import ago, requests, waits
from rmo_web.kernel import clock
from rmo_web.kernel.access import Actor
from rmo_web.kernel.db import db
from rmo_web.kernel.offered.badges import offers_badge
from rmo_web.kernel.offered.waiting import NAMED_AT_MOST, Deed, Kind, Task, offers_waiting
from rmo_web.kernel.years import Year


@offers_badge("help_requests.index")
def badge(*, leads: bool) -> Select[Any]:
    """The number in the menu, to be asked beside something else: what waits for `me`."""
    of_author = (HelpRequest.author_id == ME) & HelpRequest.status.in_(rules.THEIRS)
    held = (HelpRequest.consultant_id == ME) & (HelpRequest.status == Status.IN_WORK)
    new = (HelpRequest.status == Status.NEW) & (HelpRequest.author_id != ME)
    if not leads:
        new = new & HelpRequest.rubric_id.in_(select(Rubric.id).where(Rubric.owner_id == ME))
    return select(counted(of_author) + counted(held) + counted(new))


_OF_MINE = HelpRequest.author_id == ME
_TO_CLARIFY = _OF_MINE, HelpRequest.status == Status.NEEDS_INFO
_TO_THANK = _OF_MINE, HelpRequest.status == Status.ANSWERED
_TO_ANSWER = HelpRequest.consultant_id == ME, HelpRequest.status == Status.IN_WORK
_TO_TAKE = HelpRequest.status == Status.NEW, HelpRequest.author_id != ME
_STUCK = in_tab(Tab.STUCK)
_COUNTS = {
    conditions: select(counted(*conditions))
    for conditions in (_TO_CLARIFY, _TO_THANK, _TO_ANSWER, _TO_TAKE, _STUCK)
}
Buttons = Callable[[QueueRow], tuple[Deed, ...]]


@offers_waiting
def waiting(actor: Actor, _: Year | None, today: date) -> Iterable[Kind]:
    """What the queue asks of this person."""
    values = {"me": actor.person_id}

    def kind(
        where: tuple[ColumnElement[bool], ...], words: str, about: str, url: str, buttons: Buttons,
        *, is_late: bool = False, **more: Any,
    ) -> Kind:  # fmt: skip
        def many(count: int) -> Task:
            title = f"{requests(count)} {words}"
            return Task("заявка", title, url, icon="help", is_late=is_late, count=count)

        def each() -> Iterator[Task]:
            for row, since in _rows(where, values | more, actor, today):
                state = f"новая, {ago(since, today)}" if row.may_take else ""
                yield Task(
                    "заявка", f"{about}: {row.title}", row.url, row.about, "help", since=since,
                    state=waits(since, today).lower() if is_late else state, is_late=is_late,
                    deeds=buttons(row),
                )  # fmt: skip

        return Kind(_COUNTS[where], many, each, values | more)

    mine, queue = url_for("help_requests.mine"), url_for("help_requests.index")
    if actor.leads:
        late = {"today": today, "late": late_before(today)}
        stuck = f"{queue}?tab={Tab.STUCK.value}"
        yield kind(_STUCK, "без движения", "Заявка", stuck, _to_office, is_late=True, **late)
    yield kind(_TO_CLARIFY, "ждут вашего уточнения", "Уточните заявку", mine, _to_clarify,
               is_late=True)  # fmt: skip
    yield kind(_TO_THANK, "ждут вашего слова", "Ответ на заявку", mine, _to_thank)
    yield kind(_TO_ANSWER, "у вас в работе", "Заявка", f"{queue}?tab={Tab.MINE.value}", _to_office)
    if actor.leads:
        yield kind(_TO_TAKE, "никто не взял", "Заявка", f"{queue}?tab={Tab.NEW.value}", _to_office)


def _rows(
    where: tuple[ColumnElement[bool], ...], values: Mapping[str, Any], actor: Actor, today: date
) -> Iterator[tuple[QueueRow, date]]:
    asked = select_rows().where(*where).order_by(HelpRequest.waits_since, HelpRequest.id)
    found = db.session.execute(asked.limit(NAMED_AT_MOST), values).all()
    days = (clock.local(one.waits_since).date() for one in found)
    return zip(queue_rows(found, actor, today), days, strict=True)


def _to_office(row: QueueRow) -> tuple[Deed, ...]:
    answer = Deed("Ответить", row.url, opens=True, is_main=not row.may_take)
    return (_press("Взять", row, Action.TAKE), answer) if row.may_take else (answer,)


def _to_clarify(row: QueueRow) -> tuple[Deed, ...]:
    return (Deed("Уточнить", row.url, opens=True, is_main=True),)


def _to_thank(row: QueueRow) -> tuple[Deed, ...]:
    return (_press("Помогло", row, Action.HELPED), Deed("Нужна помощь", row.url, opens=True))


def _press(words: str, row: QueueRow, action: Action) -> Deed:
    url = url_for("help_requests.move", request_id=row.id)
    return Deed(words, url, (("action", action.value),), is_main=True)
