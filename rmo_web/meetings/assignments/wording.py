"""Words of assignments."""

from rmo_web.meetings.assignments.rules import Duty
from rmo_web.meetings.rules import Outcome

DUTIES = {
    Duty.GIVEN: ("Дано", "wait"),
    Duty.GOING: ("В работе", "work"),
    Duty.EXTENDED: ("Срок продлён", "wait"),
    Duty.DONE: ("Исполнено", "done"),
    Duty.LATE: ("Исполнено с нарушением срока", "done"),
    Duty.FAILED: ("Не исполнено", "late"),
    Duty.DROPPED: ("Снято с контроля", "done"),
}


OUTCOMES = {
    Outcome.FAILED: "Не исполнено",
    Outcome.DROPPED: "Снять с контроля",
}


def done_of(done: int, all_of_them: int) -> str:
    """«сдали 14 из 18»."""
    return f"сдали {done} из {all_of_them}"
