"""A new association has rubrics."""

from rmo_web.help_requests.rubrics.services import lay_out_rubrics
from rmo_web.kernel.events import on
from rmo_web.members.events import AssociationFounded


@on(AssociationFounded)
def in_a_new_association(_: AssociationFounded) -> None:
    """Whoever founds an association can be asked at once."""
    lay_out_rubrics()
