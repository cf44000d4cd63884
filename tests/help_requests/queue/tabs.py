"""Which tabs show a request, told without a database: the queue must say the same."""

from dataclasses import dataclass
from datetime import date

from rmo_web.help_requests.queue.rules import Tab
from rmo_web.help_requests.rules import OURS, THEIRS, Status, is_late


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a request stands, as the queue sorts it."""

    status: Status
    postponed_until: date | None
    waits_since: date
    moved_on: date


def is_ours(one: Standing, today: date) -> bool:
    """Whether the next word is the office's: a date of postponement that has come counts."""
    return one.status in OURS or is_due(one, today)


def is_due(one: Standing, today: date) -> bool:
    return one.status is Status.POSTPONED and (one.postponed_until or today) <= today


def tabs_of(one: Standing, today: date) -> frozenset[Tab]:
    """The tabs that show a request, but for «Мои»."""
    tabs = {Tab.ALL}
    if one.status is Status.NEW:
        tabs.add(Tab.NEW)
    elif is_ours(one, today):
        tabs.add(Tab.WORK)
    elif one.status in THEIRS:
        tabs.add(Tab.AUTHOR)
    elif one.status is Status.POSTPONED:
        tabs.add(Tab.POSTPONED)
    if is_ours(one, today) and is_late(one.moved_on, today):
        tabs.add(Tab.STUCK)
    return frozenset(tabs)
