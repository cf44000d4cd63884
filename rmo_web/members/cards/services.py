"""Verbs of a card that nothing but its page says: leave, withdraw consent, be away for a time."""

from datetime import date, datetime, timedelta

from sqlalchemy import delete, select

from rmo_web.household.drafts import Draft
from rmo_web.kernel import russian
from rmo_web.kernel.db import db
from rmo_web.kernel.errors import Refused
from rmo_web.kernel.events import emit
from rmo_web.members import events, rules, wording
from rmo_web.members.models import Person, TimeAway
from rmo_web.members.services import NewPerson

DRAFTED = ("awards", "note")  # long fields of a card: their drafts are kept on the server


def meet_namesake(told: NewPerson) -> None:
    """Refused when the register has somebody of this very name."""
    name = russian.reading(f"{told.surname} {told.given} {told.patronymic}")
    if db.session.scalar(select(Person.id).filter_by(search_key=name)):
        words = "Человек с таким именем в базе уже есть. Если это однофамилец, отметьте."
        raise Refused(words, "is_another")


def draft_key(person_id: int, field: str) -> str:
    """Under which the server keeps the draft of a long field."""
    return f"person-{person_id}-{field}"


def withdraw_consent(person: Person, *, by: int, at: datetime) -> None:
    """Private data goes with the consent, and with it whatever drafts hold of it."""
    for name, empty in rules.PRIVATE.items():
        setattr(person, name, empty)
    person.consent_on = None
    person.shows_contacts = False
    keys = [draft_key(person.id, field) for field in DRAFTED if field in rules.PRIVATE]
    db.session.execute(delete(Draft).where(Draft.key.in_(keys)))
    emit(events.ConsentWithdrawn(by=by, at=at, about=person.id))


def leave(person: Person, day: date, *, by: int, at: datetime, today: date) -> None:
    """Out of the association after this day; the history stays. Refused when she has left."""
    if person.left_on is not None:
        raise Refused("Этот человек уже вышел из состава.")
    if day > today:
        raise Refused("Этот день ещё не наступил.")
    if day < person.joined_on:
        raise Refused(f"В составе с {russian.day(person.joined_on)}: выйти раньше нельзя.")
    person.left_on = day
    emit(events.Left(by=by, at=at, about=person.id))


def be_away(person: Person, since: date, until: date, *, by: int | None, at: datetime) -> TimeAway:
    """For this time she is away. Refused for one that meets another of hers, or has no end."""
    if person.left_on is not None:
        raise Refused("Этот человек вышел из состава.")
    return _keep_time_away(TimeAway(person_id=person.id), since, until, by=by, at=at)


def change_time_away(
    time_away: TimeAway, since: date, until: date, *, by: int, at: datetime
) -> None:  # fmt: skip
    """Other days of it. Refused as a new one is."""
    _keep_time_away(time_away, since, until, by=by, at=at)


def _keep_time_away(
    time_away: TimeAway, since: date, until: date, *, by: int | None, at: datetime
) -> TimeAway:
    rules.check_time_away(since, until)
    met = select(TimeAway).where(
        TimeAway.person_id == time_away.person_id,
        TimeAway.id != (time_away.id or 0),
        TimeAway.since <= until,
        TimeAway.until >= since,
    )
    if (other := db.session.scalar(met.limit(1))) is not None:
        period = wording.period(other.since, other.until)
        raise Refused(f"Уже записано: {period}. Сроки не должны пересекаться.", "since")
    time_away.since, time_away.until = since, until
    db.session.add(time_away)
    db.session.flush()
    emit(events.TimeAwayKept(by=by, at=at, about=time_away.person_id))
    return time_away


def be_back(time_away: TimeAway, *, by: int, at: datetime, today: date) -> None:
    """She works again from today on. Refused when she is not away today."""
    if not time_away.since <= today <= time_away.until:
        raise Refused("Этот срок сегодня не идёт: исправьте его дни.")
    if time_away.since == today:
        drop_time_away(time_away, by=by, at=at)
    else:
        change_time_away(time_away, time_away.since, today - timedelta(days=1), by=by, at=at)


def drop_time_away(time_away: TimeAway, *, by: int, at: datetime) -> None:
    """It was written down by mistake."""
    emit(events.TimeAwayDropped(by=by, at=at, about=time_away.person_id))
    db.session.delete(time_away)
