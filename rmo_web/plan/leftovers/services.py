"""The verb of what was not understood of a file."""

from datetime import datetime

from rmo_web.kernel.access import Actor
from rmo_web.kernel.db import db
from rmo_web.plan.models import Leftover, Plan
from rmo_web.plan.rules import Change
from rmo_web.plan.services import changing
from rmo_web.plan_reader import terms


def keep_note(note: Leftover, text: str, *, reason: str, by: Actor, at: datetime) -> None:
    """What stands in the file beside the plan. Refused for what the plan's state forbids."""
    plan = db.session.get_one(Plan, note.plan_id)
    with changing(plan, Change.NOTE, reason=reason, by=by, at=at) as noted:
        noted.title = terms.shortened(text or note.text)
        note.text = text
