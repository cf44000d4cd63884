"""Who may see a person's record: she, the head and the methodist; others learn nothing of it."""

from enum import StrEnum

from rmo_web.kernel.access import Actor, anyone, grant, guard
from rmo_web.kernel.db import of_id
from rmo_web.members.access import leads_or_is_self
from rmo_web.members.models import Person


class Permission(StrEnum):
    SEE_OWN = "growth.see_own"
    SEE = "growth.see"


grant({Permission.SEE_OWN: anyone, Permission.SEE: leads_or_is_self})


def person_for(actor: Actor, person_id: int) -> Person:
    """The person, for who may see her record; she may have left, or never have had an account."""
    return guard(of_id(Person, person_id), actor, Permission.SEE, seen=Permission.SEE)
