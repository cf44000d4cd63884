"""Tables of the queue: rubrics, requests, their messages, quick replies, the base of answers."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from rmo_web.help_requests import rules
from rmo_web.help_requests.rules import Action, Channel, MessageKind, Status
from rmo_web.kernel.db import Key, Model, Words
from rmo_web.kernel.years import SchoolYear
from rmo_web.members.models import Organisation, Person

_HELD = ", ".join(f"'{one.value}'" for one in (Status.IN_WORK, Status.NEEDS_INFO, Status.ANSWERED))


class Rubric(Model):
    """A topic of section 5.3, with whom a new request of it goes to."""

    __tablename__ = "help_rubric"

    id: Mapped[int] = mapped_column(primary_key=True)
    position: Mapped[int]
    title: Mapped[str] = mapped_column(String(rules.TITLE_MAX))
    hint: Mapped[str] = mapped_column(String(rules.LINE_MAX), default="")
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    is_archived: Mapped[bool] = mapped_column(default=False)
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}


class QuickReply(Model):
    """A text that the office sends often; without a rubric it serves all of them."""

    __tablename__ = "help_quick_reply"

    id: Mapped[int] = mapped_column(primary_key=True)
    rubric_id: Mapped[int | None] = mapped_column(ForeignKey("help_rubric.id"), index=True)
    title: Mapped[str] = mapped_column(String(rules.TITLE_MAX))
    text: Mapped[str]
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}


class HelpRequest(Model):
    __tablename__ = "help_request"
    __table_args__ = (
        UniqueConstraint("year_id", "number"),
        CheckConstraint(f"status NOT IN ({_HELD}) OR consultant_id IS NOT NULL", name="is_held"),
        CheckConstraint(
            "status <> 'postponed' OR postponed_until IS NOT NULL", name="postponed_until"
        ),
        CheckConstraint(f"minutes BETWEEN 0 AND {rules.MINUTES_MAX}", name="minutes"),
        Index("ix_help_request_status_waits", "status", "waits_since", "author_id"),
        Index(None, "consultant_id", "status", "waits_since"),
        Index(None, "author_id", "asked_at"),
        Index(None, "author_id", "status"),
        Index(None, "year_id", "first_answer_at"),
        Index(None, "year_id", "asked_at"),
        Index("ix_help_request_status_moved", "status", "moved_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    year_id: Mapped[int] = mapped_column(ForeignKey("school_year.id"))
    number: Mapped[int]
    author_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    # School and post as of that day: they stay when the author moves on.
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    post: Mapped[str] = mapped_column(String(60), default="")
    rubric_id: Mapped[int] = mapped_column(ForeignKey("help_rubric.id"), index=True)
    title: Mapped[str] = mapped_column(String(rules.TITLE_MAX))
    wished: Mapped[Channel] = mapped_column(Words(Channel, "wished"))
    given: Mapped[Channel | None] = mapped_column(Words(Channel, "given"))
    wanted_by: Mapped[date | None]
    shares_with_mentor: Mapped[bool] = mapped_column(default=False)
    hides_name: Mapped[bool] = mapped_column(default=False)
    is_call: Mapped[bool] = mapped_column(default=False)  # written down by whoever answered it
    status: Mapped[Status] = mapped_column(Words(Status, "status"))
    consultant_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    postponed_until: Mapped[date | None]
    redirected_to: Mapped[str] = mapped_column(String(rules.LINE_MAX), default="")
    has_helped: Mapped[bool | None]
    minutes: Mapped[int] = mapped_column(default=0)
    asked_at: Mapped[datetime]
    waits_since: Mapped[datetime]  # since when the next word has been the office's
    moved_at: Mapped[datetime]
    first_answer_at: Mapped[datetime | None]
    answered_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    reminded_at: Mapped[datetime | None]
    stems: Mapped[str]  # of whatever the author may read
    note_stems: Mapped[str] = mapped_column(default="")  # of notes, for the office only
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}

    year: Mapped[SchoolYear] = relationship(lazy="raise_on_sql")
    author: Mapped[Person] = relationship(foreign_keys=[author_id], lazy="raise_on_sql")
    consultant: Mapped[Person | None] = relationship(
        foreign_keys=[consultant_id], lazy="raise_on_sql"
    )
    organisation: Mapped[Organisation | None] = relationship(lazy="raise_on_sql")
    rubric: Mapped[Rubric] = relationship(lazy="raise_on_sql")


class Message(Model):
    """A piece of the thread; a note is read by the office only."""

    __tablename__ = "help_message"
    __table_args__ = (Index(None, "request_id", "kind"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    request_id: Mapped[int] = mapped_column(ForeignKey("help_request.id"))
    kind: Mapped[MessageKind] = mapped_column(Words(MessageKind, "kind"))
    author_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))  # empty: the clock
    action: Mapped[Action | None] = mapped_column(Words(Action, "action"))
    detail: Mapped[str] = mapped_column(String(400), default="")  # whom, whither, until when
    text: Mapped[str]
    at: Mapped[datetime]


class Article(Model):
    """An answer for everybody, with names taken out; a draft until it is published."""

    __tablename__ = "help_article"

    id: Mapped[int] = mapped_column(primary_key=True)
    rubric_id: Mapped[int] = mapped_column(ForeignKey("help_rubric.id"), index=True)
    request_id: Mapped[int | None] = mapped_column(ForeignKey("help_request.id"), unique=True)
    question: Mapped[str] = mapped_column(Key(rules.LINE_MAX))
    answer: Mapped[str]
    stems: Mapped[str]
    title_stems: Mapped[str]
    is_published: Mapped[bool] = mapped_column(default=False, index=True)
    changed_at: Mapped[datetime]
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}
