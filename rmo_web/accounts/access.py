"""Who may look after accounts: the head; everybody looks after her own."""

from enum import StrEnum

from rmo_web.kernel.access import anyone, grant, is_head


class Permission(StrEnum):
    KEEP_ACCOUNTS = "accounts.keep"
    KEEP_MINE = "accounts.keep_mine"


grant({Permission.KEEP_ACCOUNTS: is_head, Permission.KEEP_MINE: anyone})
