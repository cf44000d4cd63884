"""Who may look at the first page and the journal, and end a year."""

from datetime import date
from enum import StrEnum

from rmo_web.kernel import years
from rmo_web.kernel.access import anyone, grant, is_head
from rmo_web.kernel.errors import Refused
from rmo_web.kernel.years import Year


class Permission(StrEnum):
    SEE_HOME = "home.see"
    SEE_JOURNAL = "home.see_journal"
    CLOSE_YEAR = "home.close_year"


grant(
    {Permission.SEE_HOME: anyone, Permission.SEE_JOURNAL: is_head, Permission.CLOSE_YEAR: is_head}
)


def year_in_view(today: date) -> Year:
    """The year that is shown. Refused while there is none."""
    year = years.chosen(today)
    if year is None:
        raise Refused("Сначала создайте объединение.")
    return year
