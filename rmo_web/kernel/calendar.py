"""The year as a calendar: rooms offer its entries, a private address gives them to a phone."""

import hashlib
import secrets
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint, Response, abort, current_app, url_for
from sqlalchemy import ForeignKey, String, delete, select
from sqlalchemy.orm import Mapped, mapped_column
from werkzeug.wrappers.response import Response as AnyResponse

from rmo_web.kernel import clock, schoolyear
from rmo_web.kernel.access import checks_record, me, open_to_all
from rmo_web.kernel.db import Model, db, saving
from rmo_web.kernel.htmx import leave_for, show
from rmo_web.kernel.schoolyear import Year

USUAL_LENGTH = timedelta(hours=2)
TYPE = "text/calendar"
bp = Blueprint("calendar", __name__, url_prefix="/calendar")


class CalendarFeed(Model):
    """The address that somebody's phone asks; only its hash is kept, a new one ends the old."""

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    at: Mapped[datetime]


@dataclass(frozen=True, slots=True)
class Entry:
    """Something of the year. Without hours it takes whole days, `until` being the last of them.

    `version` grows with every change: calendars compare it.
    """

    key: str
    title: str
    day: date
    until: date
    url: str
    starts_at: str = ""
    ends_at: str = ""
    place: str = ""
    text: str = ""
    version: int = 0
    is_cancelled: bool = False


Offer = Callable[[Year], Iterable[Entry]]
_offers: list[Offer] = []


def offers_entries(offer: Offer) -> Offer:
    """A room offers what it has on the days of a year."""
    _offers.append(offer)
    return offer


def of_year(year: Year) -> list[Entry]:
    """What every room has in this year."""
    return [entry for offer in _offers for entry in offer(year)]


def ics(entries: Iterable[Entry], name: str, at: datetime) -> bytes:
    """The entries as a file of iCalendar (RFC 5545)."""
    from icalendar import Calendar  # heavy, and asked for seldom

    calendar = Calendar()
    calendar.add("prodid", "-//rmo_web//ru")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", name)
    for one in entries:
        calendar.add_component(_event(one, at))
    written: bytes = calendar.to_ical()
    return written


def _event(one: Entry, at: datetime) -> Any:
    from icalendar import Event

    event = Event()
    base = current_app.config["BASE_URL"]
    event.add("uid", f"{one.key}@{urlsplit(base).hostname or 'rmo-web'}")
    event.add("dtstamp", at)
    event.add("sequence", one.version)
    event.add("summary", one.title)
    for name, value in (("location", one.place), ("description", one.text)):
        if value:
            event.add(name, value)
    event.add("url", f"{base}{one.url}")
    event.add("status", "CANCELLED" if one.is_cancelled else "CONFIRMED")
    if one.starts_at:
        starts = _moment(one.day, one.starts_at)
        event.add("dtstart", starts)
        event.add("dtend", _moment(one.day, one.ends_at) if one.ends_at else starts + USUAL_LENGTH)
    else:
        event.add("dtstart", one.day)
        event.add("dtend", one.until + timedelta(days=1))  # the day after the last
        event.add("transp", "TRANSPARENT")
    return event


def _moment(day: date, hours: str) -> datetime:
    """In UTC: calendars know zones by other names than we do."""
    zone = clock.local(clock.now()).tzinfo
    return datetime.combine(day, time.fromisoformat(hours), zone).astimezone(clock.now().tzinfo)


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


@bp.get("/")
@checks_record
def index() -> Response:
    return show("calendar/index.html", has_feed=_mine() is not None, url="")


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
    url = f"{current_app.config['BASE_URL']}{url_for('.feed', token=token)}"
    return show("calendar/index.html", has_feed=True, url=url)


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
def feed(token: str) -> Response:
    """What a phone asks for by itself; 404 for an address that was ended, or of no account."""
    account = db.session.execute(
        select(CalendarFeed.account_id).filter_by(token_hash=_hash(token))
    ).first()
    if account is None or not _is_open(account.account_id):
        abort(404)
    entries = [
        one for year in schoolyear.all_years() if not year.is_closed for one in of_year(year)
    ]
    return Response(ics(entries, "План работы РМО", clock.now()), mimetype=TYPE)


_doors: list[Callable[[int], bool]] = []


def opens_feed(may: Callable[[int], bool]) -> Callable[[int], bool]:
    """The room of accounts says whether this one still may sign in."""
    _doors.append(may)
    return may


def _is_open(account_id: int) -> bool:
    return all(may(account_id) for may in _doors)
