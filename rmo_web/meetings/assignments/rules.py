"""How far an assignment is (domain reference, 2.4)."""

from collections.abc import Iterable, Sequence
from datetime import date
from enum import StrEnum

from rmo_web.meetings.rules import Outcome


class Duty(StrEnum):
    """How far an assignment is (section 2.4)."""

    GIVEN = "given"
    GOING = "going"
    EXTENDED = "extended"
    DONE = "done"
    LATE = "late"
    FAILED = "failed"
    DROPPED = "dropped"


def duty_of(
    outcome: Outcome | None, due_on: date | None, extended_to: date | None,
    taken: Iterable[date | None], done: Sequence[date | None],
) -> Duty:  # fmt: skip
    """How far an assignment is, by what its people have marked."""
    if outcome is not None:
        return Duty(outcome.value)
    if done and all(done):
        last, until = max(one for one in done if one), extended_to or due_on
        return Duty.LATE if until and last > until else Duty.DONE
    if extended_to is not None:
        return Duty.EXTENDED
    return Duty.GOING if any(taken) or any(done) else Duty.GIVEN


def is_overdue(duty: Duty, due_on: date | None, extended_to: date | None, today: date) -> bool:
    """Whether its day has passed and it is still not done."""
    until = extended_to or due_on
    return duty in {Duty.GIVEN, Duty.GOING, Duty.EXTENDED} and until is not None and until < today
