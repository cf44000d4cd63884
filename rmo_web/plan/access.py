"""Who may read the plan, and who may bring one in."""

from enum import StrEnum

from rmo_web.kernel.access import Actor, anyone, grant, leads
from rmo_web.kernel.files import owned


class Permission(StrEnum):
    SEE = "plan.see"
    IMPORT = "plan.import"


grant({Permission.SEE: anyone, Permission.IMPORT: leads})


@owned("plan")
def may_see_file(actor: Actor, plan_id: int) -> bool:
    """The Word file of the plan is for everyone who may read the plan."""
    return True


@owned("plan_upload", passing=True)
def may_see_upload(actor: Actor, account_id: int) -> bool:
    """A file between preview and «Применить» belongs to whoever brought it."""
    return actor.account_id == account_id
