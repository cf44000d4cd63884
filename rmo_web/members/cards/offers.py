"""What «Мои данные» and the journal have of persons."""

from collections.abc import Iterable, Sequence

from flask import url_for

from rmo_web.household.audit import AuditRow, Thing, offers_words
from rmo_web.kernel.access import Actor
from rmo_web.kernel.db import db
from rmo_web.kernel.offered.mydata import Holding, holds
from rmo_web.members import events, wording
from rmo_web.members import queries as members
from rmo_web.members.cards.queries import every_time_away, every_work
from rmo_web.members.models import Person


@holds("Карточка участника")
def my_card(actor: Actor) -> list[Holding]:
    """Every field of my card."""
    mine = db.session.get_one(Person, actor.person_id)
    return [{label: wording.said(getattr(mine, name)) for name, label in wording.FIELDS.items()}]


@holds("Места работы")
def my_works(actor: Actor) -> list[Holding]:
    """Where the register says I work and worked."""
    return [
        {
            "Организация": name,
            "Должность": wording.POSTS[one.post],
            "Ставка": wording.rate(one.rate),
            "С": one.since,
            "По": one.until,
        }
        for one, name in every_work(actor.person_id)
    ]


@holds("Когда временно не работаю")
def my_time_away(actor: Actor) -> list[Holding]:
    """When the register says I did not, do not and shall not work; why it does not know."""
    return [
        {"С": wording.said(one.since), "По": wording.said(one.until)}
        for one in every_time_away(actor.person_id)
    ]


@offers_words(
    events.PersonAdded, events.PersonChanged, events.ConsentGiven, events.ConsentWithdrawn,
    events.Left, events.Returned, events.MembershipChanged, events.TimeAwayKept,
    events.TimeAwayDropped,
)  # fmt: skip
def of_persons(rows: Sequence[AuditRow]) -> Iterable[Thing]:
    """Whose card it is; of another place of work, which one."""
    names = members.names({row.about for row in rows if row.about})
    told = [row.particulars for row in rows]
    schools = members.organisation_names({one.get("organisation_id", 0) for one in told})
    for row, one in zip(rows, told, strict=True):
        said = names.get(row.about or 0, ""), schools.get(one.get("organisation_id", 0), "")
        yield Thing(
            ", ".join(filter(None, said)),
            url_for("members.card", person_id=row.about) if said[0] else "",
        )
