"""Entries of a topic, as she or a leader writes them down."""

from sqlalchemy import select

from rmo_web.household.entries.models import Entry
from rmo_web.household.entries.services import NewEntry
from rmo_web.kernel.db import db, saving
from rmo_web.self_education.log import services
from tests.makers import TODAY

TEXT = "Прочитала статью о книжных квестах"


def written(make, topic, account, text=TEXT, day=TODAY, today=TODAY, **more):
    """An entry of this topic by this account."""
    told = NewEntry(text, day, **more)
    with saving():
        return services.write(
            make.again(topic), told, by=make.actor(account), at=make.at, today=today
        )


def logged():
    """Every entry that is stored, as it is now."""
    db.session.rollback()
    return list(db.session.scalars(select(Entry).order_by(Entry.id)))
