"""What the journal says of the deeds with years."""

from collections.abc import Iterable, Sequence

from flask import url_for

from rmo_web.home.events import YearClosed, YearOpenedAgain
from rmo_web.household.audit import AuditRow, Thing, offers_words


@offers_words(YearClosed, YearOpenedAgain)
def of_years(rows: Sequence[AuditRow]) -> Iterable[Thing]:
    """«2019–2020»."""
    for row in rows:
        title = row.particulars["title"]
        yield Thing(title, url_for("plan.show_plan", year=int(title[:4])))
