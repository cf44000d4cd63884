"""Who is at the door: reads the cookie, and keeps what was typed when the session is over."""

import json
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode

from flask import Response, redirect, render_template, request, session, url_for
from werkzeug.wrappers import Request
from werkzeug.wrappers.response import Response as AnyResponse

from rmo_web.accounts import queries
from rmo_web.accounts.forms import SignInForm
from rmo_web.accounts.services import digest
from rmo_web.kernel import clock
from rmo_web.kernel.access import Actor, login_manager
from rmo_web.kernel.db import SAFE_METHODS, let_go
from rmo_web.kernel.failures import Kept, typed
from rmo_web.kernel.htmx import refuse, wants_fragment
from rmo_web.kernel.urls import local_or

SEEN_EVERY = timedelta(minutes=1)
KEPT_MAX = 400_000


@login_manager.request_loader
def who(_: Request) -> Actor | None:
    """The person whose token the cookie holds; the time of idling stands in the signed cookie."""
    token = session.get("token")
    if not token:
        return None
    now = clock.now()
    seen_at = datetime.fromtimestamp(session.get("seen", 0), UTC)
    actor = queries.actor_of(digest(token), now, seen_at)
    if request.method not in SAFE_METHODS:
        let_go()
    if actor and now - seen_at > SEEN_EVERY:
        session["seen"] = int(now.timestamp())
    return actor


def let_in(token: str, now: datetime) -> None:
    """A fresh cookie: whatever an attacker planted before is gone, the CSRF secret too."""
    session.clear()
    session["token"] = token
    session["seen"] = int(now.timestamp())


@login_manager.unauthorized_handler
def to_the_door() -> AnyResponse:
    """Sign in first; what was typed goes along."""
    if request.method in SAFE_METHODS:
        here = request.full_path.rstrip("?")
        door = url_for("accounts.sign_in") + (
            "" if here == "/" else f"?{urlencode({'next': here})}"
        )
        if wants_fragment():
            return Response(status=401, headers={"HX-Redirect": door})
        return redirect(door, code=303)
    if wants_fragment():
        words = "Вы вышли, но написанное осталось здесь. Войдите в новой вкладке и нажмите ещё раз."
        return refuse(words, code=401)
    return Response(
        render_template(
            "accounts/sign_in.html", **at_the_door(SignInForm(formdata=None), _packed())
        ),
        401,
    )


def at_the_door(form: SignInForm, kept: str = "", onward: str = "") -> dict[str, object]:
    """What the sign-in page shows."""
    is_example = queries.is_example()
    return {
        "form": form,
        "kept": kept,
        "onward": local_or(onward, ""),
        "accounts": queries.example_accounts() if is_example else [],
        "password": queries.demo_password() if is_example else "",
        "by_mail": queries.mail_is_on(),
    }


def _packed() -> str:
    packed = json.dumps(
        {
            "url": request.full_path.rstrip("?"),
            "fields": [(one.name, one.value) for one in typed()],
            "file": bool(request.files),
        },
        ensure_ascii=False,
    )
    return packed if len(packed) <= KEPT_MAX else ""


def unpacked(kept: str) -> tuple[str, list[Kept], bool] | None:
    """Where the kept words were going, and the words; None when it is not ours."""
    try:
        told = json.loads(kept[:KEPT_MAX]) if kept else {}
        url = local_or(str(told["url"]), "")
        fields = [(str(name), str(value)) for name, value in told["fields"]]
    except (ValueError, KeyError, TypeError):
        return None
    long = [Kept(name, value, len(value) > 100 or "\n" in value) for name, value in fields]
    return (url, long, bool(told.get("file"))) if url else None
