"""Who sees an entry and its files: whoever sees the log of the record whose it is."""

from collections.abc import Callable

from rmo_web.household.entries.models import Entry
from rmo_web.household.files import Guard, owned, passing
from rmo_web.kernel.access import Actor
from rmo_web.kernel.db import db
from rmo_web.kernel.hooks import NamedHooks

FILES = "entries"
UPLOADS = passing("entry_upload")
_guards: NamedHooks[str, Guard] = NamedHooks()
_pages: NamedHooks[str, Callable[[int], str]] = NamedHooks()


def logged(owner: str) -> Callable[[Guard], Guard]:
    """A room says who sees the log of its record: `logged("topic")(may_see)`."""
    return _guards.under(owner)


def log_at(owner: str) -> Callable[[Callable[[int], str]], Callable[[int], str]]:
    """A room says at which address the log of its record stands."""
    return _pages.under(owner)


def address_of(owner: str, owner_id: int) -> str:
    """Where this log stands; nothing where no room keeps it."""
    page = _pages.first(owner)
    return page(owner_id) if page else ""


@owned(FILES)
def may_see_file(actor: Actor, entry_id: int) -> bool:
    """A file goes with its entry: what was removed is not given out."""
    entry = db.session.get(Entry, entry_id)
    if entry is None or entry.is_removed:
        return False
    may_see = _guards.first(entry.owner)
    return may_see is not None and may_see(actor, entry.owner_id)


def uploads_of(owner: str, owner_id: int) -> str:
    """Where files wait for a new entry of this log."""
    return f"{UPLOADS}:{owner}.{owner_id}"


def uploads_of_entry(entry_id: int) -> str:
    """Where files wait for this entry to be kept."""
    return f"{UPLOADS}:{entry_id}"
