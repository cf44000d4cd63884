"""What the journal says of assignments, and what the room holds of somebody's."""

from collections.abc import Iterable, Sequence

from flask import url_for
from sqlalchemy import select

from rmo_web.household.audit import AuditRow, Thing, offers_words
from rmo_web.kernel import russian
from rmo_web.kernel.access import Actor
from rmo_web.kernel.db import db
from rmo_web.kernel.offered.mydata import Holding, holds
from rmo_web.meetings import events
from rmo_web.meetings.models import Assignment, Target
from rmo_web.meetings.offers import _first


@holds("Поручения")
def my_duties(actor: Actor) -> list[Holding]:
    """What the person was to do."""
    found = db.session.execute(
        select(Assignment.text, Target.done_on, Target.proof)
        .join(Target, Target.assignment_id == Assignment.id)
        .where(Target.person_id == actor.person_id)
    )
    return [
        {"Поручение": text, "Исполнено": russian.day(day) if day else "", "Чем": proof}
        for text, day, proof in found
    ]


@offers_words(
    events.AssignmentGiven, events.AssignmentKept, events.AssignmentMarked
)  # fmt: skip
def of_assignments(rows: Sequence[AuditRow]) -> Iterable[Thing]:
    """What was assigned; of a mark, whose it is."""
    asked = select(Assignment.id, Assignment.text)
    found = db.session.execute(asked.where(Assignment.id.in_({row.about for row in rows})))
    texts = dict(found.all())
    for row in rows:
        text, title = texts.get(row.about or 0, ""), row.told.get("title", "")
        whose = title if title and not text.startswith(title) else ""
        said = (russian.quoted(_first(text)) if text else "", whose)
        url = url_for("meetings.assignment", assignment_id=row.about) if text else ""
        yield Thing(", ".join(filter(None, said)), url)
