"""The report of a year is written, presented, and taken back."""

from datetime import date, datetime

from rmo_web.kernel import years
from rmo_web.kernel.access import Actor
from rmo_web.self_education import rules
from rmo_web.self_education.models import Topic, called_in
from rmo_web.self_education.report.rules import ReportText
from rmo_web.self_education.rules import LIFE, TopicState, TopicStep
from rmo_web.self_education.services import report_begun, report_of, take_step


def write(
    topic: Topic, starts_in: int, told: ReportText, *, by: Actor, at: datetime, today: date
) -> None:  # fmt: skip
    """The words of the report. Refused for one that is presented, and of a year to come."""
    rules.check_report(topic.first_year, topic.last_year, starts_in, years.starts_in(today))
    LIFE.after(topic.state, TopicStep.WRITE)
    report = report_begun(topic, starts_in)
    rules.check_is_open(is_submitted=report.is_submitted)
    report.done, report.product, report.conclusion = told
    report.entered_by_id = by.person_id if by.person_id != topic.person_id else None
    take_step(topic, TopicStep.WRITE, by=by, at=at, today=today)


def submit(topic: Topic, starts_in: int, *, by: Actor, at: datetime, today: date) -> None:
    """Present it: with that of its last year the topic has reported. Refused for an empty one."""
    is_last = starts_in == topic.last_year and topic.state is TopicState.RUNNING
    step = TopicStep.REPORT if is_last else TopicStep.SUBMIT
    LIFE.after(topic.state, step)
    report = report_of(topic, starts_in)
    rules.check_is_written(report.done if report else "", report.conclusion if report else "")
    report = report_begun(topic, starts_in)
    rules.check_is_open(is_submitted=report.is_submitted)
    report.submitted_on, report.title = today, called_in(topic, starts_in, today)
    take_step(topic, step, by=by, at=at, today=today)


def recall(topic: Topic, starts_in: int, *, by: Actor, at: datetime, today: date) -> None:
    """Take it back to mend it; a topic that has reported by it alone is in work again.

    What was presented under a former title stays where it would come back under another.
    """
    report = report_of(topic, starts_in)
    rules.check_is_submitted(is_submitted=report is not None and report.is_submitted)
    report = report_begun(topic, starts_in)
    rules.check_comes_back(report.title, called_in(topic, starts_in, today))
    is_last = starts_in == topic.last_year and topic.state is TopicState.REPORTED
    is_heard = report.is_heard_as(topic.title)
    step = TopicStep.RECALL if is_last and not is_heard else TopicStep.TAKE_BACK
    take_step(topic, step, by=by, at=at, today=today)
    report.submitted_on, report.title = None, ""
