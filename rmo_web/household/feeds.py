"""Calendars: a private address gives the entries of the year to a phone."""

import hashlib
import secrets
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint, Response, abort, current_app, request, url_for
from sqlalchemy import ForeignKey, String, delete, func, select
from sqlalchemy.orm import Mapped, mapped_column
from werkzeug.wrappers.response import Response as AnyResponse

from rmo_web.kernel import clock, site, years
from rmo_web.kernel.access import checks_record, me, open_to_all
from rmo_web.kernel.db import Model, db, saving
from rmo_web.kernel.hooks import Hooks
from rmo_web.kernel.htmx import leave_for, show
from rmo_web.kernel.offered.calendar import YearEntry, of_year
from rmo_web.kernel.years import SchoolYear, Year

USUAL_LENGTH = timedelta(hours=2)
TYPE = "text/calendar"
bp = Blueprint("calendar", __name__, url_prefix="/calendar")


class CalendarFeed(Model):
    """The address that somebody's phone asks; only its hash is kept, a new one ends the old."""

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    at: Mapped[datetime]


class CalendarEntry(Model):
    """What calendars were last told of a thing: how often it changed, and when it did.

    A thing that is gone keeps its count: should it come back, calendars compare it.
    """

    __tablename__ = "calendar_entry"

    key: Mapped[str] = mapped_column(String(80), primary_key=True)
    year_id: Mapped[int] = mapped_column(ForeignKey("school_year.id"), index=True)
    digest: Mapped[str] = mapped_column(String(64))
    sequence: Mapped[int]
    changed_at: Mapped[datetime]


def keep_up(year_id: int, at: datetime) -> None:
    """Count what calendars are to hear anew of this year, in the transaction that changed it."""
    db.session.flush()
    kept = db.session.get_one(SchoolYear, year_id)
    year = Year(kept.id, kept.starts_in, kept.is_closed)
    now = {} if year.is_closed else {one.key: one.digest for one in of_year(year)}
    # What is gone, or has not been told yet, matters only when it is there now.
    told = (CalendarEntry.year_id == year_id) & (CalendarEntry.digest != "")
    asked = select(CalendarEntry).where(told | CalendarEntry.key.in_(now))
    known = {one.key: one for one in db.session.scalars(asked)}
    for key, digest in now.items():
        if key not in known:
            new = CalendarEntry(
                key=key, year_id=year_id, digest=digest, sequence=0, changed_at=at
            )  # fmt: skip
            db.session.add(new)
    for key, entry in known.items():
        if entry.digest != now.get(key, ""):
            entry.digest, entry.year_id = now.get(key, ""), year_id
            entry.sequence, entry.changed_at = entry.sequence + 1, at


def ics(entries: Iterable[YearEntry], name: str) -> bytes:
    """The entries as a file of iCalendar (RFC 5545, 7986): the same while nothing changes."""
    from icalendar import Calendar  # heavy, and asked for seldom

    calendar = Calendar()
    calendar.add("prodid", "-//rmo_web//ru")
    calendar.add("version", "2.0")
    calendar.add("name", name)
    calendar.add("x-wr-calname", name)
    told = list(entries)
    stamps = _stamps([one.key for one in told])
    here, name = site.here(), _name_of_house()
    for one in told:
        first = datetime.combine(one.day, time(), UTC)  # of what was never counted
        event = _event(one, *stamps.get(one.key, (0, first)))
        event.add("uid", f"{one.key}@{name}")
        event.add("url", f"{here}{one.url}")
        calendar.add_component(event)
    written: bytes = calendar.to_ical()
    return written


def _stamps(keys: Sequence[str]) -> dict[str, tuple[int, datetime]]:
    asked = select(CalendarEntry.key, CalendarEntry.sequence, CalendarEntry.changed_at)
    found = db.session.execute(asked.where(CalendarEntry.key.in_(keys)))
    return {key: (sequence, at) for key, sequence, at in found}


def _event(one: YearEntry, sequence: int, changed_at: datetime) -> Any:
    from icalendar import Event

    event = Event()
    event.add("dtstamp", changed_at)
    event.add("last-modified", changed_at)
    event.add("sequence", sequence)
    event.add("summary", f"{_standing(one)}{one.title}")
    for name, value in (("location", one.place), ("description", one.text)):
        if value:
            event.add(name, value)
    usual = "TENTATIVE" if one.is_open else "CONFIRMED"
    event.add("status", "CANCELLED" if one.is_cancelled else usual)
    if one.starts_at:
        starts = _moment(one.day, one.starts_at)
        event.add("dtstart", starts)
        event.add("dtend", _moment(one.day, one.ends_at) if one.ends_at else starts + USUAL_LENGTH)
    else:
        event.add("dtstart", one.day)
        event.add("dtend", one.until + timedelta(days=1))  # the day after the last
        event.add("transp", "TRANSPARENT")
    return event


def _name_of_house() -> str:
    """By the settings alone: by whichever address it is asked, a calendar knows the thing again."""
    host: str = current_app.config["SETTINGS"].host
    return urlsplit(current_app.config["BASE_URL"]).hostname or host


def _standing(one: YearEntry) -> str:
    """Many calendars show nothing but the title."""
    return "Отменено: " if one.is_cancelled else "Перенесено: " if one.is_moved else ""


def _moment(day: date, hours: str) -> datetime:
    """In UTC: calendars know zones by other names than we do."""
    zone = clock.local(clock.now()).tzinfo
    return datetime.combine(day, time.fromisoformat(hours), zone).astimezone(clock.now().tzinfo)


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


@bp.get("/")
@checks_record
def index() -> Response:
    return show("household/feeds/index.html", has_feed=_mine() is not None, url="")


@bp.post("/renew")
@checks_record
def renew() -> Response:
    """A new address, shown this once; the one before it answers no more."""
    token = secrets.token_urlsafe(32)
    with saving():
        db.session.execute(delete(CalendarFeed).filter_by(account_id=me().account_id))
        db.session.add(
            CalendarFeed(account_id=me().account_id, token_hash=_hash(token), at=clock.now())
        )
    url = f"{site.here()}{url_for('.feed', token=token)}"
    return show(
        "household/feeds/index.html", has_feed=True, url=url, is_only_here=site.is_only_here()
    )


@bp.post("/revoke")
@checks_record
def revoke() -> AnyResponse:
    with saving():
        db.session.execute(delete(CalendarFeed).filter_by(account_id=me().account_id))
    return leave_for(url_for(".index"))


def _mine() -> CalendarFeed | None:
    return db.session.get(CalendarFeed, me().account_id)


@bp.get("/<string:token>.ics")
@open_to_all
def feed(token: str) -> AnyResponse:
    """What a phone asks for by itself; 404 for an address that was ended, or of no account."""
    account = db.session.execute(
        select(CalendarFeed.account_id).filter_by(token_hash=_hash(token))
    ).first()
    if account is None or not _is_open(account.account_id):
        abort(404)
    entries = [one for year in years.all_years() if not year.is_closed for one in of_year(year)]
    answer = Response(ics(entries, "План работы РМО"), mimetype=TYPE)
    answer.last_modified = db.session.scalar(select(func.max(CalendarEntry.changed_at)))
    answer.add_etag()
    # A phone may keep it, and asks each time whether it is still the same.
    answer.headers["Cache-Control"] = "private, no-cache"
    return answer.make_conditional(request)


Door = Callable[[int], bool]
_doors: Hooks[Door] = Hooks()


def opens_feed(may: Door) -> Door:
    """The room of accounts says whether this one still may sign in."""
    return _doors.hang(may)


def _is_open(account_id: int) -> bool:
    return all(may(account_id) for may in _doors)
