"""The rooms, in the order of the menu: the only list that knows them all."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from importlib import import_module
from importlib.util import find_spec

from flask import Flask

from rmo_web.household import (
    audit,
    drafts,
    feeds,
    files,
    health,
    notices,
    outbox,
    symptoms,
    throttle,
)
from rmo_web.household.entries import views as entries
from rmo_web.kernel import hooks
from rmo_web.kernel.access import Role

WITHOUT_PAGES = (audit, outbox, symptoms, throttle)  # named here so that their tables are known
OPENED = ("views", "offers", "listens", "notify")  # of a room and of its parts
EVERYONE = frozenset(Role)
HEAD = frozenset({Role.HEAD})


class Group(StrEnum):
    """Where an entry stands in the menu; the words are the quiet heading of the group."""

    FIRST = ""
    YEAR = "Год"
    HELP = "Помощь"
    GROWTH = "Рост"
    ASSOCIATION = "Объединение"
    OWN = "Своё"  # under the person's name, which is its heading


@dataclass(frozen=True, slots=True)
class MenuEntry:
    """An entry of the menu; a `prefix` of the path tells when we are there.

    The bar of a phone has three places and «Ещё»; `in_bar` is what it says there.
    """

    title: str
    endpoint: str
    icon: str
    prefix: str
    group: Group
    roles: frozenset[Role] = EVERYONE
    in_bar: str = ""


@dataclass(frozen=True, slots=True)
class Room:
    name: str
    menu: tuple[MenuEntry, ...] = ()


ROOMS = (
    Room(
        "home",
        (
            MenuEntry("Главная", "home.index", "home", "/", Group.FIRST, in_bar="Главная"),
            MenuEntry("Журнал", "home.journal", "history", "/journal", Group.OWN, HEAD),
        ),
    ),
    Room(
        "plan",
        (MenuEntry("План работы", "plan.show_plan", "plan", "/plan/", Group.YEAR, in_bar="План"),),
    ),
    Room(
        "meetings",
        (MenuEntry("Заседания", "meetings.listing", "meetings", "/meetings/", Group.YEAR),),
    ),
    Room(
        "help_requests",
        (
            MenuEntry(
                "Заявки",
                "help_requests.index",
                "help",
                "/help-requests/",
                Group.HELP,
                in_bar="Заявки",
            ),
        ),
    ),
    Room("growth", (MenuEntry("Мой рост", "growth.index", "seedling", "/growth/", Group.GROWTH),)),
    Room(
        "self_education",
        (
            MenuEntry(
                "Самообразование", "self_education.index", "book", "/self-education/", Group.GROWTH
            ),
        ),
    ),
    Room(
        "members",
        (MenuEntry("Участники", "members.register", "school", "/members/", Group.ASSOCIATION),),
    ),
    Room(
        "accounts",
        (
            MenuEntry("Доступ", "accounts.listing", "key", "/accounts/", Group.ASSOCIATION, HEAD),
            MenuEntry("Мои данные", "accounts.me_page", "user", "/me/", Group.OWN),
        ),
    ),
    Room("setup"),
)


def open_rooms(app: Flask) -> None:
    """Register the pages, tables, offers and listeners of the household and of every room."""
    for house in (health, notices, drafts, files, entries, feeds):
        app.register_blueprint(house.bp)
    opened = [name for room in ROOMS for name in _files_of(room)]
    for name in opened:
        import_module(name)
    hooks.arrange(opened)
    for room in ROOMS:
        app.register_blueprint(import_module(f"rmo_web.{room.name}.blueprint").bp)


def _files_of(room: Room) -> Iterator[str]:
    """What a room opens: its own files, then those of its parts in the order that it states."""
    package = import_module(f"rmo_web.{room.name}")
    for part in ("", *getattr(package, "PARTS", ())):
        place = ".".join(filter(None, (package.__name__, part)))
        yield from (f"{place}.{one}" for one in OPENED if find_spec(f"{place}.{one}"))


def menu_for(role: Role) -> tuple[MenuEntry, ...]:
    """What this role finds in the menu."""
    return tuple(entry for room in ROOMS for entry in room.menu if role in entry.roles)
