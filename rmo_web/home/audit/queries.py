"""The journal, line by line."""

from dataclasses import dataclass

from rmo_web.accounts import queries as accounts
from rmo_web.household import audit
from rmo_web.kernel import clock, russian


@dataclass(frozen=True, slots=True)
class AuditLine:
    when: str
    who: str
    words: str
    about: str
    url: str
    address: str


def lines(*, limit: int, offset: int, words: str) -> list[AuditLine]:
    """The journal, with people and things by their names as they are now."""
    rows = audit.newest(limit=limit, offset=offset, words=words)
    names = accounts.names({row.by for row in rows if row.by})
    return [
        AuditLine(
            russian.moment(clock.local(row.at)),
            names.get(row.by or 0, "система"),
            row.words,
            thing.words,
            thing.url,
            row.address,
        )
        for row, thing in zip(rows, audit.things(rows), strict=True)
    ]
