"""What the register asks of its members and of those who keep it."""

from collections.abc import Iterable
from datetime import date

from flask import url_for
from sqlalchemy import ColumnElement, Select, bindparam, case, func, select

from rmo_web.kernel import russian
from rmo_web.kernel.access import Actor
from rmo_web.kernel.db import db
from rmo_web.kernel.offered.waiting import NAMED_AT_MOST, Deed, Kind, Task, offers_waiting
from rmo_web.kernel.years import Year
from rmo_web.members import wording, works
from rmo_web.members.models import Person
from rmo_web.members.queries import IN_ASSOCIATION

# What my own card lacks, as a number in which each thing has its bit.
_MY_LACKS = select(
    case((works.somewhere(bindparam("today")), 0), else_=1)
    + case((Person.consent_on.is_(None), 2), else_=0)
    + case((Person.consent_on.is_not(None) & Person.library_since.is_(None), 4), else_=0)
).where(Person.id == bindparam("me"), IN_ASSOCIATION)
_UNCONSENTED = IN_ASSOCIATION & Person.consent_on.is_(None)
_SCHOOLLESS = IN_ASSOCIATION & ~works.somewhere(bindparam("today"))
_HOW_MANY: dict[ColumnElement[bool], Select[int]] = {
    wanted: select(func.count(Person.id)).where(wanted) for wanted in (_UNCONSENTED, _SCHOOLLESS)
}
_NAMED = {
    wanted: select(Person.id, Person.initials)
    .where(wanted)
    .order_by(Person.sort_key, Person.id)
    .limit(NAMED_AT_MOST)
    for wanted in _HOW_MANY
}


@offers_waiting
def waiting(actor: Actor, _: Year | None, today: date) -> Iterable[Kind]:
    """What her own card lacks; for leaders, whose card lacks consent or a place of work."""
    values = {"me": actor.person_id, "today": today}
    yield Kind(_MY_LACKS, lambda bits: _my_card(actor, bits), values=values)
    if actor.leads:
        yield _of_others(
            _UNCONSENTED, "без согласия на обработку данных", "unconsented", "Отметить согласие",
            "members.edit", "#consent_on", today,
        )  # fmt: skip
        yield _of_others(
            _SCHOOLLESS, "без места работы", "schoolless", "Указать место", "members.new_work",
            "", today,
        )  # fmt: skip


def _my_card(actor: Actor, bits: int) -> Task:
    lacks = [word for bit, word in enumerate(wording.LACKS) if bits >> bit & 1]
    url = url_for("members.card", person_id=actor.person_id)
    deeds = (Deed("Открыть", url, opens=True, is_main=True),)
    words = "Моя карточка не заполнена"
    return Task("карточка", words, url, ", ".join(lacks).capitalize(), "user", deeds=deeds)


def _of_others(
    wanted: ColumnElement[bool],
    lack: str,
    who: str,
    button: str,
    endpoint: str,
    anchor: str,
    today: date,
) -> Kind:
    def many(count: int) -> Task:
        said = russian.plural(count, "карточка", "карточки", "карточек")
        url = f"{url_for('members.register')}?who={who}"
        return Task("карточка", f"{said} {lack}", url, icon="user", count=count)

    def each() -> Iterable[Task]:
        found = db.session.execute(_NAMED[wanted], {"today": today}).all()
        for person_id, name in works.told_apart(found, today).items():
            url = f"{url_for(endpoint, person_id=person_id)}{anchor}"
            deed = Deed(button, url, opens=True, is_main=True)
            yield Task("карточка", f"{name}: {lack}", url, icon="user", deeds=(deed,))

    return Kind(_HOW_MANY[wanted], many, each, {"today": today})
