"""A product is brought and taken away; what it proves follows from it."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import func, select

from rmo_web.household import files
from rmo_web.household.files import Attachment, File
from rmo_web.kernel.access import Actor
from rmo_web.kernel.db import db
from rmo_web.kernel.errors import Refused
from rmo_web.self_education import rules
from rmo_web.self_education.models import Topic
from rmo_web.self_education.rules import OF_PRODUCT, TopicStep
from rmo_web.self_education.services import take_step, weigh


def bring(
    topic: Topic, brought: Sequence[File], link: str, *, by: Actor, at: datetime, today: date
) -> None:  # fmt: skip
    """These files, and the link. Refused for more than five files, and for a second link."""
    if not brought and not link:
        raise Refused("Выберите файл или впишите ссылку.", "files")
    if link and topic.product_link not in {"", link}:
        raise Refused("Ссылка уже есть: сначала уберите прежнюю.", "link")
    rules.check_product_files(_count(topic) + len(brought))
    for name, content in brought:
        files.attach(OF_PRODUCT, topic.id, name, content, by=by.account_id, at=at)
    topic.product_link = link or topic.product_link
    _changed(topic, by, at, today)


def take_away(
    topic: Topic, attachment_id: int, *, by: Actor, at: datetime, today: date
) -> str:  # fmt: skip
    """One file, which can be brought back; its name. Refused when it is not of this product."""
    name = files.set_aside(OF_PRODUCT, topic.id, attachment_id, at=at)
    _changed(topic, by, at, today)
    return name


def bring_back(
    topic: Topic, attachment_id: int, *, by: Actor, at: datetime, today: date
) -> str:  # fmt: skip
    """The file stands again where it was; its name. Refused where there is no more room."""
    rules.check_product_files(_count(topic) + 1)
    name = files.bring_back(OF_PRODUCT, topic.id, attachment_id, at=at)
    _changed(topic, by, at, today)
    return name


def take_link_away(topic: Topic, *, by: Actor, at: datetime, today: date) -> str:
    """The link of the product; what it was. Refused when there is none."""
    if not topic.product_link:
        raise Refused("Этой ссылки уже нет: обновите страницу.")
    link, topic.product_link = topic.product_link, ""
    _changed(topic, by, at, today)
    return link


def _count(topic: Topic) -> int:
    asked = select(func.count()).select_from(Attachment)
    return db.session.scalar(asked.filter_by(owner=OF_PRODUCT, owner_id=topic.id)) or 0


def _changed(topic: Topic, by: Actor, at: datetime, today: date) -> None:
    take_step(topic, TopicStep.BRING, by=by, at=at, today=today)
    db.session.flush()
    weigh(topic, by=by, at=at, today=today)
