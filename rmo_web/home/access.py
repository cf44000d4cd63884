"""Who may look at the first page and the journal, and end a year."""

from enum import StrEnum

from rmo_web.kernel.access import anyone, grant, is_head


class Permission(StrEnum):
    SEE_HOME = "home.see"
    SEE_JOURNAL = "home.see_journal"
    CLOSE_YEAR = "home.close_year"


grant(
    {Permission.SEE_HOME: anyone, Permission.SEE_JOURNAL: is_head, Permission.CLOSE_YEAR: is_head}
)
