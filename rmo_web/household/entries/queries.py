"""What pages and papers read of a log: its rows, its days, its sums, what it holds of a person."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from flask import url_for
from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import aliased

from rmo_web.household.audit import AuditRow, Thing, offers_words
from rmo_web.household.entries import events, rules
from rmo_web.household.entries.access import FILES, address_of
from rmo_web.household.entries.models import Entry
from rmo_web.household.files import Attachment, size_in_words
from rmo_web.kernel import russian, years
from rmo_web.kernel.db import db
from rmo_web.kernel.offered.mydata import Holding
from rmo_web.kernel.urls import pressed

_NEWEST_FIRST = Entry.day.desc(), Entry.id.desc()
WORDS_SHOWN = 60


@dataclass(slots=True)
class LogDay:
    """A day of a log: how many entries it has, and how many minutes are said in them."""

    day: date
    count: int
    minutes: int


@dataclass(frozen=True, slots=True)
class LogSums:
    """How many entries, and how long in all."""

    count: int = 0
    minutes: int = 0

    @property
    def in_words(self) -> str:
        """«12 записей, 18 ч 30 мин»."""
        return rules.sums_in_words(self.count, self.minutes)


@dataclass(frozen=True, slots=True)
class EntryFile:
    id: int
    name: str
    bytes: int
    url: str

    @property
    def size(self) -> str:
        return size_in_words(self.bytes)


@dataclass(frozen=True, slots=True)
class EntryRow:
    """An entry as its list shows it, with the addresses of its buttons for who may change it.

    `entered_by` is said where another one wrote it down.
    """

    id: int
    day: str
    text: str
    kind: str
    time: str
    link: str
    files: tuple[EntryFile, ...]
    entered_by: str
    url: str
    edit_url: str
    remove_url: str


@dataclass(frozen=True, slots=True)
class Log:
    """The log of a record, as its room opens it for writing.

    It stands at `url`; `room` has `show_entry`, `edit_entry`, `remove_entry`, `restore_entry`.
    """

    owner: str
    owner_id: int
    title: str
    url: str
    new_url: str
    files_url: str
    room: str
    kinds: Mapping[str, str]
    entered_by: Callable[[Sequence[Entry]], Mapping[int, str]] = field(default=lambda _: {})

    def row(self, entry: Entry) -> EntryRow:
        """One entry as the list shows it."""
        return rows([entry], self.kinds, self.entered_by([entry]), self.room)[0]


@dataclass(frozen=True, slots=True)
class LogPanel:
    """A log as a page shows it: some of its entries, and the sums of all."""

    rows: tuple[EntryRow, ...]
    sums: str
    by_year: tuple[tuple[str, str], ...]  # where there is more than one
    last: int  # the entry below which there are older ones; 0 where all are shown


@dataclass(frozen=True, slots=True)
class EntryWords:
    """The entry as its form shows it."""

    text: str
    day: date
    kind: str
    time: str
    link: str


def of_log(owner: str, owner_id: int) -> ColumnElement[bool]:
    """Whether the `Entry` of the statement stands in this log."""
    return and_(Entry.owner == owner, Entry.owner_id == owner_id, ~Entry.is_removed)


def listed(owner: str, owner_id: int) -> Select[Entry]:
    """The entries of this log, the newest day first."""
    return select(Entry).where(of_log(owner, owner_id)).order_by(*_NEWEST_FIRST)


def newest(
    owner: str, owner_id: int, most: int
) -> tuple[Select[Entry, int, str, int], type[Entry]]:
    """So many of them, each beside its files, in one statement; and the entry in it, to be joined.

    What it finds begins with the entry and ends with the file's number, name and size.
    """
    entry = aliased(Entry, listed(owner, owner_id).limit(most).subquery())
    is_its = and_(Attachment.owner == FILES, Attachment.owner_id == entry.id)
    asked = select(entry, Attachment.id, Attachment.name, Attachment.size)
    order = entry.day.desc(), entry.id.desc(), Attachment.id
    return asked.outerjoin(Attachment, is_its).order_by(*order), entry


def days(owner: str, owner_id: int) -> list[LogDay]:
    """Every day of this log that has an entry, in their order."""
    found = db.session.execute(
        select(Entry.day, func.count(), func.sum(Entry.minutes))
        .where(of_log(owner, owner_id))
        .group_by(Entry.day)
        .order_by(Entry.day)
    )
    return [LogDay(day, count, minutes or 0) for day, count, minutes in found]


def sums(of: Iterable[LogDay]) -> tuple[LogSums, dict[int, LogSums]]:
    """How much stands in these days: in all, and by the school year that each belongs to."""
    counts: dict[int, int] = defaultdict(int)
    minutes: dict[int, int] = defaultdict(int)
    for one in of:
        year = years.starts_in(one.day)
        counts[year] += one.count
        minutes[year] += one.minutes
    by_year = {year: LogSums(counts[year], minutes[year]) for year in sorted(counts)}
    return LogSums(sum(counts.values()), sum(minutes.values())), by_year


def rows(
    entries: Collection[Entry], kinds: Mapping[str, str], entered_by: Mapping[int, str],
    room: str, kept: Mapping[int, Sequence[EntryFile]] | None = None,
) -> tuple[EntryRow, ...]:  # fmt: skip
    """These entries as a list shows them, in the words of their room; who wrote each by person.

    The `room` has the addresses of their buttons; without it they have none. Their files are
    asked for where they are not `kept` in hand.
    """
    if kept is None:
        kept = _files([one.id for one in entries])
    return tuple(
        EntryRow(
            id=one.id,
            day=russian.day(one.day),
            text=one.text,
            kind=kinds.get(one.kind, ""),
            time=rules.in_words(one.minutes or 0),
            link=pressed(one.link),
            files=tuple(kept.get(one.id, ())),
            entered_by=entered_by.get(one.entered_by_id, ""),
            url=url_for(f"{room}.show_entry", entry_id=one.id) if room else "",
            edit_url=url_for(f"{room}.edit_entry", entry_id=one.id) if room else "",
            remove_url=url_for(f"{room}.remove_entry", entry_id=one.id) if room else "",
        )
        for one in entries
    )


def panel(of: Sequence[LogDay], shown: tuple[EntryRow, ...]) -> LogPanel:
    """These entries with the sums of all the days of their log."""
    whole, by_year = sums(of)
    several = by_year.items() if len(by_year) > 1 else ()
    return LogPanel(
        shown,
        whole.in_words if whole.count else "Записей пока нет.",
        tuple((years.title(year), one.in_words) for year, one in several),
        shown[-1].id if shown and whole.count > len(shown) else 0,
    )


def words_of(entry: Entry) -> EntryWords:
    """What its form begins with."""
    time = rules.in_words(entry.minutes or 0)
    return EntryWords(entry.text, entry.day, entry.kind, time, entry.link)


def files_of(entry_id: int) -> list[EntryFile]:
    """The files that the entry has, by name."""
    return _files([entry_id])[entry_id]


def below(entry: Entry) -> int:
    """The entry that stands below this one in its list; 0 where it is the last."""
    lower = or_(Entry.day < entry.day, and_(Entry.day == entry.day, Entry.id < entry.id))
    asked = listed(entry.owner, entry.owner_id).with_only_columns(Entry.id)
    return db.session.scalar(asked.where(lower).limit(1)) or 0


def is_older(entry: Entry, than_id: int) -> bool:
    """Whether it stands below that one in their list; not below what is of another."""
    than = db.session.scalar(listed(entry.owner, entry.owner_id).where(Entry.id == than_id))
    return than is not None and (entry.day, entry.id) < (than.day, than.id)


def holdings(owner: str, titles: Mapping[int, str]) -> list[Holding]:
    """What these logs hold, for «Мои данные»: their records by number, with what each is called."""
    found = db.session.scalars(
        select(Entry)
        .where(Entry.owner == owner, Entry.owner_id.in_(titles))
        .order_by(Entry.owner_id, Entry.day, Entry.id)
    ).all()
    kept = _files([one.id for one in found])
    return [
        {
            "где": titles[one.owner_id], "день": one.day, "что": one.text,
            "время": rules.in_words(one.minutes or 0), "ссылка": one.link,
            "файлы": "; ".join(file.name for file in kept[one.id]),
            "убрана": "да" if one.is_removed else "",
        }
        for one in found
    ]  # fmt: skip


def _files(entry_ids: Collection[int]) -> dict[int, list[EntryFile]]:
    kept: dict[int, list[EntryFile]] = defaultdict(list)
    if not entry_ids:
        return kept
    found = db.session.execute(
        select(Attachment.owner_id, Attachment.id, Attachment.name, Attachment.size)
        .where(Attachment.owner == FILES, Attachment.owner_id.in_(entry_ids))
        .order_by(Attachment.id)
    )
    for entry_id, number, name, size in found:
        kept[entry_id].append(file_of(number, name, size))
    return kept


def file_of(number: int, name: str, size: int) -> EntryFile:
    return EntryFile(number, name, size, url_for("files.download", attachment_id=number))


@offers_words(
    events.EntryAdded, events.EntryChanged, events.EntryRemoved, events.EntryRestored
)  # fmt: skip
def of_entries(rows: Sequence[AuditRow]) -> Iterable[Thing]:
    """How each entry begins, and where its log stands."""
    asked = select(Entry.id, Entry.text).where(Entry.id.in_({row.about for row in rows}))
    begins = {one.id: one.text for one in db.session.execute(asked)}
    for row in rows:
        words = russian.shortened(begins.get(row.about or 0, ""), WORDS_SHOWN)
        told = row.particulars
        yield Thing(russian.quoted(words), address_of(told["owner"], told["owner_id"]))
