"""Who may see and lead a topic (design.md, "Who may do what").

Title, name and school of a topic that is agreed are seen by all members; everything else of it
by her, the head and the methodist. Whatever is hers, they may do in her name.
"""

from enum import StrEnum

from flask import abort, url_for

from rmo_web.household.entries.access import log_at, logged
from rmo_web.household.entries.models import Entry
from rmo_web.household.files import owned, passing
from rmo_web.kernel.access import Actor, anyone, grant, guard, leads, present
from rmo_web.kernel.db import db, of_id
from rmo_web.self_education.log.rules import OWNER
from rmo_web.self_education.models import CatalogueTitle, Topic, TopicStage
from rmo_web.self_education.rules import (
    LIFE,
    OF_PRODUCT,
    PUBLIC,
    UPLOADS,
    TopicParty,
    TopicStep,
)


class Permission(StrEnum):
    SEE = "self_education.see"
    SEE_TITLE = "self_education.see_title"
    READ = "self_education.read"
    LEAD = "self_education.lead"


def is_hers(actor: Actor, topic: object) -> bool:
    return isinstance(topic, Topic) and topic.person_id == actor.person_id


def may_read(actor: Actor, topic: object) -> bool:
    return actor.leads or is_hers(actor, topic)


def may_see_title(actor: Actor, topic: object) -> bool:
    return may_read(actor, topic) or (isinstance(topic, Topic) and topic.state in PUBLIC)


grant(
    {
        Permission.SEE: anyone,
        Permission.SEE_TITLE: may_see_title,
        Permission.READ: may_read,
        Permission.LEAD: leads,
    }
)


@owned(OF_PRODUCT)
def sees_product(actor: Actor, topic_id: int) -> bool:
    """Files of a product are for whoever reads the whole topic."""
    return may_read(actor, db.session.get(Topic, topic_id))


passing(UPLOADS)  # files of a product that wait for its form


def parties(actor: Actor, topic: Topic) -> frozenset[TopicParty]:
    """As whom this person may act on the topic; nobody agrees to her own."""
    hers = {TopicParty.OWNER} if may_read(actor, topic) else set()
    if actor.leads and not is_hers(actor, topic):
        return frozenset({*hers, TopicParty.LEADERS})
    return frozenset(hers)


def topic_for(actor: Actor, topic_id: int) -> Topic:
    """The topic, for who may read all of it: to others there is none, even of an agreed one."""
    return guard(of_id(Topic, topic_id), actor, Permission.READ, seen=Permission.READ)


def titled_topic_for(actor: Actor, topic_id: int) -> Topic:
    """The topic, for who may know its title."""
    return guard(of_id(Topic, topic_id), actor, Permission.SEE_TITLE, seen=Permission.SEE_TITLE)


def topic_for_step(actor: Actor, topic_id: int, step: TopicStep) -> Topic:
    """The topic, for whose step this is; whoever leads may try, of her own she is told why not."""
    topic, whose = topic_for(actor, topic_id), LIFE.moves[step].who
    if whose not in parties(actor, topic) and not (actor.leads and whose is TopicParty.LEADERS):
        abort(403)
    return topic


def stage_for(actor: Actor, stage_id: int) -> tuple[TopicStage, Topic]:
    """The stage with its topic, for who may change them."""
    stage = present(db.session.get(TopicStage, stage_id))
    topic = topic_for(actor, stage.topic_id)
    return present(of_id(TopicStage, stage_id)), topic


def catalogue_title_for(title_id: int) -> CatalogueTitle:
    """404 when there is none; only keepers of the catalogue come this far."""
    return present(of_id(CatalogueTitle, title_id))


@logged(OWNER)
def may_see_log(actor: Actor, topic_id: int) -> bool:
    return may_read(actor, db.session.get(Topic, topic_id))


@log_at(OWNER)
def log_of(topic_id: int) -> str:
    return url_for("self_education.topic", topic_id=topic_id, _anchor="log")


def entry_for(actor: Actor, entry_id: int, *, is_removed: bool = False) -> tuple[Entry, Topic]:
    """The entry with its topic, for who may change them; 404 for one that is (not) removed."""
    entry = present(db.session.get(Entry, entry_id))
    present(entry if entry.owner == OWNER else None)
    topic = topic_for(actor, entry.owner_id)
    entry = present(of_id(Entry, entry_id))
    return present(entry if entry.is_removed == is_removed else None), topic
