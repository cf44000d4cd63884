"""The log of a topic: on its page, on its own, and in sums that papers use."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from flask import url_for
from sqlalchemy import select

from rmo_web.household.entries import queries as entries
from rmo_web.household.entries.models import Entry
from rmo_web.household.entries.queries import Log, LogDay, LogPanel, LogSums
from rmo_web.kernel import paging, years
from rmo_web.kernel.access import Actor
from rmo_web.kernel.db import db
from rmo_web.kernel.listing import Selection, page_of
from rmo_web.kernel.paging import Pages
from rmo_web.members.models import Person
from rmo_web.self_education.access import log_of
from rmo_web.self_education.log import rules
from rmo_web.self_education.log.rules import OWNER, WRITABLE, RibbonScale
from rmo_web.self_education.log.wording import KIND_WORDS
from rmo_web.self_education.models import Topic, TopicStage
from rmo_web.self_education.queries import stages_of
from rmo_web.self_education.rules import MOVING, PUBLIC
from rmo_web.self_education.wording import entered_by

SHOWN = 10  # on the page of the topic; the others stand on a page of their own
ROOM = "self_education"


@dataclass(frozen=True, slots=True)
class LogAround:
    """What stands around the log of a topic and changes with it: the ribbon, and where all is."""

    url: str
    ribbon: RibbonScale | None
    has_entries: bool


@dataclass(frozen=True, slots=True)
class TopicLog:
    """The newest entries on the page of their topic, and what stands around them."""

    panel: LogPanel
    around: LogAround
    is_writable: bool


def of_year(topic_id: int, starts_in: int) -> tuple[list[tuple[date, str]], str]:
    """Day and first line of every entry of a school year, in their order, and their sums."""
    first, last = years.days_of(starts_in)
    found = db.session.scalars(
        entries.listed(OWNER, topic_id)
        .where(Entry.day.between(first, last))
        .order_by(None)
        .order_by(Entry.day, Entry.id)
    ).all()
    whole = LogSums(len(found), sum(one.minutes or 0 for one in found))
    return [(one.day, one.text.partition("\n")[0]) for one in found], whole.in_words


def on_topic(
    topic: Topic, stages: Sequence[TopicStage], today: date, *, has_left: bool, most: int = SHOWN
) -> TopicLog:  # fmt: skip
    """The newest entries, the sums of all, and the ribbon of a topic that was agreed to."""
    days, is_writable = entries.days(OWNER, topic.id), takes(topic, has_left=has_left)
    shown = _newest(topic, most, is_writable=is_writable)
    return TopicLog(
        entries.panel(days, shown), _around(topic, stages, days, today), is_writable
    )  # fmt: skip


def around(topic: Topic, today: date) -> LogAround:
    """The same, after something was written."""
    return _around(topic, stages_of([topic.id])[topic.id], entries.days(OWNER, topic.id), today)


def _around(
    topic: Topic, stages: Sequence[TopicStage], days: Sequence[LogDay], today: date
) -> LogAround:
    url = url_for("self_education.log", topic_id=topic.id)
    return LogAround(url, ribbon_of(topic, stages, days, today), bool(days))


def _newest(topic: Topic, most: int, *, is_writable: bool) -> tuple[entries.EntryRow, ...]:
    """With their files and with who wrote each, in one statement."""
    asked, entry = entries.newest(OWNER, topic.id, most)
    wrote = asked.add_columns(Person).join(Person, Person.id == entry.entered_by_id)
    found: dict[int, Entry] = {}
    kept: dict[int, list[entries.EntryFile]] = defaultdict(list)
    names: dict[int, str] = {}
    for one, number, name, size, person in db.session.execute(wrote):
        found[one.id] = one
        if number:
            kept[one.id].append(entries.file_of(number, name, size))
        if person.id != topic.person_id:
            names[person.id] = entered_by(person.initials)
    return entries.rows(found.values(), KIND_WORDS, names, ROOM if is_writable else "", kept)


def log_for(topic: Topic) -> Log:
    """The log of the topic, opened for writing."""
    return Log(
        owner=OWNER,
        owner_id=topic.id,
        title=topic.title,
        url=log_of(topic.id),
        new_url=url_for("self_education.new_entry", topic_id=topic.id),
        files_url=url_for("self_education.keep_files", topic_id=topic.id),
        room=ROOM,
        kinds=KIND_WORDS,
        entered_by=lambda found: written_by(found, topic.person_id),
    )


def takes(topic: Topic, *, has_left: bool) -> bool:
    """Whether something may be written into its log now."""
    return topic.state in WRITABLE and not has_left


def page(topic: Topic, asked: Selection, *, has_left: bool) -> tuple[LogPanel, Pages]:
    """A page of the whole log."""
    is_writable = takes(topic, has_left=has_left)
    found, total = page_of(entries.listed(OWNER, topic.id), asked)
    shown = _rows([one for (one,) in found], topic, is_writable=is_writable)
    return entries.panel(entries.days(OWNER, topic.id), shown), paging.pages(asked.page, total)


def _rows(
    found: Sequence[Entry], topic: Topic, *, is_writable: bool
) -> tuple[entries.EntryRow, ...]:  # fmt: skip
    names = written_by(found, topic.person_id)
    return entries.rows(found, KIND_WORDS, names, ROOM if is_writable else "")


def written_by(found: Collection[Entry], person_id: int) -> dict[int, str]:
    """«внесено: Иволгина М.П.», by the person who wrote an entry in her name."""
    others = {one.entered_by_id for one in found} - {person_id}
    if not others:
        return {}
    people = db.session.execute(select(Person.id, Person.initials).where(Person.id.in_(others)))
    return {number: entered_by(who) for number, who in people}


def topic_to_log(actor: Actor) -> str:
    """Her topic in work or agreed to: the first page offers to write something down for it."""
    mine = select(Topic.title).where(Topic.person_id == actor.person_id, Topic.state.in_(MOVING))
    return db.session.scalar(mine.limit(1)) or ""


def writable(person_id: int) -> int:
    """Her topic whose log takes entries; 0 where there is none."""
    mine = select(Topic.id).where(Topic.person_id == person_id, Topic.state.in_(WRITABLE))
    return db.session.scalar(mine.order_by(Topic.id.desc()).limit(1)) or 0


def ribbon_of(
    topic: Topic, stages: Sequence[TopicStage], days: Sequence[LogDay], today: date
) -> RibbonScale | None:
    """The ribbon of a topic that was agreed to."""
    if topic.state not in PUBLIC:
        return None
    done_on = [one.done_on for one in stages]
    return rules.ribbon(
        topic.first_year, topic.last_year, done_on, [one.day for one in days], today
    )
