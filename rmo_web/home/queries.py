"""What waits for a person today, gathered from the rooms."""

from dataclasses import dataclass
from datetime import date

from rmo_web.accounts import queries as accounts
from rmo_web.help_requests import queries as help_requests
from rmo_web.household import audit
from rmo_web.kernel import russian, years
from rmo_web.kernel.access import Actor
from rmo_web.kernel.offered.waiting import Waiting, counted
from rmo_web.kernel.years import Year
from rmo_web.meetings import queries as meetings
from rmo_web.members import queries as members
from rmo_web.plan import queries as plan


@dataclass(frozen=True, slots=True)
class JournalLine:
    when: str
    who: str
    words: str
    about: str
    url: str
    address: str


def waiting(actor: Actor, year: Year | None, today: date) -> list[Waiting]:
    """Everything that waits for this person, the most pressing first."""
    asked = [
        *meetings.waiting(actor, today),
        *help_requests.waiting(actor, today),
        *accounts.waiting(actor),
        *members.waiting(actor, today),
    ]
    return [one for one in (*counted(asked), *plan.waiting(actor, year)) if one.count]


def journal_lines(local: object, *, limit: int, offset: int, words: str) -> list[JournalLine]:
    """The journal, with people and things by their names as they are now."""
    rows = audit.newest(limit=limit, offset=offset, words=words)
    names = accounts.names({row.by for row in rows if row.by})
    return [
        JournalLine(
            russian.moment(local(row.at)),  # type: ignore[operator]
            names.get(row.by or 0, "система"),
            row.words,
            thing.words,
            thing.url,
            row.address,
        )
        for row, thing in zip(rows, audit.things(rows), strict=True)
    ]


@dataclass(frozen=True, slots=True)
class Following:
    """The year after this one, and whether something can be taken into it."""

    title: str
    words: str
    is_closed: bool
    may_follow: bool  # its plan may be composed after this one


def following(year: Year) -> Following:
    """What comes after this year, open already or not."""
    may = plan.has_plan(year) and plan.may_be_followed(year)
    starts_in = year.starts_in + 1
    title = years.title(starts_in)
    known = next((one for one in years.all_years() if one.starts_in == starts_in), None)
    if known is None:
        return Following(title, f"Откроется {title} учебный год.", is_closed=False, may_follow=may)
    state = "закрыт" if known.is_closed else "открыт"
    words = f"Следующий, {title} учебный год, уже {state}."
    return Following(title, words, known.is_closed, may)
