"""What the journal says of the register's coming and going as a file."""

from collections.abc import Iterable, Sequence

from flask import url_for

from rmo_web.household.audit import AuditRow, Thing, offers_words
from rmo_web.kernel import russian
from rmo_web.members import events


@offers_words(events.RegisterImported, events.RegisterTaken)
def of_the_register(rows: Sequence[AuditRow]) -> Iterable[Thing]:
    """How much of it."""
    for row in rows:
        told = row.particulars
        if "added" in told:
            words = f"внесено {told['added']}, изменено {told['changed']}"
        else:
            private = ", с личными данными" if told["with_private"] else ""
            words = russian.plural(told["rows"], "строка", "строки", "строк") + private
        yield Thing(words, url_for("members.register"))
