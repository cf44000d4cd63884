"""What is measured and pictured of topics: two thousand of them, forty finished by each member."""

from itertools import islice, product

from sqlalchemy import func, insert, select

from rmo_web.kernel import search
from rmo_web.members.models import Person
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
        "topic-reported": "/self-education/7",
    },
    LIBRARIAN: {
        "topics-all": "/self-education/", "topics-mine": "/self-education/mine",
        "topic": "/self-education/2", "topic-plan": "/self-education/2/describe",
        "topic-change": "/self-education/2/change", "stage": "/self-education/2/stages/new",
        "topic-report": "/self-education/2/reports/2019",
        "topic-product": "/self-education/2/product",
    },
}  # fmt: skip
IN_GUIDES = {("topics", 1280), ("topic", 360), ("topic", 1280)}


def grow(connection, size):
    people = list(connection.scalars(select(Person.id).order_by(Person.id)))
    first = 1 + (connection.scalar(select(func.max(Topic.id))) or 0)
    years_back = range(TOPICS // len(people) + 1)
    told = islice(product(years_back, people), TOPICS)
    rows = [topic_of(first + n, person, back) for n, (back, person) in enumerate(told)]
    connection.execute(insert(Topic), rows)
    connection.execute(insert(TopicStage), [
        {"topic_id": row["id"], "position": place, "title": one.title, "months": one.months,
         "content": one.content, "done_on": None, "version": 1}
        for row in rows for place, one in enumerate(STAGES)
    ])  # fmt: skip
    return Measured({
        "Темы самообразования": "/self-education/",
        "Темы самообразования, всех лет": "/self-education/?years=all",
    })  # fmt: skip


def topic_of(topic_id, person_id, back):
    title = CATALOGUE[topic_id % len(CATALOGUE)]
    return {
        "id": topic_id, "person_id": person_id, "title": title, "stems": search.column(title),
        "first_year": 2018 - back, "last_year": 2018 - back, "version": 1,
        "state": TopicState.FINISHED, "proposed_on": TODAY, "moved_on": TODAY,
    }  # fmt: skip
