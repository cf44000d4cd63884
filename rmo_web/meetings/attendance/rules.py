"""When people are marked at a meeting, and how many guests it has."""

from collections.abc import Mapping
from datetime import date

from rmo_web.kernel.errors import Refused
from rmo_web.meetings.rules import WORK, MeetingState, Presence, Work

GUESTS_MAX = 60


def check_marks(state: MeetingState, held_on: date | None, today: date) -> None:
    """Refused before the day of the meeting, and once its minutes are signed."""
    WORK.after(state, Work.MARK)
    if held_on is None:
        raise Refused("У заседания нет дня: назначьте его, потом отмечайте.")
    if held_on > today:
        raise Refused("Заседание ещё впереди: отмечать рано.")


Marks = Mapping[int, Presence | None]
