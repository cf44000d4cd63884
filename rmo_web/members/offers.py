"""What the register asks of its members and of those who keep it."""

from collections.abc import Iterable, Sequence
from datetime import date
from functools import partial
from typing import Any

from flask import url_for
from sqlalchemy import ColumnElement, bindparam, case, select

from rmo_web.kernel.access import Actor
from rmo_web.kernel.offered.waiting import Deed, Kind, Task, Waits, offers_waiting
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
_AM_AWAY = select(case((works.is_away(bindparam("me"), bindparam("today")), 1), else_=0))
_AT_WORK = IN_ASSOCIATION & ~works.is_away(Person.id, bindparam("today"))
_UNCONSENTED = _AT_WORK & Person.consent_on.is_(None)
_SCHOOLLESS = _AT_WORK & ~works.somewhere(bindparam("today"))


def _waits(wanted: ColumnElement[bool], lack: str) -> Waits:
    rows = select(Person.id, Person.initials).where(wanted).order_by(Person.sort_key, Person.id)
    return Waits("карточка", rows, ("карточка", "карточки", "карточек"), lack, icon="user")


_NO_CONSENT, _NO_SCHOOL = "без согласия на обработку данных", "без места работы"
_WITHOUT_CONSENT, _WITHOUT_SCHOOL = (
    _waits(_UNCONSENTED, _NO_CONSENT),
    _waits(_SCHOOLLESS, _NO_SCHOOL),
)


@offers_waiting
def waiting(actor: Actor, _: Year | None, today: date) -> Iterable[Kind]:
    """What her own card lacks; for leaders, whose card lacks consent or a place of work.

    To whoever is away, that all of it can wait.
    """
    values = {"me": actor.person_id, "today": today}
    yield Kind(_AM_AWAY, lambda _: _my_time_away(actor, today), values=values)
    yield Kind(_MY_LACKS, lambda bits: _my_card(actor, bits), values=values)
    if not actor.leads:
        return
    register = url_for("members.register")
    consent = partial(
        _named, today, _NO_CONSENT, "Отметить согласие", "members.edit", "#consent_on"
    )
    yield _WITHOUT_CONSENT.named(f"{register}?who=unconsented", consent, today=today)
    place = partial(_named, today, _NO_SCHOOL, "Указать место", "members.new_work", "")
    yield _WITHOUT_SCHOOL.named(f"{register}?who=schoolless", place, today=today)


def _my_time_away(actor: Actor, today: date) -> Task:
    away = works.time_away(actor.person_id, today)
    period = wording.period(away.since, away.until) if away else ""
    words = f"В базе отмечено, что вы временно не работаете {period}. Напоминания не приходят."
    url = url_for("members.card", person_id=actor.person_id)
    return Task("карточка", words, url, puts_off=True)


def _my_card(actor: Actor, bits: int) -> Task:
    lacks = [word for bit, word in enumerate(wording.LACKS) if bits >> bit & 1]
    url = url_for("members.card", person_id=actor.person_id)
    deeds = (Deed("Открыть", url, opens=True, is_main=True),)
    words = "Моя карточка не заполнена"
    return Task("карточка", words, url, ", ".join(lacks).capitalize(), "user", deeds=deeds)


def _named(
    today: date, lack: str, button: str, endpoint: str, anchor: str, found: Sequence[Any]
) -> Iterable[Task]:
    for person_id, name in works.told_apart(found, today).items():
        url = f"{url_for(endpoint, person_id=person_id)}{anchor}"
        deed = Deed(button, url, opens=True, is_main=True)
        yield Task("карточка", f"{name}: {lack}", url, icon="user", deeds=(deed,))
