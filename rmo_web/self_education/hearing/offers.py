"""What meetings may hear of topics: reports, and those that are to be agreed to."""

from collections.abc import Iterable
from datetime import date

from rmo_web.kernel.db import db
from rmo_web.kernel.listing import Rows
from rmo_web.kernel.offered.backlog import Matter, offers_matters
from rmo_web.kernel.years import Year
from rmo_web.self_education.hearing.queries import to_agree, to_speak
from rmo_web.self_education.hearing.wording import CONSENTS, TALKS


@offers_matters(TALKS)
def talks(year: Year, _: date) -> Iterable[Matter]:
    """Topics in work, and reported ones, that no meeting of the year has heard of."""
    return _matters(to_speak(year.starts_in))


@offers_matters(CONSENTS)
def consents(_: Year, __: date) -> Iterable[Matter]:
    """Topics that wait for a consent."""
    return _matters(to_agree())


def _matters(found: Rows) -> Iterable[Matter]:
    for topic, _ in db.session.execute(found):
        yield Matter(topic.id, topic.title, topic.person_id, f"/self-education/{topic.id}")
