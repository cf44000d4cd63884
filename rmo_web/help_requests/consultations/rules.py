"""Which days a consultation may have been on."""

from datetime import date

from rmo_web.help_requests.rules import POSTPONED_AT_MOST
from rmo_web.kernel.errors import Refused


def check_held_on(day: date | None, today: date) -> None:
    """Refused for a consultation that has not been."""
    if day is None:
        return
    if day > today:
        raise Refused("Этот день ещё не наступил.")
    if today - day > POSTPONED_AT_MOST:
        raise Refused("Это больше года назад: проверьте дату.")
