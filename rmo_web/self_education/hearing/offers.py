"""What meetings may hear of topics: reports, and those that are to be agreed to."""

from collections.abc import Iterable
from datetime import date

from rmo_web.kernel.db import db
from rmo_web.kernel.listing import Rows
from rmo_web.kernel.offered.backlog import Matter, offers_matters
from rmo_web.kernel.years import Year
from rmo_web.members import works
from rmo_web.self_education.hearing.queries import to_agree, to_speak
from rmo_web.self_education.hearing.wording import CONSENTS, TALKS
from rmo_web.self_education.models import Topic


@offers_matters(TALKS)
def talks(year: Year, today: date) -> Iterable[Matter]:
    """Topics in work, and reported ones, that no meeting of the year has heard of."""
    return _matters(to_speak(year.starts_in).add_columns(works.is_away(Topic.person_id, today)))


@offers_matters(CONSENTS)
def consents(_: Year, __: date) -> Iterable[Matter]:
    """Topics that wait for a consent, which their authors do not give: they may be away."""
    return _matters(to_agree())


def _matters(found: Rows) -> Iterable[Matter]:
    for topic, _, *is_away in db.session.execute(found):
        url = f"/self-education/{topic.id}"
        yield Matter(topic.id, topic.title, topic.person_id, url, any(is_away))
