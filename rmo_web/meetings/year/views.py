from flask import Response, request

from rmo_web.household import feeds, files
from rmo_web.household.feeds import TYPE as ICS
from rmo_web.kernel import clock, years
from rmo_web.kernel.access import may, me, permits
from rmo_web.kernel.errors import Refused
from rmo_web.kernel.htmx import show
from rmo_web.meetings import wording
from rmo_web.meetings.access import Permission, meeting_for
from rmo_web.meetings.blueprint import bp
from rmo_web.meetings.minutes.queries import secretary_shown
from rmo_web.meetings.queries import people_options
from rmo_web.meetings.year import queries


@bp.get("/meetings/")
@permits(Permission.SEE)
@years.of_a_year
def listing() -> Response:
    year = years.chosen(clock.today())
    leads = may(me(), Permission.PREPARE)
    which = request.args.get("which", "")
    part = which if which in queries.PARTS else ""
    return show(
        "meetings/year/listing.html",
        meetings=queries.meetings(year, part) if year else [],
        part=queries.PARTS[part][1] if part else "",
        year=year,
        may_prepare=leads and year is not None and not year.is_closed,
        secretary=secretary_shown(year.id, clock.today()) if year else (0, ""),
        people=people_options(me(), clock.today()) if leads else [],
    )


@bp.get("/meetings/<int:meeting_id>/calendar.ics")
@permits(Permission.SEE)
def meeting_calendar(meeting_id: int) -> Response:
    """The meeting for a calendar."""
    meeting = meeting_for(me(), meeting_id)
    entries = queries.entry_of(meeting)
    if not entries:
        raise Refused("У заседания нет ни дня, ни месяца: в календарь его не поставить.")
    content = feeds.ics(entries, wording.meeting_title(meeting.number))
    return files.as_file(content, "заседание.ics", ICS)
