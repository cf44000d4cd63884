"""What is held of her in the log of her topics."""

from sqlalchemy import select

from rmo_web.household.entries import queries as entries
from rmo_web.kernel.access import Actor
from rmo_web.kernel.db import db
from rmo_web.kernel.offered.mydata import Holding, holds
from rmo_web.self_education.log.rules import OWNER
from rmo_web.self_education.models import Topic


@holds("Журнал самообразования")
def my_log(actor: Actor) -> list[Holding]:
    """Every entry of her topics, with the files by name; also what was removed."""
    mine = select(Topic.id, Topic.title).filter_by(person_id=actor.person_id)
    titles = {one.id: one.title for one in db.session.execute(mine.order_by(Topic.id))}
    return entries.holdings(OWNER, titles)
