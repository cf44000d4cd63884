"""Whoever has entries written in her name hears of it, and can correct them."""

from rmo_web.accounts.telling import persons, tell, tell_of
from rmo_web.household.entries.events import EntryAdded, EntryTold
from rmo_web.household.entries.models import Entry
from rmo_web.kernel import russian
from rmo_web.kernel.db import db
from rmo_web.kernel.events import on
from rmo_web.self_education.log.rules import OWNER
from rmo_web.self_education.models import Topic

TEXT_SHOWN = 100


@on(EntryTold)
def of_her_log(fact: EntryTold) -> None:
    """Of each entry that another one wrote; of what was changed in them, once a day."""
    if fact.owner != OWNER:
        return
    topic = db.session.get_one(Topic, fact.owner_id)
    whom, url = persons(topic.person_id), f"/self-education/{topic.id}#log"
    if isinstance(fact, EntryAdded):
        entry = db.session.get_one(Entry, fact.about)
        words = russian.quoted(russian.shortened(entry.text, TEXT_SHOWN))
        tell_of(fact, whom, f"В журнал вашей темы внесена запись: {words}. Проверьте её", url)
        return
    text = f"В журнале вашей темы изменены записи: {russian.quoted(topic.title)}"
    cause = f"self_education.log.{topic.id}.{fact.at.date()}"
    tell(whom, text, url, cause=cause, at=fact.at, but=fact.by)
