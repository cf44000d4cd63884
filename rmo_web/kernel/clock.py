"""The time. Only views and commands ask; everything else is told."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from flask import current_app


def now() -> datetime:
    """The present moment, in UTC; on the pinned day of a show, at the present time of day."""
    moment = datetime.now(UTC)
    if current_app.config["TODAY"]:
        moment += today() - local(moment).date()
    return moment


def local(moment: datetime) -> datetime:
    """The same moment by the clock of the district."""
    return moment.astimezone(ZoneInfo(current_app.config["TIMEZONE"]))


def today() -> date:
    """The day by the calendar of the district; a show may pin it (`RMO_TODAY`)."""
    if pinned := current_app.config["TODAY"]:
        return date.fromisoformat(pinned)
    return local(datetime.now(UTC)).date()
