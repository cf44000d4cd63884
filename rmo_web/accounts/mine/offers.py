"""What «Мои данные» have of an account, and of what the household keeps for it."""

from sqlalchemy import select

from rmo_web.accounts.models import Account, OneTimeCode, SignIn
from rmo_web.accounts.wording import ROLES
from rmo_web.household.audit import AuditEntry
from rmo_web.household.drafts import Draft
from rmo_web.household.notices import Notice
from rmo_web.kernel.access import Actor
from rmo_web.kernel.db import db
from rmo_web.kernel.offered.mydata import Holding, holds


@holds("Учётная запись")
def my_account(actor: Actor) -> list[Holding]:
    """The account itself."""
    one = db.session.get_one(Account, actor.account_id)
    return [{"логин": one.login, "роль": ROLES[one.role], "создана": one.created_at}]


@holds("Входы")
def my_sessions(actor: Actor) -> list[Holding]:
    """Every sign-in that is kept."""
    found = db.session.scalars(select(SignIn).filter_by(account_id=actor.account_id))
    return [
        {
            "когда": one.at,
            "адрес": one.address,
            "браузер": one.browser,
            "завершён": one.ended_at,
        }
        for one in found
    ]


@holds("Одноразовые коды")
def my_codes(actor: Actor) -> list[Holding]:
    """When codes were issued for me; the codes themselves are not kept."""
    found = db.session.scalars(select(OneTimeCode).filter_by(account_id=actor.account_id))
    return [{"годен до": one.expires_at} for one in found]


@holds("Уведомления")
def my_notices(actor: Actor) -> list[Holding]:
    """What I was told."""
    found = db.session.scalars(select(Notice).filter_by(account_id=actor.account_id))
    return [{"когда": one.at, "текст": one.text} for one in found]


@holds("Черновики")
def my_drafts(actor: Actor) -> list[Holding]:
    """What I began to write."""
    found = db.session.scalars(select(Draft).filter_by(account_id=actor.account_id))
    return [{"поле": one.key, "текст": one.text, "когда": one.at} for one in found]


@holds("Журнал: мои действия")
def my_deeds(actor: Actor) -> list[Holding]:
    """What the journal holds of my doing."""
    found = db.session.scalars(
        select(AuditEntry).filter_by(by=actor.account_id).order_by(AuditEntry.id)
    )
    return [{"когда": one.at, "что": one.words, "адрес": one.address} for one in found]
