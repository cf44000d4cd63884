"""What the example holds, counted before it is erased."""

from sqlalchemy import func, select

from rmo_web.accounts.models import Account
from rmo_web.kernel import russian
from rmo_web.kernel.db import Model, db
from rmo_web.members.models import Organisation, Person
from rmo_web.members.wording import people


def what_will_go() -> list[str]:
    """«18 человек», «12 организаций»…"""
    return [
        people(_count(Person)),
        russian.plural(_count(Organisation), "организация", "организации", "организаций"),
        russian.plural(_count(Account), "учётная запись", "учётные записи", "учётных записей"),
        "план работы и заседания",
        "уведомления, черновики и журнал",
    ]


def _count(table: type[Model]) -> int:
    return db.session.scalar(select(func.count()).select_from(table)) or 0
