"""What the journal says of the deeds of this room."""

from collections.abc import Iterable, Sequence

from flask import url_for

from rmo_web.accounts import events, queries
from rmo_web.household.audit import AuditRow, Thing, offers_words
from rmo_web.kernel.access import Role


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
        words = ", ".join(filter(None, (name, queries.ROLES[Role(role)] if role else "")))
        yield Thing(words, url_for("accounts.edit", account_id=row.about) if name else "")
