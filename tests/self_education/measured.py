"""What is measured and pictured of topics: a table of two thousand members, a log of 500."""

import random
import secrets
from datetime import UTC, datetime, timedelta

from sqlalchemy import func, insert, select

from rmo_web.accounts.models import Account
from rmo_web.household.entries.models import Entry
from rmo_web.kernel import search
from rmo_web.members.models import TimeAway
from rmo_web.self_education.log.rules import OWNER, LogKind
from rmo_web.self_education.models import Topic, TopicReport, TopicStage
from rmo_web.self_education.rules import CATALOGUE, REPORTED, STAGES, ReportKind, TopicState
from tests.measured import HEAD, LIBRARIAN, TODAY, Measured
from tests.members.measured import join

MEMBERS, ENTRIES = 2000, 500
STATES = (
    (TopicState.PROPOSED, 6), (TopicState.RETURNED, 2), (TopicState.AGREED, 10),
    (TopicState.RUNNING, 60), (TopicState.REPORTED, 8), (TopicState.FINISHED, 10),
    (TopicState.UNCONFIRMED, 1), (TopicState.WITHDRAWN, 3),
)  # fmt: skip
PICTURES = {
    HEAD: {
        "topics": "/self-education/", "topic-head": "/self-education/14",
        "topic-return": "/self-education/14/send-back",
        "topics-remind": "/self-education/remind/choice",
        "topics-catalogue": "/self-education/catalogue/",
        "topic-enter": "/self-education/new",
        "topics-reporting": "/self-education/reporting", "topic-ended": "/self-education/5",
        "topic-reported": "/self-education/7", "topics-import": "/self-education/import",
    },
    LIBRARIAN: {
        "topics-all": "/self-education/", "topics-mine": "/self-education/mine",
        "topic": "/self-education/2", "topic-plan": "/self-education/2/describe",
        "topic-log": "/self-education/2/log", "topic-entry": "/self-education/2/log/new",
        "topic-change": "/self-education/2/change", "stage": "/self-education/2/stages/new",
        "topic-report": "/self-education/2/reports/2019",
        "topic-product": "/self-education/2/product",
    },
}  # fmt: skip
IN_GUIDES = {("topics", 1280), ("topic", 360)}


def grow(connection, size):
    """Up to two thousand members, each with a topic of this year, in every state, and the last."""
    count = min(size, MEMBERS)
    people = join(connection, "Сорокина", count)
    first = 1 + connection.scalar(select(func.max(Topic.id)))
    states = random.Random(1).choices(*zip(*STATES, strict=True), k=count)
    topics = [topic_of(first + n, one, states[n], n) for n, one in enumerate(people)]
    first += count
    topics += [
        topic_of(first + n, one, TopicState.FINISHED, n) | {"first_year": 2018, "last_year": 2018}
        for n, one in enumerate(people)
    ]
    connection.execute(insert(Topic), topics)
    connection.execute(insert(TopicStage), [
        {"topic_id": row["id"], "position": place, "title": one.title, "months": one.months,
         "content": one.content, "done_on": TODAY if place < row["id"] % 5 else None, "version": 1}
        for row in topics for place, one in enumerate(STAGES)
    ])  # fmt: skip
    connection.execute(insert(TopicReport), [
        {"topic_id": row["id"], "starts_in": row["last_year"], "submitted_on": TODAY,
         "product": "Список литературы", "version": 1}
        for row in topics if row["state"] in REPORTED
    ])  # fmt: skip
    connection.execute(insert(TimeAway), [
        {"person_id": one, "since": TODAY, "until": TODAY, "version": 1} for one in people[::40]
    ])  # fmt: skip
    head = connection.scalar(select(Account.person_id).where(Account.login == HEAD))
    hers = select(Topic.id).where(Topic.person_id == head, Topic.state == TopicState.RUNNING)
    logged = connection.scalar(hers)
    connection.execute(insert(Entry), [entry_of(logged, head, n) for n in range(ENTRIES)])
    page, table = f"/self-education/{logged}", "/self-education/"
    entry = {"Запись в журнал темы, на месте": (f"{page}/log/new", written)}
    return Measured(pages={
        f"Темы {count} участников и что ждёт": table,
        f"Темы {count} участников, в работе": f"{table}?state={TopicState.RUNNING}",
        f"Темы {count} участников, всех лет": f"{table}?years=all",
        "Тема, в журнале 500 записей": page,
    }, papers={"Индивидуальный план": f"/self-education/{first}/plan.docx"},
       in_place=entry)  # fmt: skip


def written(number):
    """One more entry, of today."""
    return {
        "text": f"Дело {number}",
        "day": f"{TODAY}",
        "time": "1,5",
        "nonce": secrets.token_hex(12),
    }


def entry_of(topic_id, person_id, number):
    return {
        "owner": OWNER, "owner_id": topic_id, "day": TODAY - timedelta(days=number % 400),
        "text": f"Дело {number}", "kind": LogKind.READ.value, "minutes": 90, "link": "",
        "entered_by_id": person_id, "at": datetime(2019, 12, 9, tzinfo=UTC), "is_removed": False,
        "version": 1,
    }  # fmt: skip


def topic_of(topic_id, person_id, state, number):
    title = CATALOGUE[number % len(CATALOGUE)]
    return {
        "id": topic_id, "person_id": person_id, "title": title, "stems": search.column(title),
        "first_year": 2019, "last_year": 2019 + number % 2, "version": 1, "state": state,
        "proposed_on": TODAY, "moved_on": TODAY - timedelta(days=number % 100),
        "report_kind": ReportKind.WRITTEN, "product": "Список литературы",
        "product_link": "https://example.org/" if number % 3 else "",
    }  # fmt: skip
