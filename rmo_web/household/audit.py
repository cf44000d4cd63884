"""The append-only journal: every fact of every room, kept against change by the database too."""

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from enum import Enum
from functools import wraps
from typing import Any

from flask import has_request_context, request
from sqlalchemy import BigInteger, Connection, Integer, Select, String, event, select, text
from sqlalchemy.orm import InstrumentedAttribute, Mapped, mapped_column

from rmo_web.kernel import russian
from rmo_web.kernel.db import Key, Model, db
from rmo_web.kernel.events import Happened, name_of, on
from rmo_web.kernel.hooks import NamedHooks
from rmo_web.kernel.years import starts_of


class AuditEntry(Model):
    __tablename__ = "journal"

    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)
    by: Mapped[int | None] = mapped_column(index=True)  # no foreign key: the entry outlives it
    fact: Mapped[str] = mapped_column(Key(100), index=True)
    about: Mapped[int | None]
    words: Mapped[str]
    details: Mapped[str]
    address: Mapped[str] = mapped_column(String(64))


@on(Happened)
def write(fact: Happened) -> None:
    """Put the fact down, with the address it came from."""
    told = {
        one.name: _plain(getattr(fact, one.name))
        for one in fields(fact)
        if one.name not in {"by", "at", "about"}
    }
    db.session.add(
        AuditEntry(
            at=fact.at,
            by=fact.by,
            fact=name_of(type(fact)),
            about=fact.about,
            words=fact.words,
            details=json.dumps(told, ensure_ascii=False, sort_keys=True),
            address=(request.remote_addr or "") if has_request_context() else "",
        )
    )


def _plain(value: Any) -> Any:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    return value.isoformat() if isinstance(value, date) else value


@dataclass(frozen=True, slots=True)
class AuditRow:
    at: datetime
    by: int | None
    fact: str
    about: int | None
    words: str
    details: str
    address: str

    @property
    def particulars(self) -> dict[str, Any]:
        """What the fact told beside its thing."""
        kept: dict[str, Any] = json.loads(self.details)
        return kept


@dataclass(frozen=True, slots=True)
class Thing:
    """What a fact is about, as a line names it, and where it can be looked at."""

    words: str
    url: str = ""


TITLE_SHOWN = 100
Offer = Callable[[Sequence[AuditRow]], Iterable[Thing]]
Address = Callable[..., str]  # of the id, and of the year where one is asked
_offers: NamedHooks[str, Offer] = NamedHooks()


def offers_words(*kinds: type[Happened]) -> Callable[[Offer], Offer]:
    """A room says of entries of these kinds, in their order, what each is about."""
    return _offers.under(*map(name_of, kinds))


def offers_titled(
    key: InstrumentedAttribute[int],
    title: InstrumentedAttribute[str],
    *kinds: type[Happened],
    year: InstrumentedAttribute[int] | None = None,
) -> Callable[[Address], Address]:
    """The common kind: the thing is a record with a title; the function says its address.

    Where that is a list of a year, `year` is the record's, and the function is told when it starts.
    One that was thrown away is named as the fact told it, and leads nowhere.
    """

    def remember(address: Address) -> Address:
        @wraps(address)
        def of_records(rows: Sequence[AuditRow]) -> Iterable[Thing]:
            asked = select(key, title, *([] if year is None else [year]))
            asked = asked.where(key.in_({row.about for row in rows}))
            records = {number: told for number, *told in db.session.execute(asked)}
            for row in rows:
                known, *in_year = records.get(row.about or 0, [""])
                said = known or row.particulars.get("title", "")
                if len(said) > TITLE_SHOWN:
                    said = russian.shortened(said, TITLE_SHOWN)
                url = address(row.about or 0, *map(starts_of, in_year)) if known else ""
                yield Thing(russian.quoted(said) if said else "", url)

        offers_words(*kinds)(of_records)
        return address

    return remember


def things(rows: Sequence[AuditRow]) -> list[Thing]:
    """What each of these entries is about; every room is asked once, however many there are."""
    by_offer: dict[Offer, list[int]] = defaultdict(list)
    for place, row in enumerate(rows):
        if offer := _offers.first(row.fact):
            by_offer[offer].append(place)
    found = [Thing("")] * len(rows)
    for offer, places in by_offer.items():
        for place, thing in zip(places, offer([rows[one] for one in places]), strict=True):
            found[place] = thing
    return found


def entries(words: str = "") -> Select[*tuple[Any, ...]]:
    """What happened, the newest first; of facts whose words have these in them."""
    asked = select(
        AuditEntry.at,
        AuditEntry.by,
        AuditEntry.fact,
        AuditEntry.about,
        AuditEntry.words,
        AuditEntry.details,
        AuditEntry.address,
    )
    if words:
        asked = asked.where(AuditEntry.words.in_(_like(words)))
    return asked.order_by(AuditEntry.id.desc())


def newest(*, limit: int) -> list[AuditRow]:
    """The last of what happened."""
    return [AuditRow(*row) for row in db.session.execute(entries().limit(limit))]


def _like(words: str) -> list[str]:
    """Whatever facts are called that has these words; compared here, as SQLite has no Russian."""
    sought, every = russian.fold(words), db.session.scalars(select(AuditEntry.words).distinct())
    return [one for one in every if sought in russian.fold(one)]


_LOCKED = {
    "sqlite": (
        "CREATE TRIGGER journal_no_update BEFORE UPDATE ON journal BEGIN "
        "SELECT RAISE(ABORT, 'the journal is append-only'); END",
        "CREATE TRIGGER journal_no_delete BEFORE DELETE ON journal BEGIN "
        "SELECT RAISE(ABORT, 'the journal is append-only'); END",
        # INSERT OR REPLACE deletes without asking the trigger above.
        "CREATE TRIGGER journal_no_replace BEFORE INSERT ON journal "
        "WHEN EXISTS (SELECT 1 FROM journal WHERE id = NEW.id) BEGIN "
        "SELECT RAISE(ABORT, 'the journal is append-only'); END",
    ),
    "postgresql": (
        "CREATE OR REPLACE FUNCTION journal_is_append_only() RETURNS trigger LANGUAGE plpgsql "
        "AS $$ BEGIN RAISE EXCEPTION 'the journal is append-only'; END $$",
        "CREATE TRIGGER journal_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON journal "
        "FOR EACH STATEMENT EXECUTE FUNCTION journal_is_append_only()",
    ),
}
_UNLOCKED = {
    "sqlite": (
        "DROP TRIGGER journal_no_update",
        "DROP TRIGGER journal_no_delete",
        "DROP TRIGGER journal_no_replace",
    ),
    "postgresql": ("DROP TRIGGER journal_no_change ON journal",),
}


def lock(connection: Connection) -> None:
    """Let the database itself refuse to change or delete an entry."""
    for statement in _LOCKED[connection.dialect.name]:
        connection.execute(text(statement))


def unlock(connection: Connection) -> None:
    """Take the lock off: only for erasing the example as a whole."""
    for statement in _UNLOCKED[connection.dialect.name]:
        connection.execute(text(statement))


event.listen(AuditEntry.__table__, "after_create", lambda table, connection, **_: lock(connection))
