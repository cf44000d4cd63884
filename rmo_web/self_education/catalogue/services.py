"""The catalogue is laid out, and its titles are kept."""

from datetime import datetime

from sqlalchemy import select

from rmo_web.kernel import russian, search
from rmo_web.kernel.access import Actor
from rmo_web.kernel.db import db
from rmo_web.kernel.errors import Refused
from rmo_web.kernel.events import emit
from rmo_web.self_education import events
from rmo_web.self_education.models import CatalogueTitle
from rmo_web.self_education.rules import CATALOGUE


def lay_out() -> None:
    """The titles of section 6, to be changed at will; nothing when there are some."""
    if db.session.scalar(select(CatalogueTitle.id).limit(1)):
        return
    for title in CATALOGUE:
        db.session.add(_called(CatalogueTitle(), title))


def keep(
    known: CatalogueTitle | None, title: str, *, is_archived: bool, by: Actor, at: datetime
) -> CatalogueTitle:
    """A title, new or changed. Refused when one that reads so is there."""
    others = select(CatalogueTitle.title, CatalogueTitle.id)
    reading = russian.reading(title)
    for said, number in db.session.execute(others):
        if russian.reading(said) == reading and (known is None or number != known.id):
            raise Refused("Такая тема в списке уже есть.")
    kept = _called(known or CatalogueTitle(), title)
    kept.is_archived = is_archived
    db.session.add(kept)
    db.session.flush()
    emit(events.CatalogueKept(by=by.account_id, at=at, about=kept.id, title=title))
    return kept


def _called(one: CatalogueTitle, title: str) -> CatalogueTitle:
    one.title, one.stems, one.sort_key = title, search.column(title), russian.sort_key(title)
    return one
