"""Tables of meetings: agenda, attendance, minutes, assignments."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ForeignKey,
    Index,
    Select,
    String,
    UniqueConstraint,
    select,
)
from sqlalchemy.orm import Mapped, mapped_column

from rmo_web.kernel.db import Model, Words
from rmo_web.kernel.offered.backlog import Hearing
from rmo_web.meetings import rules
from rmo_web.meetings.rules import Answer, Format, MeetingState, Outcome, Presence


class FormOfMeeting(Model):
    """A form of a meeting that the association uses (section 2.1)."""

    __tablename__ = "meeting_form"

    id: Mapped[int] = mapped_column(primary_key=True)
    position: Mapped[int]
    title: Mapped[str] = mapped_column(String(rules.LINE_MAX))


class Meeting(Model):
    __table_args__ = (
        Index(None, "year_id", "held_on"),
        CheckConstraint("planned_month BETWEEN 1 AND 12", name="planned_month"),
        CheckConstraint(
            "state NOT IN ('held', 'drafted', 'signed') OR held_on IS NOT NULL", name="held_on"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    year_id: Mapped[int] = mapped_column(ForeignKey("school_year.id"))
    # The row of the plan it came from, which may be taken out.
    row_id: Mapped[int | None] = mapped_column(
        ForeignKey("plan_row.id", ondelete="SET NULL"), unique=True
    )
    follows_plan: Mapped[bool] = mapped_column(default=False)  # until somebody prepares it
    number: Mapped[int | None]
    theme: Mapped[str] = mapped_column(default="")
    forms: Mapped[list[str]] = mapped_column(JSON, default=list)
    format: Mapped[Format] = mapped_column(Words(Format, "format"), default=Format.ONSITE)
    link: Mapped[str] = mapped_column(default="")
    place: Mapped[str] = mapped_column(default="")
    planned_year: Mapped[int | None]
    planned_month: Mapped[int | None]
    held_on: Mapped[date | None]
    starts_at: Mapped[str] = mapped_column(String(5), default="")
    ends_at: Mapped[str] = mapped_column(String(5), default="")
    responsible: Mapped[str] = mapped_column(default="")
    bring: Mapped[str] = mapped_column(default="")  # what to have with you
    state: Mapped[MeetingState] = mapped_column(
        Words(MeetingState, "state"), default=MeetingState.PLANNED
    )
    reason: Mapped[str] = mapped_column(default="")  # why it was postponed or cancelled
    invited_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}

    @property
    def month(self) -> tuple[int, int] | None:
        """The month that is planned, often all that is known of the day."""
        known = self.planned_year and self.planned_month
        return (self.planned_year or 0, self.planned_month or 0) if known else None

    @property
    def sort_key(self) -> tuple[int, int, int, int]:
        """Meetings stand in the order of their days; one with a month alone is its last."""
        day = self.held_on
        year, month = (day.year, day.month) if day else self.month or (9999, 0)
        return year, month, day.day if day else 99, self.number or 99


class Question(Model):
    __tablename__ = "meeting_question"
    __table_args__ = (UniqueConstraint("meeting_id", "position"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"))
    row_id: Mapped[int | None] = mapped_column(
        ForeignKey("plan_row.id", ondelete="SET NULL"), index=True
    )
    position: Mapped[int]
    text: Mapped[str]  # inner points on lines of their own
    form: Mapped[str] = mapped_column(default="")  # where it differs from the meeting's
    minutes: Mapped[int | None]
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}


class Speaker(Model):
    __tablename__ = "meeting_speaker"
    __table_args__ = (UniqueConstraint("question_id", "position"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    question_id: Mapped[int] = mapped_column(ForeignKey("meeting_question.id"))
    position: Mapped[int]
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    name: Mapped[str]
    school: Mapped[str] = mapped_column(default="")
    talk: Mapped[str] = mapped_column(default="")
    minutes: Mapped[int] = mapped_column(default=0)
    # What the minutes in force say of it; nothing while none that know the line are signed.
    is_given: Mapped[bool | None]


class AgendaMatter(Model):
    """What another room wants to be heard, on an agenda; in the words of the day it was put there.

    Of kinds and records only their room knows.
    """

    __tablename__ = "meeting_matter"
    __table_args__ = (
        UniqueConstraint("meeting_id", "kind", "record_id"),
        Index(None, "kind", "record_id"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"))
    question_id: Mapped[int] = mapped_column(ForeignKey("meeting_question.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    kind: Mapped[str] = mapped_column(String(100))
    record_id: Mapped[int]
    hearing: Mapped[Hearing] = mapped_column(Words(Hearing, "hearing"))
    words: Mapped[str]
    # What the minutes in force say of it; nothing while none are signed.
    is_confirmed: Mapped[bool | None]


class Proposal(Model):
    """A question that somebody wants to be heard; with a question, it is on an agenda."""

    __tablename__ = "meeting_proposal"

    id: Mapped[int] = mapped_column(primary_key=True)
    year_id: Mapped[int] = mapped_column(ForeignKey("school_year.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    text: Mapped[str]
    at: Mapped[datetime]
    meeting_id: Mapped[int | None] = mapped_column(ForeignKey("meeting.id"))
    is_dropped: Mapped[bool] = mapped_column(default=False)


class Attendance(Model):
    """Whether somebody was to come, and came; name, post and school as of that day."""

    __tablename__ = "meeting_attendance"
    __table_args__ = (UniqueConstraint("meeting_id", "person_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    name: Mapped[str] = mapped_column(default="")
    post: Mapped[str] = mapped_column(default="")
    school: Mapped[str] = mapped_column(default="")
    is_guest: Mapped[bool] = mapped_column(default=False)
    answer: Mapped[Answer | None] = mapped_column(Words(Answer, "answer"))
    presence: Mapped[Presence | None] = mapped_column(Words(Presence, "presence"))
    marked_at: Mapped[datetime | None]
    marked_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))


class Minutes(Model):
    """Протокол; a correction of a signed one is its next edition."""

    __table_args__ = (
        UniqueConstraint("year_id", "number", "edition"),
        UniqueConstraint("meeting_id", "edition"),
        CheckConstraint("signed_at IS NULL OR paper IS NOT NULL", name="signed_has_paper"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"))
    year_id: Mapped[int] = mapped_column(ForeignKey("school_year.id"))
    number: Mapped[int]
    edition: Mapped[int] = mapped_column(default=1)
    dated_on: Mapped[date]
    city: Mapped[str] = mapped_column(default="")
    chair: Mapped[str] = mapped_column(default="")
    chair_post: Mapped[str] = mapped_column(default="")
    secretary: Mapped[str] = mapped_column(default="")
    invited: Mapped[str] = mapped_column(default="")
    enclosures: Mapped[str] = mapped_column(default="")
    decided_label: Mapped[str] = mapped_column(String(40), default="РЕШИЛИ")
    reason: Mapped[str] = mapped_column(default="")  # why the former edition was corrected
    signed_at: Mapped[datetime | None]
    signed_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    paper: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}


class Item(Model):
    """What the minutes say of a question."""

    __tablename__ = "minutes_item"
    __table_args__ = (
        UniqueConstraint("minutes_id", "position"),
        CheckConstraint("votes_for >= 0 AND votes_against >= 0 AND votes_none >= 0", name="votes"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    minutes_id: Mapped[int] = mapped_column(ForeignKey("minutes.id"))
    question_id: Mapped[int | None] = mapped_column(
        ForeignKey("meeting_question.id", ondelete="SET NULL"), index=True
    )
    position: Mapped[int]
    heard: Mapped[str] = mapped_column(default="")
    spoke: Mapped[str] = mapped_column(default="")
    decided: Mapped[str] = mapped_column(default="")
    votes_for: Mapped[int | None]
    votes_against: Mapped[int | None]
    votes_none: Mapped[int | None]
    adopts_plan: Mapped[bool] = mapped_column(default=False)
    # The agenda's matters by their ids: which of them were heard, or agreed to.
    matters: Mapped[dict[str, bool]] = mapped_column(JSON, default=dict)
    drafted: Mapped[str] = mapped_column(default="")  # the decision that was drafted of them
    saved_at: Mapped[datetime | None]
    saved_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}

    @property
    def votes(self) -> tuple[int | None, int | None, int | None]:
        """For, against, abstained."""
        return self.votes_for, self.votes_against, self.votes_none

    @property
    def is_written(self) -> bool:
        """Whether somebody has said anything of it, also only that nobody was for it."""
        decided = self.decided != self.drafted
        return bool(decided or self.spoke or self.saved_at) or any(
            one is not None for one in self.votes
        )


class Assignment(Model):
    """Поручение from a decision of the minutes, or from the head alone."""

    __table_args__ = (Index(None, "year_id", "due_on"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    year_id: Mapped[int] = mapped_column(ForeignKey("school_year.id"))
    meeting_id: Mapped[int | None] = mapped_column(ForeignKey("meeting.id"), index=True)
    point: Mapped[str] = mapped_column(String(20), default="")  # «1.2» of the minutes
    decision: Mapped[str] = mapped_column(default="")  # the words of that point
    text: Mapped[str]
    to_all: Mapped[bool] = mapped_column(default=False)
    due_on: Mapped[date | None]
    extended_to: Mapped[date | None]
    controller: Mapped[str] = mapped_column(default="")
    outcome: Mapped[Outcome | None] = mapped_column(Words(Outcome, "outcome"))
    note: Mapped[str] = mapped_column(default="")
    given_at: Mapped[datetime]
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}


class Target(Model):
    """Who is to do an assignment: a person, or a school; with the mark of it."""

    __tablename__ = "assignment_target"

    id: Mapped[int] = mapped_column(primary_key=True)
    assignment_id: Mapped[int] = mapped_column(ForeignKey("assignment.id"), index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    name: Mapped[str]
    taken_on: Mapped[date | None]
    done_on: Mapped[date | None]
    proof: Mapped[str] = mapped_column(default="")
    marked_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))


def open_assignments(year_id: int) -> Select[Assignment]:
    """What somebody of this year has still to do, the nearest day first."""
    waiting = select(Target.id).where(
        Target.assignment_id == Assignment.id, Target.done_on.is_(None)
    )
    asked = select(Assignment).where(
        Assignment.year_id == year_id, Assignment.outcome.is_(None), waiting.exists()
    )
    return asked.order_by(Assignment.due_on.is_(None), Assignment.due_on, Assignment.id)


class MaterialLink(Model):
    """A material of a meeting that lies elsewhere."""

    __tablename__ = "meeting_link"

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), index=True)
    title: Mapped[str]
    url: Mapped[str]


class Secretary(Model):
    """Who writes the minutes of a year."""

    __tablename__ = "meeting_secretary"

    year_id: Mapped[int] = mapped_column(ForeignKey("school_year.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
