"""What the journal says of secretaries."""

from collections.abc import Iterable, Sequence

from flask import url_for

from rmo_web.household.audit import AuditRow, Thing, offers_words
from rmo_web.kernel import years
from rmo_web.meetings import events
from rmo_web.members import queries as members


@offers_words(events.SecretaryChosen)
def of_secretaries(rows: Sequence[AuditRow]) -> Iterable[Thing]:
    """Who, and of which year."""
    names = members.names({row.about for row in rows if row.about})
    for row in rows:
        year = row.told["year"]
        name = names.get(row.about or 0, "никто")
        yield Thing(f"{name}, {years.title(year)}", url_for("meetings.listing", year=year))
