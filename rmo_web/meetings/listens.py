"""Calendars hear of what changes in a meeting."""

from rmo_web.household import feeds
from rmo_web.kernel.db import db
from rmo_web.kernel.events import Happened, on
from rmo_web.meetings import events
from rmo_web.meetings.models import Meeting


@on(events.MeetingKept)
@on(events.MeetingWentOn)
@on(events.AgendaChanged)
def of_a_meeting(fact: Happened) -> None:
    """Its day, its state, its agenda: what its entry says of them."""
    feeds.keep_up(db.session.get_one(Meeting, fact.about).year_id, fact.at)
