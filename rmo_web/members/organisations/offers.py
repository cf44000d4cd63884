"""What the journal says of organisations and of the association."""

from collections.abc import Iterable, Sequence

from flask import url_for

from rmo_web.household.audit import AuditRow, Thing, offers_words
from rmo_web.members import events
from rmo_web.members import queries as members


@offers_words(events.OrganisationAdded, events.OrganisationChanged)
def of_organisations(rows: Sequence[AuditRow]) -> Iterable[Thing]:
    """Which organisation it is."""
    names = members.organisation_names({row.about for row in rows if row.about})
    for row in rows:
        name = names.get(row.about or 0, "")
        url = url_for("members.organisation", organisation_id=row.about) if name else ""
        yield Thing(name, url)


@offers_words(events.AssociationFounded, events.AssociationRenamed)
def of_the_association(rows: Sequence[AuditRow]) -> Iterable[Thing]:
    """There is one: its name as it is now."""
    return [Thing(members.association().name, url_for("members.association"))] * len(rows)
