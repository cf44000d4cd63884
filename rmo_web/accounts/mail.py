"""Texts of invitations and resets, to print, to copy and to send."""

from datetime import datetime

from sqlalchemy import select

from rmo_web.accounts import rules, services
from rmo_web.accounts.models import Account
from rmo_web.household import outbox, throttle
from rmo_web.kernel import site
from rmo_web.kernel.db import db, saving
from rmo_web.kernel.errors import TooOften
from rmo_web.kernel.russian import fold
from rmo_web.members.models import Person


def invitation(account: Account, code: str) -> str:
    """What the head sends or reads to the invited person, by the address that she came by."""
    return (
        f"Вас приглашают в систему РМО школьных библиотекарей.\n"
        f"Откройте {site.here()}/join\n"
        f"Код: {code}\n"
        f"Логин: {account.login}\n"
        f"Код одноразовый, действует трое суток. Пароль вы придумаете сами."
    )


def send_reset(login: str, *, address: str, at: datetime) -> None:
    """Mail a reset link when mail is on and the person has an address; never says which."""
    try:
        for key, most in (
            (f"reset from {address}", rules.RESETS_OF_ADDRESS),
            (f"reset {fold(login)}", rules.RESETS_MAX),
        ):
            throttle.count(key, most=most, within=rules.RESETS_WITHIN, at=at)
    except TooOften:
        return
    if outbox.is_on():
        with saving():
            _post_reset(login, at)


def _post_reset(login: str, at: datetime) -> None:
    found = db.session.execute(
        select(Account, Person.email)
        .join(Person, Person.id == Account.person_id)
        .where(Account.login_key == fold(login), Account.is_active)
    ).first()
    if found is None or not found.email or not found.Account.password_hash:
        return  # who has not joined yet has a code from the head, and it stays good
    code = services.issue_code(found.Account, by=None, at=at, lasts=rules.MAILED_RESET_LASTS)
    link = site.for_letters(f"/join/{code}")
    way = (
        f"откройте в течение часа:\n{link}"
        if link
        else f"в течение часа откройте систему РМО, на странице входа нажмите "
        f"«У меня есть одноразовый код» и введите его:\n{code}"
    )
    body = (
        f"Чтобы задать новый пароль, {way}\n\n"
        "Если вы этого не просили, ничего делать не нужно: прежний пароль действует."
    )
    cause = f"reset {services.digest(code)[:16]}"
    outbox.post(found.email, "Новый пароль в системе РМО", body, cause=cause, at=at)
