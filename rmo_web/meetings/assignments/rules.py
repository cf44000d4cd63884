"""How far an assignment is, and the mark of each who is to do it (domain reference, 2.4).

The life of such a mark (`LIFE`):

    none   -> taken  take
    none   -> done   do
    taken  -> none   unmark
    taken  -> done   do
    done   -> none   unmark
    done   -> taken  undo
"""

from collections.abc import Iterable, Sequence
from datetime import date
from enum import StrEnum

from rmo_web.kernel.states import Asks, Life, Move, to
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


class TargetMark(StrEnum):
    """What is marked of somebody who is to do an assignment."""

    NONE = "none"
    TAKEN = "taken"
    DONE = "done"
    CLOSED = "closed"  # whatever was marked: the assignment is over


class TargetStep(StrEnum):
    TAKE = "take"
    DO = "do"
    UNMARK = "unmark"
    UNDO = "undo"


_NONE, _TAKEN, _DONE, _CLOSED = TargetMark
_OVER = {_CLOSED: "Поручение закрыто: отметить его уже нельзя."}
LIFE = Life(
    TargetMark,
    [
        Move(TargetStep.TAKE, to(_TAKEN, _NONE), words="В работе", otherwise=_OVER),
        Move(TargetStep.DO, to(_DONE, _NONE, _TAKEN), words="Исполнено", asks=Asks.TEXT,
             otherwise=_OVER),
        Move(TargetStep.UNMARK, to(_NONE, _TAKEN, _DONE), words="Снять отметку", otherwise=_OVER),
        # «Отменить» of the first page, which alone has a button for it.
        Move(TargetStep.UNDO, to(_TAKEN, _DONE), otherwise=_OVER),
    ],
    changed="Эта отметка уже другая: откройте поручение снова.",
)  # fmt: skip


def mark_of(outcome: Outcome | None, taken_on: date | None, done_on: date | None) -> TargetMark:
    """What is marked of somebody, in an assignment with this outcome."""
    if outcome is not None:
        return _CLOSED
    return _DONE if done_on else _TAKEN if taken_on else _NONE


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
