"""Tables of the room: topics, their stages and reports, former titles, near ones, a catalogue."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    ColumnElement,
    ForeignKey,
    Index,
    String,
    UniqueConstraint,
    case,
    exists,
    func,
    or_,
    select,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from rmo_web.household.files import Attachment
from rmo_web.kernel import search, years
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
    risks: Mapped[str] = mapped_column(default="")
    report_kind: Mapped[ReportKind | None] = mapped_column(Words(ReportKind, "report_kind"))
    remark: Mapped[str] = mapped_column(default="")  # why it was returned, or withdrawn
    proposed_on: Mapped[date]
    agreed_on: Mapped[date | None]
    moved_on: Mapped[date]
    agreed_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    entered_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))  # in her name
    product_link: Mapped[str] = mapped_column(default="")
    wishes_to_speak: Mapped[bool] = mapped_column(default=False)
    finished_on: Mapped[date | None]
    finished_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}


class TopicConsent(Model):
    """A meeting that agreed to a topic: its minutes, whose room is known to us by their words."""

    __table_args__ = (UniqueConstraint("topic_id", "meeting_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    topic_id: Mapped[int] = mapped_column(ForeignKey("topic.id"))
    meeting_id: Mapped[int] = mapped_column(index=True)
    words: Mapped[str]
    url: Mapped[str]
    held_on: Mapped[date]


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
    """What came of a topic in one of its school years: the paper, and the talks at meetings.

    It reports once it was presented, or heard: `is_given`.
    """

    __table_args__ = (UniqueConstraint("topic_id", "starts_in"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    topic_id: Mapped[int] = mapped_column(ForeignKey("topic.id"))
    starts_in: Mapped[int]
    # Under which it was presented, whatever the topic is called since; of a draft nothing.
    title: Mapped[str] = mapped_column(String(rules.TITLE_MAX), default="")
    done: Mapped[str] = mapped_column(default="")
    product: Mapped[str] = mapped_column(default="")
    conclusion: Mapped[str] = mapped_column(default="")
    submitted_on: Mapped[date | None]
    entered_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))  # in her name
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}

    hearings: Mapped[list["TopicHearing"]] = relationship(  # the earliest first
        order_by="(TopicHearing.held_on, TopicHearing.id)", cascade="all, delete-orphan",
        lazy="raise_on_sql",
    )  # fmt: skip

    @property
    def is_submitted(self) -> bool:
        return self.submitted_on is not None

    def is_heard_as(self, title: str) -> bool:
        """Whether a meeting has heard it while the topic was called so."""
        return any(one.title == title for one in self.hearings)


class TopicHearing(Model):
    """A meeting that heard the report of a year, as its minutes say; the topic's title by then."""

    __table_args__ = (UniqueConstraint("report_id", "meeting_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    report_id: Mapped[int] = mapped_column(ForeignKey("topic_report.id"))
    meeting_id: Mapped[int] = mapped_column(index=True)
    title: Mapped[str] = mapped_column(String(rules.TITLE_MAX))
    words: Mapped[str]
    url: Mapped[str]
    held_on: Mapped[date]


def is_given() -> ColumnElement[bool]:
    """Whether the `TopicReport` of the statement was presented, or heard at a meeting."""
    talk = exists().where(TopicHearing.report_id == TopicReport.id)
    return or_(TopicReport.submitted_on.is_not(None), talk.correlate(TopicReport))


def has_report_in(starts_in: Any) -> ColumnElement[bool]:
    """Whether the `Topic` of the statement has reported of this school year."""
    report = select(TopicReport.id).where(
        TopicReport.topic_id == Topic.id, TopicReport.starts_in == starts_in, is_given()
    )
    return report.correlate(Topic).exists()


def is_proved() -> ColumnElement[bool]:
    """Whether the `Topic` of the statement has a product, or was spoken of at a meeting.

    A talk on what it was called before is none on what it is.
    """
    file = select(Attachment.id).where(
        Attachment.owner == rules.OF_PRODUCT, Attachment.owner_id == Topic.id
    )
    return or_(Topic.product_link != "", file.correlate(Topic).exists(), is_spoken_of())


def is_spoken_of(starts_in: Any = None) -> ColumnElement[bool]:
    """Whether a meeting has heard of the `Topic` of the statement, of any or of this year."""
    talk = exists().where(
        TopicHearing.report_id == TopicReport.id,
        TopicHearing.title == Topic.title,
        TopicReport.topic_id == Topic.id,
    )
    if starts_in is not None:
        talk = talk.where(TopicReport.starts_in == starts_in)
    return talk.correlate(Topic)


def is_proved_now(topic: Topic) -> bool:
    """Whether there is a product, or a talk at a meeting, of this topic."""
    found = select(Topic.id).where(Topic.id == topic.id, is_proved())
    return db.session.scalar(found) is not None


def consent_of(topic: Topic) -> TopicConsent | None:
    """The first meeting that agreed to it."""
    asked = select(TopicConsent).filter_by(topic_id=topic.id)
    return db.session.scalar(asked.order_by(TopicConsent.held_on, TopicConsent.id).limit(1))


def has_left(topic: Topic) -> bool:
    """Whether whose topic it is is no longer a member."""
    left = select(Person.left_on).where(Person.id == topic.person_id)
    return db.session.scalar(left) is not None


_COMMON = frozenset(search.stems(rules.COMMON_WORDS))


def telling(stored: str) -> list[str]:
    """The stems of a title that tell it from others."""
    return [one for one in search.telling(stored.split()) if one not in _COMMON]


class FormerTitle(Model):
    """What a topic was called before it was changed for another, and who had agreed to that."""

    id: Mapped[int] = mapped_column(primary_key=True)
    topic_id: Mapped[int] = mapped_column(ForeignKey("topic.id"), index=True)
    title: Mapped[str] = mapped_column(String(rules.TITLE_MAX))
    until: Mapped[date]
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    agreed_on: Mapped[date | None]  # as the topic's own; not known of those changed long ago
    agreed_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    consent_words: Mapped[str] = mapped_column(default="")
    consent_meeting_id: Mapped[int | None] = mapped_column(index=True)
    # The last of the school years that are its own: of one that had reported by its change.
    until_year: Mapped[int | None]

    def is_of(self, starts_in: int, day: date) -> bool:
        """Whether a report of this school year that is given on this day is given under it."""
        is_called_so = self.until > min(day, years.days_of(starts_in)[1])
        return is_called_so or (self.until_year is not None and starts_in <= self.until_year)


def former_titles(topic: Topic) -> list[FormerTitle]:
    """What it was called before, in the order of the changes."""
    asked = select(FormerTitle).filter_by(topic_id=topic.id)
    return list(db.session.scalars(asked.order_by(FormerTitle.until, FormerTitle.id)))


def called_in(
    topic: Topic, starts_in: int, day: date, former: Iterable[FormerTitle] | None = None
) -> str:
    """What the topic was called on this day, or at the end of the school year before it.

    So a report is called that is given on this day of this year: whoever reports late reports of
    what she worked on, and so does who has changed the topic for another of later years.
    """
    known = former_titles(topic) if former is None else former
    return next((one.title for one in known if one.is_of(starts_in, day)), topic.title)


def own_first_year(topic: Topic, former: Iterable[FormerTitle] | None = None) -> int:
    """The first school year in which the topic is what it is called now."""
    known = former_titles(topic) if former is None else former
    left = (one.until_year + 1 for one in known if one.until_year is not None)
    return max((topic.first_year, *left))


_YEAR_AFTER = (
    select(func.max(FormerTitle.until_year) + 1)
    .where(FormerTitle.topic_id == Topic.id)
    .correlate(Topic)
    .scalar_subquery()
)
# The same of the `Topic` of a statement.
OWN_FIRST_YEAR = case((Topic.first_year < _YEAR_AFTER, _YEAR_AFTER), else_=Topic.first_year)


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
