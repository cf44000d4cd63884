"""What only shows in use: settings and a proxy that do not fit each other, by how requests arrive.

Judged by the head's own requests: what a stranger sends makes nobody uneasy.
"""

import logging
from datetime import datetime, timedelta
from enum import StrEnum

from flask import Flask, current_app, request, session
from flask_login import current_user
from sqlalchemy import String, bindparam, delete, select, text
from sqlalchemy.orm import Mapped, mapped_column
from werkzeug.http import parse_list_header

from rmo_web.kernel import clock, site
from rmo_web.kernel.db import SAFE_METHODS, Model, Utc, db, saving

EVERY = timedelta(hours=1)
KEPT = timedelta(days=7)
_OF_PROXIES = ("X-Forwarded-For", "X-Forwarded-Proto", "X-Forwarded-Host", "X-Real-IP", "Forwarded")
_MARK = "symptoms"  # of the session: when they were written down, and which

log = logging.getLogger("rmo_web")


class Sign(StrEnum):
    """By what it is known that something is set wrongly."""

    NAME = "name"
    SCHEME = "scheme"
    PROXY = "proxy"
    ADDRESSES = "addresses"
    PREFIX = "prefix"
    HTTPS = "https"


class Symptom(Model):
    """A sign that the head's requests show, with its sentence."""

    sign: Mapped[str] = mapped_column(String(16), primary_key=True)
    said: Mapped[str]
    seen_at: Mapped[datetime]


def judged() -> dict[str, str]:
    """What this request shows: a sentence for what is wrong, an empty one for what is well.

    A sign that it cannot tell is left out.
    """
    named, proxies = site.named(), current_app.config["SETTINGS"].proxies
    told = {
        Sign.NAME: site.misnamed(named) if named else None,
        # With the wrong number of proxies their words about the scheme are not read.
        Sign.SCHEME: _scheme(named) if named and 0 < proxies <= _proxies_seen() else None,
        Sign.PROXY: "" if proxies else _unknown_proxy(named),
        Sign.ADDRESSES: _addresses(proxies),
        Sign.PREFIX: _prefix(),
        Sign.HTTPS: _unsaid_https(named),
    }
    return {sign.value: said for sign, said in told.items() if said is not None}


def _scheme(named: str) -> str:
    if request.is_secure or not named.startswith("https:"):
        return ""
    return (
        "Систему открывают по https, а прокси ей этого не говорит: в настройку nginx добавьте "
        "строку «proxy_set_header X-Forwarded-Proto $scheme;»."
    )


def _unknown_proxy(named: str) -> str | None:
    is_behind = named.startswith("https:") and not request.is_secure
    if not is_behind and not any(name in request.headers for name in _OF_PROXIES):
        return "" if named else None
    return (
        "Запросы приходят через прокси, а RMO_PROXIES равно 0: все, кто идёт через него, для "
        "системы на одном адресе, и чужие неверные пароли закроют вход всем. Если прокси ваш "
        "(nginx, Caddy), напишите в .env «RMO_PROXIES=1»."
    )


def _addresses(proxies: int) -> str:
    came = _proxies_seen()
    if came >= proxies:
        return ""
    if came:
        return (
            f"RMO_PROXIES равно {proxies}, а своих прокси по запросу видно {came}. Если их столько "
            f"и стоит, напишите в .env «RMO_PROXIES={came}». Только если их действительно "
            f"{proxies}, во внутреннем нужна строка «proxy_set_header X-Forwarded-For "
            "$proxy_add_x_forwarded_for;»."
        )
    return (
        f"RMO_PROXIES равно {proxies}, а X-Forwarded-For не приходит: систему открывают в обход "
        "прокси, или он его не пишет, и тогда чужие неверные пароли закроют вход всем. В настройке "
        "nginx нужна строка «proxy_set_header X-Forwarded-For $remote_addr;»."
    )


def _proxies_seen() -> int:
    return len(parse_list_header(request.headers.get("X-Forwarded-For", "")))


def _prefix() -> str:
    if not request.headers.get("X-Forwarded-Prefix", "").strip("/"):
        return ""
    return (
        "Прокси открывает систему с пути внутри другого сайта (X-Forwarded-Prefix): так она не "
        "работает. Дайте ей отдельное имя или отдельный порт."
    )


def _unsaid_https(named: str) -> str | None:
    if current_app.config["IS_HTTPS"]:
        return ""
    address = named or (request.host_url.rstrip("/") if request.is_secure else "")
    if not address.startswith("https:"):
        return "" if address else None
    return (
        "Систему открывают по https, а BASE_URL этого не говорит, и cookie уходит без защиты. "
        f"Напишите в .env «BASE_URL={address}»."
    )


def shown() -> list[str]:
    """What is wrong by this request, and by the earlier ones where this one cannot tell."""
    return [said for said in _told().values() if said]


def _told() -> dict[str, str]:
    _, before = session.get(_MARK, (0, {}))
    return {**before, **judged()}


def watch(app: Flask) -> None:
    """Write down what the head's requests show, when they may write and it is something new."""

    @app.before_request
    def look() -> None:
        if request.method in SAFE_METHODS:
            return
        is_wrong = any(judged().values())
        if (is_wrong or _MARK in session) and getattr(current_user, "is_head", False):
            note(clock.now())


def note(at: datetime) -> None:
    """Keep what this request of a head shows; the same is written and logged once an hour."""
    told = _told()
    wrong = {sign: said for sign, said in told.items() if said}
    mark = [int(at.timestamp() // EVERY.total_seconds()), wrong]
    if session.get(_MARK) == mark:
        return
    _keep(told, at)
    session.pop(_MARK, None)
    if wrong:
        session[_MARK] = mark


# One statement, so that two heads at once do not meet, on SQLite and PostgreSQL alike.
_WRITE = text(
    "INSERT INTO symptom (sign, said, seen_at) VALUES (:sign, :said, :seen_at) "
    "ON CONFLICT (sign) DO UPDATE SET said = excluded.said, seen_at = excluded.seen_at"
).bindparams(bindparam("seen_at", type_=Utc))


def _keep(told: dict[str, str], at: datetime) -> None:
    with saving():
        known = {one.sign: one for one in db.session.scalars(select(Symptom))}
        gone = [sign for sign in known if not told.get(sign, "unknown")]
        if gone:
            db.session.execute(delete(Symptom).where(Symptom.sign.in_(gone)))
        new = [
            {"sign": sign, "said": said, "seen_at": at}
            for sign, said in told.items()
            if said and _is_news(known.get(sign), said, at)
        ]
        if new:
            db.session.execute(_WRITE, new)
    for one in new:
        log.warning("set up wrongly: %s", one["said"])


def _is_news(known: Symptom | None, said: str, at: datetime) -> bool:
    return known is None or known.said != said or known.seen_at <= at - EVERY


def fresh(now: datetime) -> list[str]:
    """What a head's request has shown of late."""
    asked = select(Symptom.said).where(Symptom.seen_at > now - KEPT).order_by(Symptom.sign)
    return list(db.session.scalars(asked))
