"""Who may look at the first page and the journal."""

from enum import StrEnum

from rmo_web.kernel.access import anyone, grant, is_head


class Permission(StrEnum):
    SEE_HOME = "home.see"
    SEE_JOURNAL = "home.see_journal"


grant({Permission.SEE_HOME: anyone, Permission.SEE_JOURNAL: is_head})
