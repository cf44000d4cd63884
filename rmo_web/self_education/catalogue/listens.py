"""A new association has a catalogue of topics."""

from rmo_web.kernel.events import on
from rmo_web.members.events import AssociationFounded
from rmo_web.self_education.catalogue.services import lay_out


@on(AssociationFounded)
def in_a_new_association(_: AssociationFounded) -> None:
    """Whoever founds an association can choose from something at once."""
    lay_out()
