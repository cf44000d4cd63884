"""Signed minutes are heard: who has spoken of a topic, to which topics a meeting has agreed."""

from datetime import datetime

from rmo_web.kernel import clock
from rmo_web.kernel.access import Actor
from rmo_web.kernel.offered.decisions import Confirmed, SignedMinutes, hears_minutes
from rmo_web.self_education.hearing import services
from rmo_web.self_education.hearing.wording import CONSENTS, TALKS


@hears_minutes(TALKS.name)
def of_talks(
    minutes: SignedMinutes, heard: Confirmed, by: Actor, at: datetime
) -> None:  # fmt: skip
    """A talk counts as the report of its year."""
    today = clock.local(at).date()
    services.hear_talks(minutes, heard, by=by, at=at, today=today)


@hears_minutes(CONSENTS.name)
def of_consents(
    minutes: SignedMinutes, agreed: Confirmed, by: Actor, at: datetime
) -> None:  # fmt: skip
    """A consent agrees to a topic, as the head or the methodist would."""
    today = clock.local(at).date()
    services.hear_consents(minutes, agreed, by=by, at=at, today=today)
