"""Who may look after accounts: the head; everybody looks after her own."""

from enum import StrEnum

from rmo_web.accounts.models import Account
from rmo_web.kernel.access import anyone, grant, is_head, present
from rmo_web.kernel.db import db


class Permission(StrEnum):
    KEEP_ACCOUNTS = "accounts.keep"
    KEEP_MINE = "accounts.keep_mine"


grant({Permission.KEEP_ACCOUNTS: is_head, Permission.KEEP_MINE: anyone})


def account_for(account_id: int) -> Account:
    """The account; 404 when there is none. Only those who may keep accounts come this far."""
    # Not held here: heads who stop each other at once would wait for one another for ever.
    return present(db.session.get(Account, account_id))
