"""The catalogue as a list, for who keeps it."""

from flask import url_for
from sqlalchemy import select

from rmo_web.kernel.db import db
from rmo_web.kernel.listing import OneOf, Selection, page_of
from rmo_web.kernel.papers.sheet import Sheet, SheetBadge, SheetColumn, SheetLink
from rmo_web.self_education.models import CatalogueTitle

COLUMNS = (SheetColumn("Тема"), SheetColumn("Предлагается"))
FILTERS = (OneOf("which", "Какие", {"all": "Все", "offered": "Предлагаются"}, usual="offered"),)
ARCHIVED = SheetBadge("в архиве", "done", "archive")


def catalogue(asked: Selection) -> tuple[Sheet, int]:
    """A page of it, and how many titles there are in all."""
    wanted = select(CatalogueTitle).order_by(CatalogueTitle.sort_key, CatalogueTitle.id)
    if asked["which"] == "offered":
        wanted = wanted.where(~CatalogueTitle.is_archived)
    rows, total = page_of(wanted, asked, stems=CatalogueTitle.stems)
    cells = [
        (SheetLink(one.title, url_for("self_education.edit_title", title_id=one.id)),
         ARCHIVED if one.is_archived else "да")
        for (one,) in rows
    ]  # fmt: skip
    return Sheet("Примерные темы", COLUMNS, cells), total


def has_titles() -> bool:
    """Whether there is any; an association that is older than this catalogue has none."""
    return db.session.scalar(select(CatalogueTitle.id).limit(1)) is not None
