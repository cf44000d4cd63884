"""What a person must know: a bell in the application, and a letter where mail is switched on."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from flask import Blueprint, Response
from sqlalchemy import (
    ColumnElement,
    ForeignKey,
    Index,
    String,
    UniqueConstraint,
    bindparam,
    select,
    update,
)
from sqlalchemy.orm import InstrumentedAttribute, Mapped, mapped_column
from werkzeug.wrappers.response import Response as AnyResponse

from rmo_web.kernel import clock, russian
from rmo_web.kernel.access import Actor, checks_record, me
from rmo_web.kernel.counting import BADGE_MOST, badge, counted_to
from rmo_web.kernel.db import Model, db, saving
from rmo_web.kernel.hooks import Hooks
from rmo_web.kernel.htmx import leave_for, show

SHOWN = 100
CAUSE_MAX = 160
bp = Blueprint("notices", __name__, url_prefix="/notices")


class Notice(Model):
    __table_args__ = (
        Index(None, "account_id", "read_at"),
        UniqueConstraint("account_id", "cause"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    at: Mapped[datetime]
    text: Mapped[str]
    url: Mapped[str] = mapped_column(default="")
    read_at: Mapped[datetime | None]
    cause: Mapped[str | None] = mapped_column(String(CAUSE_MAX))


@dataclass(frozen=True, slots=True)
class NoticeOption:
    value: str
    words: str
    is_mine: bool
    count: int = 0


@dataclass(frozen=True, slots=True)
class NoticeChoice:
    """A question that is answered by one press: where it goes, and back to where (`onward`)."""

    key: str
    label: str
    url: str
    options: tuple[NoticeOption, ...]
    onward: str = ""


@dataclass(frozen=True, slots=True)
class NoticeRow:
    text: str
    url: str
    when: str
    is_new: bool
    choice: NoticeChoice | None = None


Offer = Callable[[Actor, Collection[str], date], Mapping[str, NoticeChoice]]
_offers: Hooks[Offer] = Hooks()


def offers_choices(offer: Offer) -> Offer:
    """A room offers its questions by the addresses of what they are about."""
    return _offers.hang(offer)


def tell(
    account_id: int, text: str, *, at: datetime, url: str = "", cause: str | None = None
) -> None:
    """Put a notice into the person's list; it is committed with the deed that caused it."""
    db.session.add(Notice(account_id=account_id, at=at, text=text, url=url, cause=cause))


def was_told(account_id: InstrumentedAttribute[int], cause: str) -> ColumnElement[bool]:
    """Whether the account has heard of this cause."""
    return select(Notice.id).where(Notice.account_id == account_id, Notice.cause == cause).exists()


# The number on the bell of the account `bell`, to be asked beside something else.
COUNTED = counted_to(
    BADGE_MOST,
    select(Notice.id).where(Notice.account_id == bindparam("bell"), Notice.read_at.is_(None)),
)


def unread(actor: Actor) -> str:
    """The number on the bell."""
    return badge(db.session.scalar(COUNTED, {"bell": actor.account_id}) or 0)


def listed(actor: Actor, today: date) -> list[NoticeRow]:
    """The person's notices, the newest first."""
    found = db.session.execute(
        select(Notice.text, Notice.url, Notice.at, Notice.read_at)
        .where(Notice.account_id == actor.account_id)
        .order_by(Notice.id.desc())
        .limit(SHOWN)
    )
    rows = found.all()
    asked = {url for _, url, _, _ in rows if url}
    choices: dict[str, NoticeChoice] = {}
    for offer in _offers:
        choices |= offer(actor, asked, today)
    # Of several notices about one thing only the newest asks.
    return [
        NoticeRow(
            text, url, russian.moment(clock.local(at)), read_at is None, choices.pop(url, None)
        )
        for text, url, at, read_at in rows
    ]


def read_about(url: str, *, by: Actor, at: datetime) -> None:
    """What the person has answered is not new to her."""
    mine = Notice.account_id == by.account_id, Notice.url == url, Notice.read_at.is_(None)
    db.session.execute(update(Notice).where(*mine).values(read_at=at))


@bp.get("/")
@checks_record
def index() -> Response:
    return show("household/notices/index.html", notices=listed(me(), clock.today()))


@bp.get("/count")
@checks_record
def count() -> Response:
    """The number for the bell, polled quietly."""
    return show("household/notices/_news.html", unread=unread(me()))


@bp.post("/read")
@checks_record
def read() -> AnyResponse:
    """Every notice of mine is read."""
    mine = Notice.account_id == me().account_id, Notice.read_at.is_(None)
    with saving():
        db.session.execute(update(Notice).where(*mine).values(read_at=clock.now()))
    return leave_for("/notices/")
