"""Tables of the room: topics, their stages and reports, former titles, near ones, a catalogue."""

from datetime import date
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    ColumnElement,
    ForeignKey,
    Index,
    String,
    UniqueConstraint,
    or_,
    select,
)
from sqlalchemy.orm import Mapped, mapped_column

from rmo_web.household.files import Attachment
from rmo_web.kernel import search
from rmo_web.kernel.db import Key, Model, Words, db
from rmo_web.members.models import Person
from rmo_web.self_education import rules
from rmo_web.self_education.rules import ReportKind, StudyForm, TopicState


class Topic(Model):
    """An individual methodical topic; its school years are named by what they start in."""

    __table_args__ = (
        CheckConstraint(
            f"last_year BETWEEN first_year AND first_year + {rules.YEARS_MOST - 1}", name="years"
        ),
        Index(None, "person_id", "state"),
        Index(None, "state", "moved_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    title: Mapped[str] = mapped_column(String(rules.TITLE_MAX))
    stems: Mapped[str]
    first_year: Mapped[int]
    last_year: Mapped[int]
    state: Mapped[TopicState] = mapped_column(
        Words(TopicState, "state"), default=TopicState.PROPOSED
    )
    relevance: Mapped[str] = mapped_column(default="")
    goal: Mapped[str] = mapped_column(default="")
    tasks: Mapped[str] = mapped_column(default="")
    study_form: Mapped[StudyForm | None] = mapped_column(Words(StudyForm, "study_form"))
    sources: Mapped[str] = mapped_column(default="")
    product: Mapped[str] = mapped_column(default="")
    report_kind: Mapped[ReportKind | None] = mapped_column(Words(ReportKind, "report_kind"))
    remark: Mapped[str] = mapped_column(default="")  # why it was returned, or withdrawn
    proposed_on: Mapped[date]
    agreed_on: Mapped[date | None]
    moved_on: Mapped[date]
    agreed_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    entered_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))  # in her name
    # Agreed to at a meeting: its minutes, whose room is known to us by their words alone.
    consent_words: Mapped[str] = mapped_column(default="")
    consent_url: Mapped[str] = mapped_column(default="")
    consent_meeting_id: Mapped[int | None] = mapped_column(index=True)
    product_link: Mapped[str] = mapped_column(default="")
    wishes_to_speak: Mapped[bool] = mapped_column(default=False)
    finished_on: Mapped[date | None]
    finished_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}


class TopicStage(Model):
    """A stage of a topic. Those that are done stand before the one it is at."""

    id: Mapped[int] = mapped_column(primary_key=True)
    topic_id: Mapped[int] = mapped_column(ForeignKey("topic.id"), index=True)
    position: Mapped[int]
    title: Mapped[str] = mapped_column(String(rules.STAGE_MAX))
    months: Mapped[str] = mapped_column(String(rules.MONTHS_MAX), default="")
    content: Mapped[str] = mapped_column(default="")
    result: Mapped[str] = mapped_column(default="")
    reported_where: Mapped[str] = mapped_column(default="")  # where, in words
    done_on: Mapped[date | None]
    is_removed: Mapped[bool] = mapped_column(default=False)  # it can be brought back
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}


class TopicReport(Model):
    """What came of a topic in one of its school years: the paper, and the talk at a meeting.

    It reports once it was presented, or heard: `is_given`.
    """

    __table_args__ = (UniqueConstraint("topic_id", "starts_in"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    topic_id: Mapped[int] = mapped_column(ForeignKey("topic.id"))
    starts_in: Mapped[int]
    done: Mapped[str] = mapped_column(default="")
    product: Mapped[str] = mapped_column(default="")
    conclusion: Mapped[str] = mapped_column(default="")
    submitted_on: Mapped[date | None]
    entered_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))  # in her name
    heard_words: Mapped[str] = mapped_column(default="")
    heard_url: Mapped[str] = mapped_column(default="")
    heard_on: Mapped[date | None]
    heard_meeting_id: Mapped[int | None] = mapped_column(index=True)
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}

    @property
    def is_submitted(self) -> bool:
        return self.submitted_on is not None

    @property
    def is_heard(self) -> bool:
        return self.heard_on is not None


def is_given() -> ColumnElement[bool]:
    """Whether the `TopicReport` of the statement was presented, or heard at a meeting."""
    return or_(TopicReport.submitted_on.is_not(None), TopicReport.heard_on.is_not(None))


def has_report_in(starts_in: Any) -> ColumnElement[bool]:
    """Whether the `Topic` of the statement has reported of this school year."""
    report = select(TopicReport.id).where(
        TopicReport.topic_id == Topic.id, TopicReport.starts_in == starts_in, is_given()
    )
    return report.correlate(Topic).exists()


def is_proved() -> ColumnElement[bool]:
    """Whether the `Topic` of the statement has a product, or was spoken of at a meeting."""
    file = select(Attachment.id).where(
        Attachment.owner == rules.OF_PRODUCT, Attachment.owner_id == Topic.id
    )
    talk = select(TopicReport.id).where(
        TopicReport.topic_id == Topic.id, TopicReport.heard_on.is_not(None)
    )
    return or_(
        Topic.product_link != "", file.correlate(Topic).exists(), talk.correlate(Topic).exists()
    )


def is_proved_now(topic: Topic) -> bool:
    """Whether there is a product, or a talk at a meeting, of this topic."""
    found = select(Topic.id).where(Topic.id == topic.id, is_proved())
    return db.session.scalar(found) is not None


def has_left(topic: Topic) -> bool:
    """Whether whose topic it is is no longer a member."""
    left = select(Person.left_on).where(Person.id == topic.person_id)
    return db.session.scalar(left) is not None


_COMMON = frozenset(search.stems(rules.COMMON_WORDS))


def telling(stored: str) -> list[str]:
    """The stems of a title that tell it from others."""
    return [one for one in search.telling(stored.split()) if one not in _COMMON]


class FormerTitle(Model):
    """What a topic was called before it was changed for another."""

    id: Mapped[int] = mapped_column(primary_key=True)
    topic_id: Mapped[int] = mapped_column(ForeignKey("topic.id"), index=True)
    title: Mapped[str] = mapped_column(String(rules.TITLE_MAX))
    until: Mapped[date]
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))


class NearTopics(Model):
    """Two near topics whose authors were told of each other, which is done once."""

    __table_args__ = (
        UniqueConstraint("first_id", "second_id"),
        CheckConstraint("first_id < second_id", name="in_order"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    first_id: Mapped[int] = mapped_column(ForeignKey("topic.id"))
    second_id: Mapped[int] = mapped_column(ForeignKey("topic.id"), index=True)
    told_on: Mapped[date]


class CatalogueTitle(Model):
    """A title that is offered to whoever chooses a topic."""

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(String(rules.TITLE_MAX))
    stems: Mapped[str]
    sort_key: Mapped[str] = mapped_column(Key(300), index=True)
    is_archived: Mapped[bool] = mapped_column(default=False)
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}
