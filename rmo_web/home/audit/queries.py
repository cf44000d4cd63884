"""The journal, line by line."""

from rmo_web.accounts import queries as accounts
from rmo_web.household import audit
from rmo_web.household.audit import AuditRow, Thing
from rmo_web.kernel import clock, russian
from rmo_web.kernel.listing import Selection, page_of
from rmo_web.kernel.papers.sheet import Sheet, SheetColumn, SheetLink

COLUMNS = (
    SheetColumn("Когда"),
    SheetColumn("Кто"),
    SheetColumn("Что"),
    SheetColumn("Откуда", is_quiet=True),
)


def journal(selection: Selection) -> tuple[Sheet, int]:
    """A page of it, with people and things by their names as they are now."""
    entries, reached = page_of(audit.entries(selection.q), selection, is_counted=False)
    rows = [AuditRow(*one) for one in entries]
    names = accounts.names({row.by for row in rows if row.by})
    lines = [
        (
            russian.moment(clock.local(row.at)),
            names.get(row.by or 0, "система"),
            _what(row, thing),
            row.address,
        )
        for row, thing in zip(rows, audit.things(rows), strict=True)
    ]
    return Sheet("Журнал", COLUMNS, lines), reached


def _what(row: AuditRow, thing: Thing) -> tuple[str | SheetLink, ...]:
    if not thing.words:
        return (row.words,)
    return f"{row.words}:", SheetLink(thing.words, thing.url) if thing.url else thing.words
