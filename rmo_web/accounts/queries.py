"""What pages show of access."""

from dataclasses import dataclass
from datetime import date, datetime

from flask import current_app, url_for
from sqlalchemy import bindparam, func, select

from rmo_web.accounts import rules
from rmo_web.accounts.models import Account, OneTimeCode, SignIn
from rmo_web.household import outbox
from rmo_web.household.audit import AuditEntry
from rmo_web.household.drafts import Draft
from rmo_web.household.feeds import opens_feed
from rmo_web.household.notices import Notice
from rmo_web.kernel import clock, russian
from rmo_web.kernel.access import Actor, Role
from rmo_web.kernel.db import db
from rmo_web.kernel.offered.mydata import Holding, holds
from rmo_web.kernel.offered.waiting import Count, count_of
from rmo_web.members import queries as members
from rmo_web.members import works
from rmo_web.members.models import Person

ROLES = {
    Role.HEAD: "руководитель РМО",
    Role.METHODIST: "методист",
    Role.LIBRARIAN: "библиотекарь",
}
LISTED = 50


@dataclass(frozen=True, slots=True)
class AccessRow:
    person_id: int
    account_id: int
    name: str
    login: str
    role: str
    state: str
    kind: str
    last: str
    url: str


@dataclass(frozen=True, slots=True)
class AccountCard:
    id: int
    name: str
    login: str
    role: str
    is_active: bool
    has_joined: bool
    sessions: int


@dataclass(frozen=True, slots=True)
class SignInRow:
    id: int
    when: str
    address: str
    browser: str
    is_this: bool


@dataclass(frozen=True, slots=True)
class ExampleAccount:
    login: str
    name: str
    role: str


# Built once: putting a statement together costs more than asking it.
_ACTOR = (
    select(
        SignIn.id,
        SignIn.at,
        Account.id.label("account_id"),
        Account.role,
        Account.person_id,
        Person.surname,
        Person.given,
        Person.patronymic,
    )
    .join(Account, Account.id == SignIn.account_id)
    .join(Person, Person.id == Account.person_id)
    .where(SignIn.token_hash == bindparam("token"), SignIn.ended_at.is_(None), Account.is_active)
)


def actor_of(token_hash: str, now: datetime, seen_at: datetime) -> Actor | None:
    """Who holds this token, in one statement; None when the session is over."""
    found = db.session.execute(_ACTOR, {"token": token_hash}).first()
    if found is None or rules.is_over(found.at, seen_at, now):
        return None
    name = russian.initials(found.surname, found.given, found.patronymic)
    given = " ".join(filter(None, (found.given, found.patronymic)))
    return Actor(found.account_id, found.person_id, found.id, found.role, name, given)


def listing(today: date) -> list[AccessRow]:
    """Everybody in the association, with the state of her access."""
    last = (
        select(SignIn.account_id, func.max(SignIn.at).label("at"))
        .group_by(SignIn.account_id)
        .subquery()
    )
    found = db.session.execute(
        select(Person, Account, last.c.at)
        .outerjoin(Account, Account.person_id == Person.id)
        .outerjoin(last, last.c.account_id == Account.id)
        .where((Person.left_on.is_(None) & ~Person.is_guest) | Account.id.is_not(None))
        .order_by(Person.sort_key, Person.id)
    ).all()
    people = (one[0] for one in found)
    shown = works.told_apart(((p.id, p.surname, p.given, p.patronymic) for p in people), today)
    return [_access_row(person, account, at, shown[person.id]) for person, account, at in found]


def _access_row(
    person: Person, account: Account | None, last: datetime | None, name: str
) -> AccessRow:
    state, kind = _state(account)
    url = (
        url_for("accounts.edit", account_id=account.id)
        if account
        else url_for("accounts.invite", person_id=person.id)
    )
    return AccessRow(
        person_id=person.id,
        account_id=account.id if account else 0,
        name=name,
        login=account.login if account else "",
        role=ROLES[account.role] if account else "",
        state=state,
        kind=kind,
        last=russian.moment(clock.local(last)) if last else "",
        url=url,
    )


def _state(account: Account | None) -> tuple[str, str]:
    if account is None:
        return "нет доступа", "wait"
    if not account.is_active:
        return "приостановлен", "late"
    return ("работает", "work") if account.password_hash else ("приглашён(а)", "new")


def card(account: Account) -> AccountCard:
    """One account for its page."""
    person = db.session.get_one(Person, account.person_id)
    live = select(func.count()).where(SignIn.account_id == account.id, SignIn.ended_at.is_(None))
    return AccountCard(
        id=account.id,
        name=russian.initials(person.surname, person.given, person.patronymic),
        login=account.login,
        role=ROLES[account.role],
        is_active=account.is_active,
        has_joined=bool(account.password_hash),
        sessions=db.session.scalar(live) or 0,
    )


def own_words(account_id: int) -> tuple[str, ...]:
    """What a password of this person must not be made of: her names and ours."""
    found = db.session.execute(
        select(Account.login, Person.surname, Person.given, Person.patronymic)
        .join(Person, Person.id == Account.person_id)
        .where(Account.id == account_id)
    ).one()
    ours = members.association()
    return *found, ours.name, ours.district, ours.operator


def my_sign_ins(actor: Actor, now: datetime) -> list[SignInRow]:
    """Where I am signed in."""
    found = db.session.scalars(
        select(SignIn)
        .where(
            SignIn.account_id == actor.account_id,
            SignIn.ended_at.is_(None),
            SignIn.at > now - rules.ABSOLUTE,
        )
        .order_by(SignIn.id.desc())
        .limit(LISTED)
    )
    return [
        SignInRow(
            one.id,
            russian.moment(clock.local(one.at)),
            one.address,
            browser_in_words(one.browser),
            one.id == actor.sign_in_id,
        )
        for one in found
    ]


def browser_in_words(said: str) -> str:
    """«Chrome, Windows», as far as the browser tells."""
    marks = {
        "YaBrowser": "Яндекс Браузер", "Edg": "Edge", "OPR": "Opera", "Firefox": "Firefox",
        "Chrome": "Chrome", "Safari": "Safari",
    }  # fmt: skip
    systems = {"Windows": "Windows", "Android": "Android", "iPhone": "iPhone", "Mac OS": "macOS",
               "Linux": "Linux"}  # fmt: skip
    found = [
        next((word for mark, word in one.items() if mark in said), "") for one in (marks, systems)
    ]
    return ", ".join(filter(None, found)) or "неизвестный браузер"


def example_accounts() -> list[ExampleAccount]:
    """The accounts of the example, for the sign-in page."""
    found = db.session.execute(
        select(Account.login, Account.role, Person.surname, Person.given, Person.patronymic)
        .join(Person, Person.id == Account.person_id)
        .order_by(Account.id)
        .limit(5)
    )
    return [
        ExampleAccount(login, russian.initials(*name), ROLES[role]) for login, role, *name in found
    ]


def demo_password() -> str:
    """The password of the example: by the setting, or the file where it was kept."""
    settings = current_app.config["SETTINGS"]
    kept = settings.folder / "demo-password"
    return settings.demo_password or (kept.read_text().strip() if kept.exists() else "")


def names(account_ids: set[int]) -> dict[int, str]:
    """The people behind these accounts."""
    found = db.session.execute(
        select(Account.id, Person.surname, Person.given, Person.patronymic)
        .join(Person, Person.id == Account.person_id)
        .where(Account.id.in_(account_ids))
    )
    return {account_id: russian.initials(*name) for account_id, *name in found}


@dataclass(frozen=True, slots=True)
class HeadNames:
    """The head as lists name her, and as she signs."""

    in_lists: str = ""
    in_signature: str = ""


def head_names() -> HeadNames:
    """«Иволгина М.П.» and «М.П. Иволгина»; nothing while there is no head."""
    found = db.session.execute(
        select(Person.surname, Person.given, Person.patronymic)
        .join(Account, Account.person_id == Person.id)
        .where(Account.role == Role.HEAD, Account.is_active)
        .order_by(Account.id)
        .limit(1)
    ).first()
    if found is None:
        return HeadNames()
    letters = "".join(f"{part[0]}." for part in (found.given, found.patronymic) if part)
    return HeadNames(russian.initials(*found), f"{letters} {found.surname}".strip())


def leaders() -> list[tuple[str, str]]:
    """«Руководитель» and «Методист» by their whole names."""
    titles = {Role.HEAD: "Руководитель", Role.METHODIST: "Методист"}
    found = db.session.execute(
        select(Account.role, Person.surname, Person.given, Person.patronymic)
        .join(Person, Person.id == Account.person_id)
        .where(Account.role.in_(titles), Account.is_active)
        .order_by(Account.id)
    )
    named = [(role, " ".join(filter(None, name))) for role, *name in found]
    return [(titles[role], name) for wanted in titles for role, name in named if role is wanted]


@opens_feed
def may_ask_calendar(account_id: int) -> bool:
    """A calendar is given out as long as its owner may sign in."""
    account = db.session.get(Account, account_id)
    return account is not None and account.is_active


_WITHOUT_ACCESS = (
    select(func.count())
    .select_from(Person)
    .outerjoin(Account, Account.person_id == Person.id)
    .where(Account.id.is_(None), Person.left_on.is_(None), ~Person.is_guest)
)
_GONE_WITH_ACCESS = (
    select(func.count())
    .select_from(Account)
    .join(Person, Person.id == Account.person_id)
    .where(Person.left_on.is_not(None), Account.is_active)
)


def waiting(actor: Actor) -> list[Count]:
    """Members who cannot sign in yet, for the head."""
    if not actor.is_head:
        return []
    url, members_ = url_for("accounts.listing"), ("участник", "участника", "участников")
    code, stop = "Пригласите одноразовым кодом", "Приостановите доступ"
    gone = ("вышел", "вышли", "вышли")
    return [
        count_of(_WITHOUT_ACCESS, members_, "без доступа", code, url),
        count_of(_GONE_WITH_ACCESS, gone, "из состава с доступом", stop, url),
    ]


@holds("Учётная запись")
def my_account(actor: Actor) -> list[Holding]:
    """The account itself."""
    one = db.session.get_one(Account, actor.account_id)
    return [{"логин": one.login, "роль": ROLES[one.role], "создана": one.created_at.isoformat()}]


@holds("Входы")
def my_sessions(actor: Actor) -> list[Holding]:
    """Every sign-in that is kept."""
    found = db.session.scalars(select(SignIn).filter_by(account_id=actor.account_id))
    return [
        {
            "когда": one.at.isoformat(),
            "адрес": one.address,
            "браузер": one.browser,
            "завершён": one.ended_at.isoformat() if one.ended_at else None,
        }
        for one in found
    ]


@holds("Одноразовые коды")
def my_codes(actor: Actor) -> list[Holding]:
    """When codes were issued for me; the codes themselves are not kept."""
    found = db.session.scalars(select(OneTimeCode).filter_by(account_id=actor.account_id))
    return [{"годен до": one.expires_at.isoformat()} for one in found]


@holds("Уведомления")
def my_notices(actor: Actor) -> list[Holding]:
    """What I was told."""
    found = db.session.scalars(select(Notice).filter_by(account_id=actor.account_id))
    return [{"когда": one.at.isoformat(), "текст": one.text} for one in found]


@holds("Черновики")
def my_drafts(actor: Actor) -> list[Holding]:
    """What I began to write."""
    found = db.session.scalars(select(Draft).filter_by(account_id=actor.account_id))
    return [{"поле": one.key, "текст": one.text, "когда": one.at.isoformat()} for one in found]


@holds("Журнал: мои действия")
def my_deeds(actor: Actor) -> list[Holding]:
    """What the journal holds of my doing."""
    found = db.session.scalars(
        select(AuditEntry).filter_by(by=actor.account_id).order_by(AuditEntry.id)
    )
    return [{"когда": one.at.isoformat(), "что": one.words, "адрес": one.address} for one in found]


def is_example() -> bool:
    """Whether the accounts here are those of the example."""
    return members.is_founded() and members.association().is_example


def mail_is_on() -> bool:
    return outbox.is_on()
