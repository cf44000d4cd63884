"""Mail, when it is switched on: a letter is a row, sent after the commit, never twice.

pending → sending → sent | retry → … | dead | unknown. A letter whose sender was killed half-way,
or whose server had it all and did not say «taken», is `unknown`: nobody can tell whether it left,
so a person decides (safety.md 4.4).
"""

import logging
import smtplib
from collections.abc import Callable
from contextlib import closing, suppress
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.utils import make_msgid
from enum import StrEnum
from pathlib import Path
from time import monotonic
from typing import Any

from flask import current_app
from sqlalchemy import String, UniqueConstraint, func, select, update
from sqlalchemy.orm import Mapped, mapped_column

from rmo_web.kernel import russian, site
from rmo_web.kernel.db import Model, Words, db, saving

LEASE = timedelta(minutes=10)
TRIES_MAX = 24
AT_ONCE = LEASE / 2  # a claim must be fresh when its letter is sent: the rest waits a minute
TIMEOUT = 20
SUBJECT_MAX = 200

log = logging.getLogger("rmo_web")


class LetterState(StrEnum):
    PENDING = "pending"
    SENDING = "sending"
    RETRY = "retry"
    SENT = "sent"
    DEAD = "dead"
    UNKNOWN = "unknown"


class Letter(Model):
    __table_args__ = (UniqueConstraint("cause", "recipient"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    cause: Mapped[str] = mapped_column(String(200))
    recipient: Mapped[str] = mapped_column(String(254))
    subject: Mapped[str] = mapped_column(String(SUBJECT_MAX))
    body: Mapped[str]
    message_id: Mapped[str] = mapped_column(String(200))
    state: Mapped[LetterState] = mapped_column(
        Words(LetterState, "state", 10), default=LetterState.PENDING
    )
    tries: Mapped[int] = mapped_column(default=0)
    next_at: Mapped[datetime] = mapped_column(index=True)
    claimed_at: Mapped[datetime | None]
    error: Mapped[str] = mapped_column(default="")


class Undeliverable(Exception):
    """The mail server refused this letter for good."""


class Doubtful(Exception):
    """The mail server may have taken this letter: it was cut off before it said so."""


def is_on() -> bool:
    return str(current_app.config["MAIL"]) != "off"


def post(recipient: str, subject: str, body: str, *, cause: str, at: datetime) -> None:
    """Put a letter into the outbox in its cause's transaction; nothing when mail is off."""
    if not is_on() or not recipient:
        return
    db.session.add(
        Letter(
            cause=cause,
            recipient=_one_line(recipient),
            subject=_one_line(subject)[:SUBJECT_MAX],
            body=russian.clean(body),
            message_id=make_msgid(domain="rmo.local"),
            state=LetterState.PENDING,
            next_at=at,
        )
    )


def telling(text: str, path: str) -> str:
    """What a letter says of a notice, and where to read on; with no word of the matter itself."""
    link = site.for_letters(path)
    way = f"Открыть: {link}" if link else "Подробности — в системе РМО, в «Уведомлениях»."
    return f"{text}.\n\n{way}\n"


def send_due(now: datetime, carry: Callable[[Letter], None] | None = None) -> int:
    """Send what is due; the number of letters that left. One that fails holds no other back."""
    _doubt_the_abandoned(now)
    due = select(Letter.id).where(
        Letter.state.in_([LetterState.PENDING, LetterState.RETRY]), Letter.next_at <= now
    )
    with saving():
        waiting = list(db.session.scalars(due.order_by(Letter.id)))
    until, left = monotonic() + AT_ONCE.total_seconds(), 0
    for letter_id in waiting:
        if monotonic() >= until:
            break
        try:
            left += _send(letter_id, now, carry or _carrier())
        except Exception:  # the database: what was claimed is in doubt after its lease
            log.exception("letter %s was not sent, or not marked as sent", letter_id)
            db.session.rollback()
    return left


def counts() -> dict[str, int]:
    """How many letters are in each state."""
    found = db.session.execute(select(Letter.state, func.count()).group_by(Letter.state))
    return {state.value: count for state, count in found}


def _doubt_the_abandoned(now: datetime) -> None:
    abandoned = Letter.state == LetterState.SENDING, Letter.claimed_at < now - LEASE
    with saving():
        db.session.execute(update(Letter).where(*abandoned).values(state=LetterState.UNKNOWN))


def _send(letter_id: int, now: datetime, carry: Callable[[Letter], None]) -> bool:
    free = Letter.id == letter_id, Letter.state.in_([LetterState.PENDING, LetterState.RETRY])
    with saving():
        claimed = db.session.execute(
            update(Letter).where(*free).values(state=LetterState.SENDING, claimed_at=now)
        )
    if claimed.rowcount != 1:  # type: ignore[attr-defined]
        return False
    letter = db.session.get_one(Letter, letter_id)
    db.session.expunge(letter)
    db.session.rollback()
    outcome: dict[str, object]
    try:
        carry(letter)
    except Undeliverable as refusal:
        outcome = {"state": LetterState.DEAD, "error": _said(refusal)}
    except Doubtful as silence:
        outcome = {"state": LetterState.UNKNOWN, "error": _said(silence)}
    except OSError as failure:
        outcome = _later(letter, now, failure)
    except Exception as fault:  # ours, and before the letter was said: it has not left
        log.exception("letter %s cannot be sent", letter_id)
        outcome = _later(letter, now, fault)
    else:
        outcome = {
            "state": LetterState.SENT,
            "error": "",
            "body": "",
        }  # it may hold a one-time link
    with saving():
        db.session.execute(update(Letter).where(Letter.id == letter_id).values(**outcome))
    return outcome["state"] is LetterState.SENT


def _later(letter: Letter, now: datetime, failure: Exception) -> dict[str, object]:
    tries = letter.tries + 1
    wait = timedelta(minutes=min(60, 2 ** (tries - 1)))
    state = LetterState.DEAD if tries >= TRIES_MAX else LetterState.RETRY
    return {"state": state, "tries": tries, "next_at": now + wait, "error": _said(failure)}


def _said(failure: Exception) -> str:
    return russian.clean(str(failure) or type(failure).__name__)[:500]


def _carrier() -> Callable[[Letter], None]:
    return {"file": _into_folder, "smtp": _by_smtp}.get(current_app.config["MAIL"], _nowhere)


def _nowhere(letter: Letter) -> None:
    raise OSError("почта выключена")


def _into_folder(letter: Letter) -> None:
    folder = Path(current_app.config["INSTANCE"]) / "mail"
    folder.mkdir(mode=0o700, exist_ok=True)
    (folder / f"{letter.id}.eml").write_bytes(bytes(_message(letter)))


class _Server(smtplib.SMTP):
    def data(self, msg: Any) -> Any:
        try:
            return super().data(msg)
        except smtplib.SMTPResponseException:
            raise
        except Exception as silence:
            raise Doubtful(str(silence)) from None


def _by_smtp(letter: Letter) -> None:
    said = current_app.config
    try:
        with closing(_Server(said["SMTP_HOST"], said["SMTP_PORT"], timeout=TIMEOUT)) as server:
            if said["SMTP_USER"]:
                server.starttls()
                server.login(said["SMTP_USER"], said["SMTP_PASSWORD"])
            server.send_message(_message(letter))
            with suppress(OSError):  # it has the letter, whatever it says to a farewell
                server.quit()
    except smtplib.SMTPRecipientsRefused as refusal:
        codes = [code for code, _ in refusal.recipients.values()]
        if min(codes, default=0) >= 500:
            raise Undeliverable(str(refusal.recipients)) from None
        raise
    except smtplib.SMTPResponseException as refusal:
        if refusal.smtp_code >= 500:
            raise Undeliverable(str(refusal)) from None
        raise


def _message(letter: Letter) -> EmailMessage:
    message = EmailMessage()
    message["From"] = current_app.config["MAIL_FROM"]
    message["To"] = letter.recipient
    message["Subject"] = letter.subject
    message["Message-ID"] = letter.message_id
    message.set_content(letter.body)
    return message


def _one_line(text: str) -> str:
    return " ".join(russian.clean(text).split())
