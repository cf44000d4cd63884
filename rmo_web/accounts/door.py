"""Who is at the door: reads the cookie, and keeps what was typed when the session is over."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from flask import Response, g, redirect, request, session, url_for
from werkzeug.wrappers import Request
from werkzeug.wrappers.response import Response as AnyResponse

from rmo_web.accounts import queries, services
from rmo_web.accounts.forms import SignInForm
from rmo_web.accounts.models import BROWSER_MAX, Account
from rmo_web.household import failures, outbox, symptoms
from rmo_web.household.failures import Kept, typed
from rmo_web.kernel import clock
from rmo_web.kernel.access import Actor, Role, login_manager, me
from rmo_web.kernel.db import SAFE_METHODS, end_reading, saving
from rmo_web.kernel.errors import Refused
from rmo_web.kernel.forms import Form
from rmo_web.kernel.htmx import page_behind, refuse, show, wants_fragment
from rmo_web.kernel.urls import local_or
from rmo_web.members import queries as members

SEEN_EVERY = timedelta(minutes=1)
KEPT_MAX = 900_000  # bytes: signing in must fit into one request
POLLED = {"notices.count"}  # pages ask by themselves: nobody need be there


@login_manager.request_loader  # type: ignore[untyped-decorator]
def who(_: Request) -> Actor | None:
    """The person whose token the cookie holds; the time of idling stands in the signed cookie."""
    token = session.get("token")
    if not token:
        return None
    now = clock.now()
    seen_at = datetime.fromtimestamp(session.get("seen", 0), UTC)
    actor = queries.actor_of(services.digest(token), now, seen_at)
    if request.method not in SAFE_METHODS:
        end_reading()
    if actor and now - seen_at > SEEN_EVERY and request.endpoint not in POLLED:
        session["seen"] = int(now.timestamp())
    return actor


def let_in(account: Account, now: datetime) -> None:
    """Begin a session with a fresh cookie: the one before it is over, here and in the database."""
    browser, address = (request.user_agent.string or "")[:BROWSER_MAX], request.remote_addr or ""
    old, is_head = services.digest(session.get("token", "")), account.role is Role.HEAD
    with saving():
        services.leave_behind(old, at=now)
        token = services.sign_in(account, address=address, browser=browser, at=now)
    session.clear()
    g.pop("csrf_token", None)  # the one made for the form just sent belongs to the old cookie
    session["token"] = token
    session["seen"] = int(now.timestamp())
    if is_head:
        symptoms.note(now)


@login_manager.unauthorized_handler  # type: ignore[untyped-decorator]
def to_the_door() -> AnyResponse:
    """Sign in first; what was typed goes along."""
    if request.method in SAFE_METHODS:
        return _show_the_way()
    if wants_fragment():
        words = "Вы вышли, но написанное осталось на этой странице."
        return refuse(words, code=401, name="accounts/signing_in/_signed_out.html")
    kept = "" if request.endpoint == "accounts.sign_out" else _packed()
    if len(kept.encode()) > KEPT_MAX:
        words = "Скопируйте написанное отсюда, войдите и вставьте: переслать столько нельзя."
        return failures.page("Вы вышли, но ничего не потеряно", words, 401, kept=failures.written())
    form = SignInForm(formdata=None)
    return show("accounts/signing_in/sign_in.html", "", code=401, form=form, **at_the_door(kept))


def _show_the_way() -> AnyResponse:
    if wants_fragment() and request.endpoint in POLLED:
        return Response(status=204)  # to be led away here would lose what is being typed
    here = page_behind()
    door = url_for("accounts.sign_in") + ("" if here == "/" else f"?{urlencode({'next': here})}")
    if wants_fragment():
        return Response(status=401, headers={"HX-Redirect": door})
    return redirect(door, code=303)


def at_the_door(kept: str = "", onward: str = "") -> dict[str, Any]:
    """What the sign-in page shows beside its form."""
    is_example = members.is_example()
    return {
        "kept": kept,
        "onward": local_or(onward, ""),
        "accounts": queries.example_accounts() if is_example else [],
        "password": queries.demo_password() if is_example else "",
        "by_mail": outbox.is_on(),
    }


def _packed() -> str:
    told = {
        "url": request.full_path.rstrip("?"),
        "fields": [(one.name, one.value) for one in typed()],
        "file": failures.has_file(),
    }
    return json.dumps(told, ensure_ascii=False)


def unpacked(kept: str) -> tuple[str, list[Kept], bool] | None:
    """Where the kept words were going, and the words; None when it is not ours."""
    try:
        told = json.loads(kept) if kept else {}
        url = local_or(str(told["url"]), "")
        fields = [(str(name), str(value)) for name, value in told["fields"]]
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
    long = [Kept(name, value, len(value) > 100 or "\n" in value) for name, value in fields]
    return (url, long, bool(told.get("file"))) if url else None


def is_mine(form: Form, name: str) -> bool:
    """Whether the field of this name has the password of whoever acts; if not, it says why."""
    try:
        services.prove_again(form[name].data or "", by=me().account_id, at=clock.now())
    except Refused as refusal:
        form.blame(refusal, name)
    return form.refusal is None
