"""The product of a topic as its page shows it."""

from dataclasses import dataclass

from flask import url_for
from sqlalchemy import select

from rmo_web.household.files import ASIDE, Attachment, size_in_words
from rmo_web.kernel.db import db
from rmo_web.kernel.urls import pressed
from rmo_web.self_education.models import Topic
from rmo_web.self_education.rules import OF_PRODUCT, PRODUCT_FILES_MOST


@dataclass(frozen=True, slots=True)
class ProductFile:
    id: int
    name: str
    size: str
    url: str


@dataclass(frozen=True, slots=True)
class ProductBox:
    """`link` where a press may follow it; `aside` are files that can still be brought back."""

    files: tuple[ProductFile, ...]
    link_words: str
    link: str
    aside: tuple[ProductFile, ...]
    may_bring: bool
    has_room: bool

    @property
    def may_add(self) -> bool:
        return self.may_bring and (self.has_room or not self.link_words)

    def __bool__(self) -> bool:
        return bool(self.files or self.link_words)


def product(topic: Topic, *, may_bring: bool) -> ProductBox:
    """Its files and its link."""
    found = db.session.execute(
        select(Attachment.owner, Attachment.id, Attachment.name, Attachment.size)
        .where(Attachment.owner.in_([OF_PRODUCT, OF_PRODUCT + ASIDE]))
        .where(Attachment.owner_id == topic.id)
        .order_by(Attachment.id)
    ).all()
    files, aside = (
        tuple(
            ProductFile(number, name, size_in_words(size),
                        url_for("files.download", attachment_id=number))
            for of, number, name, size in found if of == owner
        )
        for owner in (OF_PRODUCT, OF_PRODUCT + ASIDE)
    )  # fmt: skip
    return ProductBox(
        files, topic.product_link, pressed(topic.product_link), aside if may_bring else (),
        may_bring, len(files) < PRODUCT_FILES_MOST,
    )  # fmt: skip
