"""What the journal says of secretaries, and whose minutes wait to be signed."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from flask import url_for
from sqlalchemy import bindparam, select

from rmo_web.household.audit import AuditRow, Thing, offers_words
from rmo_web.kernel import russian, years
from rmo_web.kernel.access import Actor
from rmo_web.kernel.offered.waiting import Deed, Kind, Task, Waits, offers_waiting
from rmo_web.kernel.years import Year
from rmo_web.meetings import events
from rmo_web.meetings.models import Meeting, Secretary
from rmo_web.meetings.rules import MeetingState
from rmo_web.meetings.wording import meeting_title
from rmo_web.members import queries as members


@offers_words(events.SecretaryChosen)
def of_secretaries(rows: Sequence[AuditRow]) -> Iterable[Thing]:
    """Who, and of which year."""
    names = members.names({row.about for row in rows if row.about})
    for row in rows:
        year = row.particulars["year"]
        name = names.get(row.about or 0, "никто")
        yield Thing(f"{name}, {years.title(year)}", url_for("meetings.listing", year=year))


_UNSIGNED = Meeting.state.in_([MeetingState.HELD, MeetingState.DRAFTED])
_MINE = (
    _UNSIGNED
    & select(Secretary.year_id)
    .where(Secretary.year_id == Meeting.year_id, Secretary.person_id == bindparam("me"))
    .exists()
)
_WAITS = {
    leads: Waits(
        "протокол",
        select(Meeting).where(wanted).order_by(Meeting.held_on, Meeting.id),
        ("заседание", "заседания", "заседаний"), "без подписанного протокола", icon="edit",
    )
    for leads, wanted in {True: _UNSIGNED, False: _MINE}.items()
}  # fmt: skip


@offers_waiting
def waiting(actor: Actor, _: Year | None, today: date) -> Iterable[Kind]:
    """For the office, and for the secretary of their year: meetings without signed minutes."""

    def named(found: Sequence[Any]) -> Iterable[Task]:
        for (one,) in found:
            is_begun = one.state is MeetingState.DRAFTED
            url = url_for("meetings.minutes", meeting_id=one.id)
            said = "Дописать и подписать" if is_begun else "Начать протокол"
            held_on = f", {russian.day_short(one.held_on)}" if one.held_on else ""
            yield Task(
                "протокол",
                f"{meeting_title(one.number)}{held_on}: протокол",
                url_for("meetings.show_meeting", meeting_id=one.id),
                "Протокол пишут в три дня",
                icon="edit",
                since=one.held_on,
                deeds=(Deed(said, url, opens=True, is_main=True),),
            )

    yield _WAITS[actor.leads].named(url_for("meetings.listing"), named, me=actor.person_id)
