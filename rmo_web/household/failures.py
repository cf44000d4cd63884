"""What people read when something is wrong, and how what they typed survives it."""

import logging
import re
import secrets
from contextlib import suppress
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, Response, g, make_response, render_template, request
from flask_login import current_user
from flask_wtf.csrf import CSRFError, generate_csrf
from sqlalchemy.exc import DataError, DBAPIError, InternalError, OperationalError, SQLAlchemyError
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers.response import Response as AnyResponse

from rmo_web.kernel import events, site
from rmo_web.kernel.access import login_manager
from rmo_web.kernel.db import BUSY, READ_ONLY, SAFE_METHODS, db, why_unwritable
from rmo_web.kernel.errors import DISK_FAILS, Refused, Repeated, TooOften
from rmo_web.kernel.forms import OF_A_FAILURE
from rmo_web.kernel.htmx import leave_for, refuse, wants_fragment
from rmo_web.kernel.urls import local_or

LONG = 100
# What a person wrote, and not what a page says by itself: a word of Russian, or a long one.
_WRITTEN = re.compile(r"[А-Яа-яЁё]|\S.{11}", re.DOTALL)
_OF_PAGE = {"nonce", "version", "drawn", "drawn_at", "over"}
_SECRET = {"current", "again"}  # and whatever is called password
_WORDS = {
    400: ("Запрос непонятен", "Вернитесь на страницу и попробуйте ещё раз."),
    401: ("Войдите", "Чтобы открыть эту страницу, нужно войти."),
    403: ("Нет доступа", "Эта страница не для вашей роли. Если она нужна, спросите руководителя."),
    404: ("Такой страницы нет", "Возможно, адрес набран с ошибкой или запись убрана."),
    405: ("Так нельзя", "Откройте страницу через меню."),
    409: ("Не получилось", ""),
    410: (
        "Файл потерян",
        "Запись о нём есть, а содержимого в базе нет. Сообщите тому, кто следит за системой.",
    ),
    413: ("Слишком много", "Файл или текст больше, чем можно: файл до 10 МБ."),
    414: ("Адрес слишком длинный", "Откройте страницу через меню."),
    415: ("Такой вид данных не принимается", "Вернитесь на страницу и попробуйте ещё раз."),
    429: ("Слишком часто", "Подождите немного и попробуйте ещё раз."),
    431: ("Запрос слишком велик", "Вернитесь на страницу и попробуйте ещё раз."),
}
# The same for words that were sent.
_LOST = {
    403: ("Сохранить нельзя", "Для этого нужны другие права. Ничего не записано."),
    404: (
        "Сохранять некуда",
        "Записи, которую вы меняли, здесь нет: возможно, её убрали. Ничего не записано.",
    ),
}

log = logging.getLogger("rmo_web")


@dataclass(frozen=True, slots=True)
class Kept:
    """A value that somebody typed and that must not be lost."""

    name: str
    value: str
    is_long: bool


def typed() -> list[Kept]:
    """What the form of this request carried, but for passwords and service fields."""
    return [
        Kept(name, value, len(value) > LONG or "\n" in value)
        for name, value in (request.form.items(multi=True) if _is_readable() else ())
        if name not in OF_A_FAILURE | _SECRET and "password" not in name
    ]


def _is_readable() -> bool:
    """Whether the form can be read: one that is torn, too large or found no place cannot."""
    with suppress(HTTPException, OSError):
        return request.form is not None
    return False


def has_file() -> bool:
    """Whether a file came along: a field that nobody filled comes without a name."""
    return _is_readable() and any(one.filename for one in request.files.values())


def page(title: str, message: str, code: int, **more: Any) -> Response:
    """An error as a page, or as a sentence for the page that stands there."""
    if wants_fragment():
        name = "household/errors/_lost.html" if "anew" in more else "_message.html"
        return refuse(message or title, code=code, name=name, **more)
    return make_response(
        render_template(
            "household/errors/page.html", title=title, message=message, code=code, **more
        ),
        code,
    )


def resend(title: str, message: str, code: int) -> Response:
    """The typed words with a fresh token: one more press sends them to the same address."""
    if wants_fragment():
        response = refuse(message, code=code)
        response.headers["X-CSRFToken"] = generate_csrf()
        return response
    address = request.full_path.rstrip("?")
    return resend_to(address, typed(), title, message, code, has_file=has_file())


def resend_to(
    address: str, kept: list[Kept], title: str, message: str, code: int, *, has_file: bool = False
) -> Response:
    """The page that sends the kept words to the address with one press."""
    return make_response(
        render_template(
            "household/errors/resend.html",
            title=title,
            message=message,
            action=address,
            kept=kept,
            has_file=has_file,
        ),
        code,
    )


def look_after(app: Flask) -> None:
    """Every failure has its page."""
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(CSRFError, _stale_token)
    app.register_error_handler(Refused, _refused)
    app.register_error_handler(Repeated, lambda twin: leave_for(twin.url))
    app.register_error_handler(OperationalError, _database)
    app.register_error_handler(InternalError, _database)
    app.register_error_handler(OSError, _disk)
    for hostile in (DataError, OverflowError, UnicodeError):
        app.register_error_handler(hostile, _unfit)
    app.register_error_handler(Exception, _bug)


def _http(error: HTTPException) -> AnyResponse:
    if error.code == 401:
        return _strangers(error)
    if error.code is None or error.code not in _WORDS:
        return error.get_response()
    response = _lost(error.code) or page(*_WORDS[error.code], error.code)
    response.headers.extend([h for h in error.get_headers() if h[0] in {"Allow", "Retry-After"}])
    return response


def _lost(code: int) -> Response | None:
    """The words that were sent to what is not there any more; they may go on as a new record."""
    if request.method in SAFE_METHODS or code not in _LOST or not (words := written()):
        return None
    anew = local_or(request.form.get("anew", ""), "") if code == 404 else ""
    back = _back()
    return page(
        *_LOST[code],
        code,
        kept=words,
        back=back if back.partition("?")[0] != request.path else "",
        has_file=has_file(),
        anew=anew if anew != request.full_path.rstrip("?") else "",
        fields=[one for one in typed() if one.name != "version"],
    )


def written() -> list[Kept]:
    """The words of this request's form that a person wrote."""
    return [one for one in typed() if one.name not in _OF_PAGE and _WRITTEN.search(one.value)]


def _strangers(error: HTTPException) -> AnyResponse:
    return login_manager.unauthorized()  # type: ignore[no-any-return]


def _stale_token(error: CSRFError) -> AnyResponse:
    if site.safe_address():
        words = "Браузер не хранит вход по незащищённому адресу. Откройте защищённый."
        return page("Здесь войти нельзя", words, 400, kept=written())
    if not current_user.is_authenticated and request.endpoint != "accounts.sign_in":
        return _strangers(error)
    return resend(
        "Страница устарела, но ничего не потеряно",
        "Страница стояла открытой слишком долго. Нажмите кнопку ещё раз.",
        400,
    )


def _refused(refusal: Refused) -> Response:
    db.session.rollback()
    code = 429 if isinstance(refusal, TooOften) else 409
    words, back = written(), _back()
    response = page(_WORDS[code][0], str(refusal), code, kept=words, back=back, has_file=has_file())
    if isinstance(refusal, TooOften):
        response.headers["Retry-After"] = str(refusal.seconds)
    return response


def _back() -> str:
    """The page from which it was sent, when that is one of ours."""
    said = request.referrer or ""
    if not site.is_ours(said):
        return ""
    from_ = urlsplit(said)
    return local_or(f"{from_.path}?{from_.query}".rstrip("?"), "")


def _database(error: DBAPIError) -> Response:
    why = why_unwritable(error.orig)
    # What only reads is kept from writing by ourselves: that it tried is our own fault.
    if why and not (why == READ_ONLY and request.method in SAFE_METHODS):
        return _unwritable(error.orig, why)
    name = getattr(error.orig, "sqlite_errorname", BUSY[0])
    is_busy = isinstance(error, OperationalError) and name.startswith(BUSY)
    return _busy(error) if is_busy else _bug(error)


def _disk(error: OSError) -> Response:
    if why := DISK_FAILS.get(error.errno or 0):
        return _unwritable(error, why)
    return _bug(error)


def _unwritable(error: object, why: str) -> Response:
    _start_afresh()
    db.engine.dispose()  # what was opened while it could not be written to stays so
    log.error("%s: %s %s", error, request.method, request.path)
    whom = "Сообщите об этом тому, кто следит за системой"
    if request.method in SAFE_METHODS:
        return page("Не открывается", f"Страница не открывается: {why}. {whom}.", 503)
    words = f"Сейчас ничего нельзя сохранить: {why}. {whom}, и нажмите ещё раз, когда починят."
    if not _is_readable():  # its file found no place: what came with it is on its own page only
        words += " Написанное осталось на прежней странице: вернитесь кнопкой браузера «Назад»."
        return page("Не сохранено", words, 503)
    return resend("Не сохранено, но написанное здесь", words, 503)


def _busy(error: DBAPIError) -> Response:
    _start_afresh()
    log.warning("database: %s", error.orig)
    message = "База данных сейчас занята. Подождите минуту и нажмите ещё раз."
    if request.method in SAFE_METHODS:
        response = page("База данных занята", message.replace("нажмите", "откройте"), 503)
    else:
        response = resend("База данных занята, но ничего не потеряно", message, 503)
    response.headers["Retry-After"] = "60"
    return response


def _unfit(error: Exception) -> Response:
    _start_afresh()
    log.warning("unfit data: %s", type(error).__name__)
    return page("Такие данные не принимаются", "В запросе есть то, чего не может быть.", 400)


def _bug(error: Exception) -> Response:
    _start_afresh()
    incident = secrets.token_hex(4).upper()
    log.error("incident %s: %s %s", incident, request.method, request.path, exc_info=error)
    message = f"Ошибка на сервере. Её номер {incident}: сообщите его тому, кто следит за системой."
    if request.method in SAFE_METHODS:
        return page("Не получилось", message, 500)
    return resend("Не получилось, но написанное здесь", message, 500)


def is_bare() -> bool:
    """The page must be drawn without asking the database: it may be the one that fails."""
    return "is_bare" in g


def _start_afresh() -> None:
    g.is_bare = True
    events.forget()
    with suppress(SQLAlchemyError):
        db.session.rollback()
