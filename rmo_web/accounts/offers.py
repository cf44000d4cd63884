"""What access means to calendars, and what the journal says of its deeds."""

from collections.abc import Iterable, Sequence

from flask import url_for

from rmo_web.accounts import events, queries
from rmo_web.accounts.models import Account
from rmo_web.accounts.wording import ROLES
from rmo_web.household.audit import AuditRow, Thing, offers_words
from rmo_web.household.feeds import opens_feed
from rmo_web.kernel.access import Role
from rmo_web.kernel.db import db


@opens_feed
def may_ask_calendar(account_id: int) -> bool:
    """A calendar is given out as long as its owner may sign in."""
    account = db.session.get(Account, account_id)
    return account is not None and account.is_active


@offers_words(
    events.SignedIn, events.FailedToSignIn, events.SignedOut, events.AccountOpened,
    events.CodeIssued, events.PasswordSet, events.PasswordChanged, events.RoleChanged,
    events.AccessStopped, events.AccessResumed, events.SessionsEnded, events.DataTaken,
)  # fmt: skip
def of_accounts(rows: Sequence[AuditRow]) -> Iterable[Thing]:
    """Whose access it is; whoever did it herself stands in the line already."""
    names = queries.names({row.about for row in rows if row.about})
    for row in rows:
        name = "" if row.about == row.by else names.get(row.about or 0, "")
        role = row.told.get("after") or row.told.get("role")
        words = ", ".join(filter(None, (name, ROLES[Role(role)] if role else "")))
        yield Thing(words, url_for("accounts.edit", account_id=row.about) if name else "")
