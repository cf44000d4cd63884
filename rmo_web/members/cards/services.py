"""Verbs of a card that nothing but its page says: leave, withdraw consent."""

from datetime import date, datetime

from sqlalchemy import delete, select

from rmo_web.household.drafts import Draft
from rmo_web.kernel import russian
from rmo_web.kernel.db import db
from rmo_web.kernel.errors import Refused
from rmo_web.kernel.events import emit
from rmo_web.members import events, rules
from rmo_web.members.models import Person
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
