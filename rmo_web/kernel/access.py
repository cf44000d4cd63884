"""Who may do what: roles, permissions, and the marks by which every endpoint says who may enter."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from functools import wraps
from typing import Any, TypeVar

from flask import Flask, abort, current_app, request, session
from flask_login import LoginManager, current_user
from flask_wtf.csrf import validate_csrf
from werkzeug.exceptions import BadHost, SecurityError
from werkzeug.wrappers.response import Response
from wtforms import ValidationError

from rmo_web.kernel import site, years
from rmo_web.kernel.db import SAFE_METHODS
from rmo_web.kernel.errors import Refused

View = TypeVar("View", bound=Callable[..., Any])
Thing = TypeVar("Thing")
Rule = Callable[[Any, Any], bool]

login_manager = LoginManager()
login_manager.session_protection = None  # its identifier trusts X-Forwarded-For (safety.md 0.22)

_NOT_BY_THIS_NAME = (
    "По этому имени система не отвечает: откройте её по обычному адресу. Если это он и есть, "
    "его имени нет в TRUSTED_HOSTS или прокси его не передаёт (Host)."
)
_NOT_YET = "Ничего не сохранено: сначала это должен исправить тот, кто следит за сервером."
_rules: dict[StrEnum, Rule] = {}


class Role(StrEnum):
    """What an account may be (design.md, "Who may do what")."""

    HEAD = "head"
    METHODIST = "methodist"
    LIBRARIAN = "librarian"


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: what every rule and every verb needs to know of the person at the keyboard."""

    account_id: int
    person_id: int
    sign_in_id: int
    role: Role
    name: str
    given: str = ""  # «Мария Петровна», to greet her

    is_authenticated = True
    is_active = True
    is_anonymous = False

    @property
    def is_head(self) -> bool:
        return self.role is Role.HEAD

    @property
    def leads(self) -> bool:
        """The head and the methodist: they see what is private."""
        return self.role in {Role.HEAD, Role.METHODIST}


def me() -> Actor:
    """The actor of this request; a stranger is sent to sign in."""
    if not current_user.is_authenticated:
        abort(401)
    actor: Actor = current_user._get_current_object()
    return actor


def is_head(actor: Actor, _: object) -> bool:
    return actor.is_head


def leads(actor: Actor, _: object) -> bool:
    return actor.leads


def anyone(_: Actor, __: object) -> bool:
    """Whoever has signed in."""
    return True


def grant(rules: Mapping[Any, Rule]) -> None:
    """State the policy of a room: each permission with its rule."""
    _rules.update(rules)


def may(actor: Actor, permission: StrEnum, thing: object = None) -> bool:
    """Whether the rule of this permission says yes."""
    return _rules[permission](actor, thing)


def present(record: Thing | None) -> Thing:
    """404 when there is none."""
    if record is None:
        abort(404)
    return record


def guard(
    record: Thing | None, actor: Actor, needed: StrEnum, *, seen: StrEnum | None = None
) -> Thing:
    """The record: 404 when there is none, 403 for who may not do with it what is needed.

    Who may not do what is `seen` does not learn that it exists. The page of a record that has
    a year stays in this year.
    """
    found = present(record)
    if seen is not None and not may(actor, seen, found):
        abort(404)
    if (year_id := getattr(found, "year_id", None)) is not None:
        years.stay_in(year_id)
    if not may(actor, needed, found):
        abort(403)
    return found


def permits(permission: StrEnum) -> Callable[[View], View]:
    """The endpoint is for those who have the permission; others get 403."""

    def mark(view: View) -> View:
        @wraps(view)
        def guarded(*args: Any, **kwargs: Any) -> Any:
            if not may(me(), permission):
                abort(403)
            return view(*args, **kwargs)

        guarded.entry = permission  # type: ignore[attr-defined]
        return guarded  # type: ignore[return-value]

    return mark


def checks_record(view: View) -> View:
    """The endpoint gets its record through a guard, which answers 404 or 403."""
    view.entry = "record"  # type: ignore[attr-defined]
    return view


def open_to_all(view: View) -> View:
    """The endpoint is for strangers too."""
    view.entry = "open"  # type: ignore[attr-defined]
    return view


def entry_of(app: Flask, endpoint: str) -> object:
    """What the endpoint says about who may enter; None when it says nothing."""
    return "open" if endpoint == "static" else getattr(app.view_functions[endpoint], "entry", None)


def refuse_other_sites(app: Flask) -> None:
    """What another site made a browser send is refused before anything is read or kept of it."""

    @app.before_request
    def refuse() -> Response | None:
        # The page of 400 would have no addresses: Werkzeug makes none of a name like this.
        if isinstance(request.routing_exception, BadHost | SecurityError):
            return Response(_NOT_BY_THIS_NAME, 400, mimetype="text/plain")
        if request.method in SAFE_METHODS or not _is_foreign():
            return None
        if _has_our_token():
            raise Refused(f"{_NOT_YET} {site.misnamed(request.headers['Origin'])}")
        words = "Этот запрос пришёл с другого сайта и не принят. Откройте нужную страницу сами."
        return Response(words, 403, mimetype="text/plain")


def _is_foreign() -> bool:
    # Browsers leave Sec-Fetch-Site out where there is no HTTPS; Origin they always send.
    said = request.headers.get("Sec-Fetch-Site", "none")
    if said != "none":
        return said != "same-origin"
    origin = request.headers.get("Origin")
    return origin is not None and not site.is_ours(origin)


def _has_our_token() -> bool:
    """Whether our page sent this, under a name that did not reach us: others know no token."""
    is_told = request.headers.get("Sec-Fetch-Site", "none") != "none"
    if is_told or request.headers["Origin"] == "null" or "csrf_token" not in session:
        return False
    with suppress(ValidationError):
        validate_csrf(request.headers.get("X-CSRFToken") or request.form.get("csrf_token"))
        return True
    return False


def close_by_default(app: Flask) -> None:
    """No endpoint is entered without a session unless it is open to all."""
    app.config["REMEMBER_COOKIE_NAME"] = "__Host-nobody"  # of another program on this host: ignored
    # Its context processor would ask the database again on the page that says it does not answer.
    login_manager.init_app(app, add_context_processor=False)

    @app.before_request
    def enter() -> Response | None:
        if request.endpoint is None:
            return None
        entry = entry_of(current_app, request.endpoint)
        if entry is None:
            raise RuntimeError(f"{request.endpoint} does not say who may enter")
        if entry != "open" and not current_user.is_authenticated:
            abort(401)
        return None
