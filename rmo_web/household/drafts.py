"""Drafts of long texts, kept on the server while somebody types."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import Blueprint, Response, request
from sqlalchemy import ForeignKey, String, UniqueConstraint, delete, select
from sqlalchemy.orm import Mapped, mapped_column

from rmo_web.kernel import clock, russian
from rmo_web.kernel.access import Actor, checks_record, me
from rmo_web.kernel.db import Model, db, saving
from rmo_web.kernel.errors import Refused
from rmo_web.kernel.forms import TEXT_MAX

KEY_MAX = 200
DRAFTS_MAX = 50
KEPT = timedelta(days=30)
bp = Blueprint("drafts", __name__, url_prefix="/drafts")


class Draft(Model):
    __table_args__ = (UniqueConstraint("account_id", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    key: Mapped[str] = mapped_column(String(KEY_MAX))
    text: Mapped[str]
    at: Mapped[datetime]


@dataclass(frozen=True, slots=True)
class DraftRow:
    """A draft as the form offers it."""

    text: str
    when: str


def kept(actor: Actor, key: str) -> DraftRow | None:
    """The draft of this field, when there is one."""
    found = db.session.execute(
        select(Draft.text, Draft.at).filter_by(account_id=actor.account_id, key=key)
    ).first()
    return DraftRow(found.text, russian.moment(clock.local(found.at))) if found else None


def drop(actor: Actor, key: str) -> None:
    """The text has been saved for good; its draft is not needed."""
    db.session.execute(delete(Draft).filter_by(account_id=actor.account_id, key=key))


def forget_old(now: datetime) -> None:
    """Throw away what nobody came back for."""
    db.session.execute(delete(Draft).where(Draft.at < now - KEPT))


@bp.post("/")
@checks_record
def save() -> Response:
    """Keep what is typed so far; an empty text drops the draft."""
    key, text = request.form.get("key", "")[:KEY_MAX], russian.clean(request.form.get("text", ""))
    actor = me()
    if len(text) > TEXT_MAX:
        raise Refused(f"Черновик не сохранён: не больше {TEXT_MAX} знаков.")
    with saving():
        drop(actor, key)
        if text.strip():
            _make_room(actor)
            db.session.add(Draft(account_id=actor.account_id, key=key, text=text, at=clock.now()))
    return Response(status=204)


def _make_room(actor: Actor) -> None:
    mine = select(Draft.id).filter_by(account_id=actor.account_id).order_by(Draft.at.desc())
    oldest = list(db.session.scalars(mine.offset(DRAFTS_MAX - 1)))
    db.session.execute(delete(Draft).where(Draft.id.in_(oldest)))
