"""What meetings may hear of topics: reports, and those that are to be agreed to."""

from collections.abc import Iterable, Mapping
from datetime import date

from rmo_web.kernel.db import db
from rmo_web.kernel.listing import Rows
from rmo_web.kernel.offered.backlog import Matter, doubts_matters, offers_matters
from rmo_web.kernel.years import Year
from rmo_web.members import works
from rmo_web.self_education.hearing.queries import (
    doubts_of_consents,
    doubts_of_talks,
    to_agree,
    to_speak,
)
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


@doubts_matters(TALKS)
def of_talks(meeting_id: int, year: Year, words: Mapping[int, str]) -> Mapping[int, str]:
    """A topic that is another by now, or over, or heard by another meeting."""
    return doubts_of_talks(meeting_id, year, words)


@doubts_matters(CONSENTS)
def of_consents(meeting_id: int, _: Year, words: Mapping[int, str]) -> Mapping[int, str]:
    """A topic that is called otherwise by now, or waits for no consent."""
    return doubts_of_consents(meeting_id, words)


def _matters(found: Rows) -> Iterable[Matter]:
    for topic, _, *is_away in db.session.execute(found):
        url = f"/self-education/{topic.id}"
        yield Matter(topic.id, topic.title, topic.person_id, url, any(is_away))
