"""What rooms tell each other of the year's plan: the meetings it names, and that it was adopted."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from rmo_web.kernel.access import Actor
from rmo_web.kernel.hooks import Hooks

Month = tuple[int, int]


@dataclass(frozen=True, slots=True)
class PlannedQuestion:
    """A question of a meeting as the plan has it; `row_id` is its row."""

    row_id: int
    text: str
    form: str
    speakers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PlannedMeeting:
    """A meeting as the plan has it: often a month is all that is known of its day."""

    row_id: int
    number: int | None
    theme: str
    forms: tuple[str, ...]
    month: Month | None
    day: date | None
    place: str
    questions: tuple[PlannedQuestion, ...]


Follower = Callable[[int, Sequence[PlannedMeeting]], None]
Adopter = Callable[[int, str, Actor, datetime], None]
Check = Callable[[int, Actor], None]
_followers: Hooks[Follower] = Hooks()
_adopters: Hooks[Adopter] = Hooks()
_checks: Hooks[Check] = Hooks()


def follows_plan(follow: Follower) -> Follower:
    """A room wants to know the meetings of a year whenever its plan has changed."""
    return _followers.hang(follow)


def tell_meetings(year_id: int, meetings: Sequence[PlannedMeeting]) -> None:
    """The plan of this year names these meetings now; told within the change's transaction."""
    for follow in _followers:
        follow(year_id, meetings)


def adopts_plan(adopt: Adopter) -> Adopter:
    """A room keeps the plan's state, and hears that signed minutes have adopted the plan."""
    return _adopters.hang(adopt)


def plan_adopted(year_id: int, minutes: str, actor: Actor, at: datetime) -> None:
    """The plan of this year was adopted by «протокол № 1 от 27.08.2019»."""
    for adopt in _adopters:
        adopt(year_id, minutes, actor, at)


def checks_adoption(check: Check) -> Check:
    """The room that keeps the plan says who may adopt it, before anybody tries."""
    return _checks.hang(check)


def check_adoption(year_id: int, actor: Actor) -> None:
    """Refused when this person's signature cannot adopt the plan of this year."""
    for check in _checks:
        check(year_id, actor)
