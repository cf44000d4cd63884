"""What waits for a person today, gathered from the rooms."""

from datetime import date

from rmo_web.accounts import queries as accounts
from rmo_web.help_requests import offers as help_requests
from rmo_web.kernel.access import Actor
from rmo_web.kernel.offered.waiting import Waiting, counted
from rmo_web.kernel.years import Year
from rmo_web.meetings import offers as meetings
from rmo_web.members import queries as members
from rmo_web.plan import queries as plan


def waiting(actor: Actor, year: Year | None, today: date) -> list[Waiting]:
    """Everything that waits for this person, the most pressing first."""
    asked = [
        *meetings.waiting(actor, today),
        *help_requests.waiting(actor, today),
        *accounts.waiting(actor),
        *members.waiting(actor, today),
    ]
    return [one for one in (*counted(asked), *plan.waiting(actor, year)) if one.count]
