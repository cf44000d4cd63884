"""What waits for a person today, gathered from the rooms."""

from dataclasses import dataclass
from datetime import date

from rmo_web.accounts import queries as accounts
from rmo_web.kernel import journal, russian
from rmo_web.kernel.access import Actor
from rmo_web.kernel.schoolyear import Year
from rmo_web.kernel.waiting import Waiting
from rmo_web.members import queries as members
from rmo_web.plan import queries as plan


@dataclass(frozen=True, slots=True)
class JournalLine:
    when: str
    who: str
    words: str
    address: str


def waiting(actor: Actor, year: Year | None, today: date) -> list[Waiting]:
    """Everything that waits for this person, the most pressing first."""
    rooms = [*accounts.waiting(actor), *members.waiting(actor, today), *plan.waiting(actor, year)]
    return [one for one in rooms if one.count]


def journal_lines(local: object, *, limit: int, offset: int, words: str) -> list[JournalLine]:
    """The journal, with people by their names."""
    rows = journal.newest(limit=limit, offset=offset, words=words)
    names = accounts.names({row.by for row in rows if row.by})
    return [
        JournalLine(
            russian.moment(local(row.at)),  # type: ignore[operator]
            names.get(row.by or 0, "система"),
            row.words,
            row.address,
        )
        for row in rows
    ]
