"""Topics of these accounts, as their authors and leaders bring them so far."""

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from rmo_web.household.notices import Notice
from rmo_web.kernel import years
from rmo_web.kernel.db import db, saving
from rmo_web.kernel.offered.decisions import SignedMinutes, tell_signed
from rmo_web.self_education.hearing.wording import CONSENTS, TALKS
from rmo_web.self_education.models import Topic, TopicConsent, TopicReport
from rmo_web.self_education.product import services as products
from rmo_web.self_education.report import services as reports
from rmo_web.self_education.report.rules import ReportText
from rmo_web.self_education.rules import TopicStep
from rmo_web.self_education.services import NewTopic, move, propose
from tests import pages
from tests.makers import TODAY

TITLE = "Семейное чтение"
PRESENT = years.starts_in(TODAY)


def proposed(make, account, title=TITLE, *, person=None, today=TODAY, first=None, last=None):
    """A topic of this account, or of a person in whose name it is put down."""
    first = first or years.starts_in(today)
    told = NewTopic((person or account).id if person else account.person_id, title, first,
                    last or first)  # fmt: skip
    with saving():
        return propose(told, by=make.actor(account), at=make.at, today=today)


def step(make, topic, name, account, today=TODAY):
    with saving():
        move(make.again(topic), name, by=make.actor(account), at=make.at, today=today)
    return make.again(topic)


def agreed(make, account, title=TITLE, *, by, **more):
    topic = proposed(make, account, title, **more)
    return step(make, topic, TopicStep.AGREE, by, more.get("today", TODAY))


def running(make, account, title=TITLE, *, by, **more):
    topic = agreed(make, account, title, by=by, **more)
    return step(make, topic, TopicStep.BEGIN, account, more.get("today", TODAY))


def press(client, topic, name):
    """The button of this step, as the page of the topic has it now."""
    said = {"step": name, "version": topic.version}
    return client.post(f"/self-education/{topic.id}/move", data=said)


def told_to(account):
    """What stands in the person's list of notices."""
    told = select(Notice.text).filter_by(account_id=account.id).order_by(Notice.id)
    return list(db.session.scalars(told))


def topics():
    return list(db.session.scalars(select(Topic).order_by(Topic.id)))


TEXT = ReportText("Провели десять вечеров чтения", "Памятка родителям", "Читать стали чаще")


def on(make, account, today=TODAY):
    return {"by": make.actor(account), "at": make.at, "today": today}


def written(make, topic, account, *, starts_in=None, text=TEXT, today=TODAY):
    topic = make.again(topic)
    with saving():
        reports.write(topic, starts_in or topic.last_year, text, **on(make, account, today))
    return make.again(topic)


def reported(make, account, *, by, **more):
    """A topic whose last report is presented."""
    topic = running(make, account, by=by, **more)
    topic = written(make, topic, account)
    with saving():
        reports.submit(make.again(topic), topic.last_year, **on(make, account))
    return make.again(topic)


def with_product(make, topic, account, name="Памятка.pdf"):
    with saving():
        products.bring(make.again(topic), [(name, b"%PDF-1.7")], "", **on(make, account))
    return make.again(topic)


def finished(make, account, *, by, **more):
    topic = with_product(make, reported(make, account, by=by, **more), account)
    return step(make, topic, TopicStep.FINISH, by)


def signed(make, head, *, talks=(), consents=(), meeting_id=7, held_on=TODAY,
           words="протокол № 2 от 23.11.2026"):  # fmt: skip
    """The minutes of this meeting are signed, or corrected, and say this of topics."""
    minutes = SignedMinutes(meeting_id, words, held_on, f"/meetings/{meeting_id}/minutes")
    confirmed = {
        TALKS.name: {one.id: one.title for one in talks},
        CONSENTS.name: {one.id: one.title for one in consents},
    }
    with saving():
        tell_signed(minutes, confirmed, by=make.actor(head), at=make.at)


def report_of(topic, starts_in=None):
    db.session.rollback()
    asked = select(TopicReport).filter_by(topic_id=topic.id)
    asked = asked.filter_by(starts_in=starts_in) if starts_in else asked
    found = db.session.scalars(asked.options(joinedload(TopicReport.hearings)))
    return found.unique().one_or_none()


def heard_at(topic, starts_in=None):
    """The meetings that have heard its report, by their days."""
    report = report_of(topic, starts_in)
    return [one.meeting_id for one in report.hearings] if report else []


def consents_to(topic):
    """The meetings that agree to it."""
    asked = select(TopicConsent.meeting_id).filter_by(topic_id=topic.id)
    return list(db.session.scalars(asked.order_by(TopicConsent.held_on)))


def standing(answer):
    items = pages.all_texts(pages.of(answer), "//main//ul[contains(@class, 'todo')]/li")
    return [one.replace("\xa0", " ") for one in items]
