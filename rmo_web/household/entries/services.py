"""Verbs of a log: write something down, correct it, take it out, bring it back."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from rmo_web.household import files
from rmo_web.household.entries import events, rules
from rmo_web.household.entries.access import FILES
from rmo_web.household.entries.models import Entry
from rmo_web.household.files import Attachment, File
from rmo_web.kernel.access import Actor
from rmo_web.kernel.db import db
from rmo_web.kernel.events import emit


@dataclass(frozen=True, slots=True)
class NewEntry:
    """What is written down: what, on which day; the rest where there is something to say."""

    text: str
    day: date
    kind: str = ""
    minutes: int | None = None
    link: str = ""
    files: tuple[File, ...] = ()


def add(
    owner: str, owner_id: int, told: NewEntry, *, by: Actor, at: datetime, today: date
) -> Entry:  # fmt: skip
    """An entry in the log of this record. Refused for a day to come, and for too many files."""
    entry = Entry(owner=owner, owner_id=owner_id, entered_by_id=by.person_id, at=at)
    _write(entry, told, by, at, today)
    _tell(events.EntryAdded, entry, by, at)
    return entry


def keep(
    entry: Entry, told: NewEntry, *, without: Collection[int] = (), by: Actor, at: datetime,
    today: date,
) -> None:  # fmt: skip
    """What the entry says now, `without` these of its files. Refused as a new one is."""
    for one in files_of(entry.id):
        if one.id in without:
            files.drop_one(FILES, entry.id, one.id)
    _write(entry, told, by, at, today)
    _tell(events.EntryChanged, entry, by, at)


def remove(entry: Entry, *, by: Actor, at: datetime) -> None:
    """Take it out; it can be brought back."""
    entry.is_removed = True
    _tell(events.EntryRemoved, entry, by, at)


def restore(entry: Entry, *, by: Actor, at: datetime) -> None:
    """Bring it back as it was."""
    entry.is_removed = False
    _tell(events.EntryRestored, entry, by, at)


def files_of(entry_id: int) -> list[Attachment]:
    """The files that the entry has."""
    asked = select(Attachment).filter_by(owner=FILES, owner_id=entry_id)
    return list(db.session.scalars(asked.order_by(Attachment.id)))


def _write(entry: Entry, told: NewEntry, by: Actor, at: datetime, today: date) -> None:
    rules.check_day(told.day, today)
    entry.text, entry.day, entry.kind = told.text, told.day, told.kind
    entry.minutes, entry.link = told.minutes, told.link
    db.session.add(entry)
    db.session.flush()
    there = files_of(entry.id)
    known = {one.sha256 for one in there}
    brought = {files.digest(content): (name, content) for name, content in told.files}
    new = [one for digest, one in brought.items() if digest not in known]
    rules.check_files([*(one.size for one in there), *(len(content) for _, content in new)])
    for name, content in new:
        files.attach(FILES, entry.id, name, content, by=by.account_id, at=at)


def _tell(kind: type[events.EntryTold], entry: Entry, by: Actor, at: datetime) -> None:
    emit(
        kind(
            by=by.account_id, at=at, about=entry.id, owner=entry.owner, owner_id=entry.owner_id
        )
    )  # fmt: skip
