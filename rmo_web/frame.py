"""What stands around every page: the association, the year, the menu, the bell."""

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode, urlsplit

from flask import Flask, current_app, request, url_for
from flask_login import current_user
from sqlalchemy import Select, bindparam, select

from rmo_web.accounts.wording import ROLES
from rmo_web.household import failures, notices
from rmo_web.kernel import clock, site, years
from rmo_web.kernel.access import Actor
from rmo_web.kernel.counting import badge
from rmo_web.kernel.db import db
from rmo_web.kernel.offered import badges
from rmo_web.kernel.urls import stands_under
from rmo_web.members import works
from rmo_web.members.models import Association
from rmo_web.rooms import Group, MenuEntry, menu_for


@dataclass(frozen=True, slots=True)
class MenuLink:
    title: str
    url: str
    icon: str
    is_current: bool
    count: str = ""


@dataclass(frozen=True, slots=True)
class MenuGroup:
    key: str
    title: str
    links: tuple[MenuLink, ...]


@dataclass(frozen=True, slots=True)
class YearChoice:
    id: int
    title: str
    is_closed: bool
    is_current: bool


@dataclass(frozen=True, slots=True)
class Frame:
    association: str
    district: str
    year: YearChoice | None
    years: tuple[YearChoice, ...]
    groups: tuple[MenuGroup, ...]
    own: tuple[MenuLink, ...]
    bar: tuple[MenuLink, ...]
    is_behind_more: bool  # what is shown now is not in the bar of a phone
    person: str
    role: str
    unread: str
    leads: bool
    is_example: bool
    may_erase: bool
    may_end_years: bool
    here: str
    year_in_address: int | None  # for forms that ask by GET: they replace the query


def put_around(app: Flask) -> None:
    """Give every template its `frame`: None for strangers, and when the database is to blame.

    Strangers are told where to sign in, when at this address they cannot.
    """

    @app.context_processor
    def values() -> dict[str, object]:
        if _is_known():
            return {"frame": drawn(current_user._get_current_object())}
        return {"frame": None, "safe_address": site.safe_address()}


def _is_known() -> bool:
    return not failures.is_bare() and bool(current_user) and current_user.is_authenticated


def drawn(actor: Actor) -> Frame:
    """The frame for this person at this address."""
    endpoints, statement = _asked(leads=actor.leads)
    me = {"bell": actor.account_id, "me": actor.person_id, "today": clock.today()}
    found = db.session.execute(statement, me).one()
    name, district, is_example, is_away, unread, *asked = found
    every = _years()
    counts = {} if is_away else dict(zip(endpoints, asked, strict=True))
    links = {entry: _link(entry, counts) for entry in menu_for(actor.role)}
    bar = tuple(
        replace(link, title=entry.in_bar) for entry, link in links.items() if entry.in_bar
    )  # fmt: skip
    here = next((link for link in links.values() if link.is_current), None)
    return Frame(
        association=name,
        district=district,
        year=next((year for year in every if year.is_current), None),
        years=every,
        groups=_groups(links),
        own=tuple(link for entry, link in links.items() if entry.group is Group.OWN),
        bar=bar,
        is_behind_more=here is not None and not any(link.is_current for link in bar),
        person=actor.name,
        role=ROLES[actor.role],
        unread=badge(unread),
        leads=actor.leads,
        is_example=is_example,
        may_erase=is_example and actor.is_head,
        may_end_years=actor.is_head,
        here=_here(here) if request.method == "GET" else "/",
        year_in_address=years.in_address(clock.today()),
    )


@lru_cache(maxsize=2)
def _asked(*, leads: bool) -> tuple[tuple[str, ...], Select[Any]]:
    """All that the frame asks, in one statement built once: it is drawn on every page."""
    numbers = badges.statements(leads=leads)
    return tuple(numbers), select(
        Association.name,
        Association.district,
        Association.is_example,
        works.is_away(bindparam("me"), bindparam("today")),  # nothing in the menu waits for her
        notices.COUNTED.scalar_subquery(),
        *(one.scalar_subquery() for one in numbers.values()),
    )


def _groups(links: dict[MenuEntry, MenuLink]) -> tuple[MenuGroup, ...]:
    """The groups that this person has anything in, in their order."""
    by_group: dict[Group, list[MenuLink]] = {group: [] for group in Group}
    for entry, link in links.items():
        by_group[entry.group].append(link)
    del by_group[Group.OWN]
    return tuple(
        MenuGroup(group.name.lower(), group, tuple(inside))
        for group, inside in by_group.items()
        if inside
    )


def _here(room: MenuLink | None) -> str:
    """Where the switch leads: the page without its year, or the room of a record, which has one."""
    if years.is_of_record():
        return urlsplit(room.url).path if room else "/"
    said = {name: values for name, values in request.args.lists() if name != "year"}
    return f"{request.path}?{urlencode(said, doseq=True)}".rstrip("?")


def _years() -> tuple[YearChoice, ...]:
    chosen = years.chosen(clock.today())
    return tuple(
        YearChoice(year.id, year.title, year.is_closed, year == chosen)
        for year in years.all_years()
    )


def _link(entry: MenuEntry, counts: dict[str, int]) -> MenuLink:
    is_home, path = entry.prefix == "/", stands_under()
    is_current = path == "/" if is_home else path.startswith(entry.prefix)
    count = badge(counts.get(entry.endpoint, 0))
    return MenuLink(entry.title, url_for(entry.endpoint), entry.icon, is_current, count)


def asset(name: str) -> str:
    """The address of a static file with its fingerprint, so that browsers may keep it."""
    # By hand: a row of the queue asks for its icon, and `url_for` would cost more than the row.
    prints: dict[str, str] = current_app.config["FINGERPRINTS"]
    return f"{request.script_root}/static/{name}?v={prints.get(name, '')}"
