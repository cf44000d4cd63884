"""A register that was brought and not applied yet is its bringer's."""

from rmo_web.household.files import owned
from rmo_web.kernel.access import Actor

UPLOADS = "members_import"


@owned(UPLOADS, passing=True)
def may_see_upload(actor: Actor, account_id: int) -> bool:
    """A register between preview and «Применить» belongs to whoever brought it."""
    return actor.account_id == account_id
