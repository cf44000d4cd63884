"""What minutes hear: they have the questions of the agenda while they are written."""

from rmo_web.kernel.events import on
from rmo_web.meetings.events import AgendaChanged
from rmo_web.meetings.minutes import services


@on(AgendaChanged)
def of_an_agenda(fact: AgendaChanged) -> None:
    """A question that was added, moved or taken out is so in the minutes too."""
    services.follow_agenda(fact.about or 0)
