"""What is measured and pictured of topics: two thousand of them, forty finished by each member."""

import secrets
from datetime import UTC, datetime, timedelta
from itertools import islice, product

from sqlalchemy import func, insert, select

from rmo_web.household.entries.models import Entry
from rmo_web.kernel import search
from rmo_web.members.models import Person
from rmo_web.self_education.log.rules import OWNER, LogKind
from rmo_web.self_education.models import Topic, TopicStage
from rmo_web.self_education.rules import CATALOGUE, STAGES, TopicState
from tests.measured import HEAD, LIBRARIAN, TODAY, Measured

TOPICS = 2000
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
    people = list(connection.scalars(select(Person.id).order_by(Person.id)))
    first = 1 + (connection.scalar(select(func.max(Topic.id))) or 0)
    years_back = range(TOPICS // len(people) + 1)
    told = islice(product(years_back, people), TOPICS)
    rows = [topic_of(first + n, person, back) for n, (back, person) in enumerate(told)]
    logged = topic_of(first + TOPICS, people[0], 0) | {"state": TopicState.RUNNING}
    connection.execute(insert(Topic), [*rows, logged])
    connection.execute(insert(Entry), [entry_of(logged["id"], people[0], n) for n in range(500)])
    connection.execute(insert(TopicStage), [
        {"topic_id": row["id"], "position": place, "title": one.title, "months": one.months,
         "content": one.content, "done_on": None, "version": 1}
        for row in [*rows, logged] for place, one in enumerate(STAGES)
    ])  # fmt: skip
    page = f"/self-education/{logged['id']}"
    return Measured(pages={
        "Темы самообразования": "/self-education/",
        "Темы самообразования, всех лет": "/self-education/?years=all",
        "Тема, в журнале 500 записей": page,
    }, papers={"Индивидуальный план": f"/self-education/{first}/plan.docx"},
       deeds={"Запись в журнал темы": (f"{page}/log/new", written)})  # fmt: skip


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


def topic_of(topic_id, person_id, back):
    title = CATALOGUE[topic_id % len(CATALOGUE)]
    return {
        "id": topic_id, "person_id": person_id, "title": title, "stems": search.column(title),
        "first_year": 2018 - back, "last_year": 2018 - back, "version": 1,
        "state": TopicState.FINISHED, "proposed_on": TODAY, "moved_on": TODAY,
    }  # fmt: skip
