"""What signed minutes say of the matters that rooms had put on the agenda."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from rmo_web.kernel.access import Actor
from rmo_web.kernel.hooks import NamedHooks


@dataclass(frozen=True, slots=True)
class SignedMinutes:
    """«протокол № 2 от 12.12.2019» of a meeting, and the page where it is read."""

    meeting_id: int
    words: str
    held_on: date
    url: str


Confirmed = Mapping[int, str]  # by its id what the minutes call each
Hear = Callable[[SignedMinutes, Confirmed, Actor, datetime], None]
_hear: NamedHooks[str, Hear] = NamedHooks()


def hears_minutes(kind: str) -> Callable[[Hear], Hear]:
    """A room hears which matters of its kind the minutes confirm: a talk given, a consent.

    Told within the transaction that signs, of a correction too, and always whole: what minutes
    of this meeting confirmed before and do not now has lost them.
    """
    return _hear.under(kind)


def tell_signed(
    minutes: SignedMinutes, confirmed: Mapping[str, Confirmed], *, by: Actor, at: datetime
) -> None:
    """These minutes are signed and confirm these matters of each kind; every kind is told."""
    for kind, hear in _hear.items():
        hear(minutes, confirmed.get(kind, {}), by, at)
