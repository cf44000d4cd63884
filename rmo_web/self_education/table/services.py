"""Those who are late with their topics are reminded."""

from collections.abc import Collection
from datetime import date, datetime

from rmo_web.kernel.access import Actor
from rmo_web.kernel.errors import Refused
from rmo_web.kernel.events import emit
from rmo_web.self_education.events import Reminded


def remind(
    people: Collection[int], text: str, *, by: Actor, at: datetime, today: date
) -> None:  # fmt: skip
    """A notice to each of these people. Refused when there is nobody whom it would reach."""
    if not people:
        raise Refused("Напоминать некому: всем, у кого есть доступ, сегодня уже напомнили.")
    told = tuple(sorted(people))
    emit(Reminded(by=by.account_id, at=at, people=told, text=text, day=today))
