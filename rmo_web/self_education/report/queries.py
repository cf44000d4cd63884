"""The reports of a topic: by its years, drafted, and as a paper."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from rmo_web.household.files import Attachment
from rmo_web.kernel import russian, years
from rmo_web.kernel.db import db
from rmo_web.kernel.urls import local_or
from rmo_web.members import queries as members
from rmo_web.members import works
from rmo_web.members.models import Person
from rmo_web.self_education import rules, wording
from rmo_web.self_education.log.queries import of_year
from rmo_web.self_education.models import FormerTitle, Topic, TopicReport, called_in
from rmo_web.self_education.queries import stages_of
from rmo_web.self_education.report.rules import EntryOfYear, ReportText, StagePassedInYear, draft
from rmo_web.self_education.rules import OF_PRODUCT, TopicState

_OF_WORK = frozenset(
    {TopicState.RUNNING, TopicState.REPORTED, TopicState.FINISHED, TopicState.UNCONFIRMED}
)


@dataclass(frozen=True, slots=True)
class YearReportRow:
    """A year of the topic on its page; `state` is word, look, icon."""

    starts_in: int
    title: str
    state: tuple[str, str, str]
    topic: str  # under which title it is given, where the topic is called otherwise since
    heard: tuple[tuple[str, str], ...]  # the minutes of each meeting, and where they are read
    is_spoken_of: bool  # under the title that the topic has
    entered: str
    texts: tuple[tuple[str, str], ...]
    may_write: bool
    may_submit: bool
    may_recall: bool
    has_paper: bool


@dataclass(frozen=True, slots=True)
class ReportPaper:
    """All that the page of Word says."""

    association: str
    who: str
    post: str
    school: str
    topic: str
    year: str
    text: ReportText
    files: str
    where: str
    day: date
    signed: str


def of_years(
    topic: Topic, former: Sequence[FormerTitle], today: date, *, may_write: bool
) -> Iterator[YearReportRow]:
    """A row for each year in which it was worked on, and for each that has a report."""
    found = db.session.execute(
        select(TopicReport, Person.initials)
        .join(Person, Person.id == TopicReport.entered_by_id, isouter=True)
        .where(TopicReport.topic_id == topic.id)
        .options(joinedload(TopicReport.hearings))
    ).unique()
    known = {report.starts_in: (report, who) for report, who in found}
    present = years.starts_in(today)
    begun: set[int] = set()
    if topic.state in _OF_WORK:
        begun.update(rules.report_years(topic.first_year, topic.last_year, present))
    for starts_in in sorted({*begun, *known}):
        report, who = known.get(starts_in, (None, ""))
        entered = wording.entered_by(who) if who else ""
        called = called_in(topic, starts_in, today, former)
        yield _row(
            topic, called, starts_in, report, entered, may_write=may_write and starts_in in begun
        )


def _row(
    topic: Topic, called: str, starts_in: int, report: TopicReport | None, entered: str, *,
    may_write: bool,
) -> YearReportRow:  # fmt: skip
    title = report.title if report and report.title else called
    texts = (
        (("Что сделано", report.done), ("Что получилось", report.product),
         ("Вывод", report.conclusion))
        if report else ()
    )  # fmt: skip
    is_submitted = report is not None and report.is_submitted
    hearings = report.hearings if report else []
    return YearReportRow(
        starts_in=starts_in,
        title=f"{years.title(starts_in)} учебный год",
        state=_state(report),
        topic=russian.quoted(title) if title != topic.title else "",
        heard=tuple(
            (wording.heard_of(one, title), local_or(one.url, "")) for one in hearings
        ),
        is_spoken_of=report is not None and report.is_heard_as(topic.title),
        entered=entered,
        texts=tuple((name, said) for name, said in texts if said),
        may_write=may_write and not is_submitted,
        may_submit=may_write and not is_submitted and report is not None
        and bool(report.done and report.conclusion),
        may_recall=may_write and is_submitted and title == called,
        has_paper=report is not None and bool(report.done),
    )  # fmt: skip


def _state(report: TopicReport | None) -> tuple[str, str, str]:
    if report is not None and report.submitted_on is not None:
        return f"представлен {russian.day(report.submitted_on)}", "done", "check"
    if report is not None and report.hearings:
        return "заслушан", "done", "check"
    if report is not None and (report.done or report.conclusion):
        return "черновик, не представлен", "wait", "edit"
    return "не написан", "wait", "hourglass"


def text_of(topic: Topic, report: TopicReport | None, starts_in: int) -> ReportText:
    """What the page of the report begins with: what is written, else a draft."""
    if report is not None and (report.done or report.product or report.conclusion):
        return ReportText(report.done, report.product, report.conclusion)
    return drafted(topic, starts_in)


def drafted(topic: Topic, starts_in: int) -> ReportText:
    """What the topic and its log say of her work in this school year."""
    passed = [
        StagePassedInYear(one.title, one.content, one.result, one.reported_where)
        for one in stages_of([topic.id])[topic.id]
        if one.done_on is not None and years.starts_in(one.done_on) == starts_in
    ]
    entries, sums = of_year(topic.id, starts_in)
    return draft(topic.goal, topic.product, passed, [EntryOfYear(*one) for one in entries], sums)


def paper(topic: Topic, report: TopicReport, today: date) -> ReportPaper:
    """The report as it is printed, with her post and school of the day when it was presented."""
    title = report.title or called_in(topic, report.starts_in, today)
    heard_on = (one.held_on for one in report.hearings if one.title == title)
    day = report.submitted_on or next(heard_on, today)
    name = db.session.get_one(Person, topic.person_id).name
    post, school = works.post_and_school(works.places(day, [topic.person_id])[topic.person_id])
    of_product = select(Attachment.name).filter_by(owner=OF_PRODUCT, owner_id=topic.id)
    names = [*db.session.scalars(of_product.order_by(Attachment.id)), topic.product_link]
    return ReportPaper(
        association=members.association().name,
        who=name.full,
        post=post,
        school=school,
        topic=title,
        year=years.title(report.starts_in),
        text=ReportText(report.done, report.product, report.conclusion),
        files="; ".join(filter(None, names)),
        where=wording.reported(report, title),
        day=day,
        signed=name.signature,
    )
