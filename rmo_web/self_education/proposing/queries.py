"""What stands beside the title while it is typed, and who may have a topic."""

from datetime import date

from sqlalchemy import select, union_all

from rmo_web.kernel import russian
from rmo_web.kernel.access import Actor
from rmo_web.kernel.db import db
from rmo_web.kernel.search import has_words
from rmo_web.members import works
from rmo_web.self_education.models import CatalogueTitle, Topic
from rmo_web.self_education.rules import OPEN, TopicState

SUGGESTED, SUGGESTED_READ = 5, 30
LETTERS_LEAST = 3


def suggestions(said: str) -> list[str]:
    """Titles that go on as it is typed: of the catalogue, then of topics that were finished."""
    if len(said) < LETTERS_LEAST:
        return []
    offered = select(CatalogueTitle.title).where(
        ~CatalogueTitle.is_archived, has_words(CatalogueTitle.stems, said)
    )
    past = select(Topic.title).where(
        Topic.state == TopicState.FINISHED, has_words(Topic.stems, said)
    )
    found = db.session.scalars(union_all(offered, past).limit(SUGGESTED_READ))
    by_reading = {russian.reading(one): one for one in found}
    by_reading.pop(russian.reading(said), None)
    return list(by_reading.values())[:SUGGESTED]


def catalogue() -> list[str]:
    """Every title that is offered, in a Russian's order."""
    asked = select(CatalogueTitle.title).where(~CatalogueTitle.is_archived)
    return list(db.session.scalars(asked.order_by(CatalogueTitle.sort_key)))


def people(actor: Actor, today: date) -> list[tuple[int, str]]:
    """Those who have no topic that is not over; whoever acts comes first."""
    busy = set(db.session.scalars(select(Topic.person_id).where(Topic.state.in_(OPEN))))
    free = [one for one in works.everybody(today).items() if one[0] not in busy]
    return sorted(free, key=lambda one: one[0] != actor.person_id)


def open_topic(person_id: int) -> tuple[int, str] | None:
    """The topic that she has already: its id and title."""
    asked = select(Topic.id, Topic.title).where(
        Topic.person_id == person_id, Topic.state.in_(OPEN)
    )  # fmt: skip
    found = db.session.execute(asked).first()
    return (found.id, found.title) if found else None
