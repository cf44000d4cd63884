"""What the journal says of the deeds of this room."""

from collections.abc import Iterable, Sequence

from flask import url_for

from rmo_web.household.audit import AuditRow, Thing, offers_words
from rmo_web.kernel import russian
from rmo_web.members import events, queries


@offers_words(
    events.PersonAdded, events.PersonChanged, events.ConsentGiven, events.ConsentWithdrawn,
    events.Left, events.Returned, events.MembershipChanged,
)  # fmt: skip
def of_persons(rows: Sequence[AuditRow]) -> Iterable[Thing]:
    """Whose card it is; of another place of work, which one."""
    names = queries.names({row.about for row in rows if row.about})
    told = [row.told for row in rows]
    schools = queries.organisation_names({one.get("organisation_id", 0) for one in told})
    for row, one in zip(rows, told, strict=True):
        said = names.get(row.about or 0, ""), schools.get(one.get("organisation_id", 0), "")
        yield Thing(
            ", ".join(filter(None, said)),
            url_for("members.card", person_id=row.about) if said[0] else "",
        )


@offers_words(events.OrganisationAdded, events.OrganisationChanged)
def of_organisations(rows: Sequence[AuditRow]) -> Iterable[Thing]:
    """Which organisation it is."""
    names = queries.organisation_names({row.about for row in rows if row.about})
    for row in rows:
        name = names.get(row.about or 0, "")
        url = url_for("members.organisation", organisation_id=row.about) if name else ""
        yield Thing(name, url)


@offers_words(events.AssociationFounded, events.AssociationRenamed)
def of_the_association(rows: Sequence[AuditRow]) -> Iterable[Thing]:
    """There is one: its name as it is now."""
    return [Thing(queries.association().name, url_for("members.association"))] * len(rows)


@offers_words(events.RegisterImported, events.RegisterTaken)
def of_the_register(rows: Sequence[AuditRow]) -> Iterable[Thing]:
    """How much of it."""
    for row in rows:
        told = row.told
        if "added" in told:
            words = f"внесено {told['added']}, изменено {told['changed']}"
        else:
            private = ", с личными данными" if told["with_private"] else ""
            words = russian.plural(told["rows"], "строка", "строки", "строк") + private
        yield Thing(words, url_for("members.register"))
