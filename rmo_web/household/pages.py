"""Pages of a form: what the accepted one does and where it leads, and what is shown before."""

from collections.abc import Callable
from typing import Any, NamedTuple

from flask import Flask, Response, flash, request
from flask_login import current_user
from werkzeug.wrappers.response import Response as AnyResponse

from rmo_web.household import drafts
from rmo_web.kernel.access import me
from rmo_web.kernel.db import SAFE_METHODS, saving, where_it_led
from rmo_web.kernel.errors import Refused, TooOften
from rmo_web.kernel.forms import Form, sending
from rmo_web.kernel.htmx import leave_for, show
from rmo_web.kernel.urls import here


class Onward(NamedTuple):
    """Where an accepted form leads, and what is said there of what was done."""

    url: str
    said: str = ""


Act = Callable[[], Onward]


def lead_on(app: Flask) -> None:
    """What was accepted leads on when it is sent again, whatever its record has become since.

    A form that names a version is looked at first: somebody else may have changed the record.
    """

    @app.before_request
    def lead() -> AnyResponse | None:
        is_sent = request.endpoint and request.method not in SAFE_METHODS
        if not is_sent or not current_user.is_authenticated or request.form.get("version"):
            return None
        once = sending()
        url = once and where_it_led(once, by=me().account_id)
        return leave_for(url) if url else None


def accepted(
    form: Form, act: Act, *, blamed: str, stored: Any = None, version: int | str | None = None
) -> AnyResponse | None:
    """Where the form leads once it is sent, in order and done; until then None: show it.

    A form that changes a record names what is `stored`, with its version where that stands
    elsewhere: one from an older page shows both texts. A refusal is said beside the field it
    speaks of, else beside the one that is `blamed`; nothing of the act is kept then.
    """
    if stored is None:
        is_ready = form.validate_on_submit()
    else:
        is_ready = form.may_be_kept(stored, stored.version if version is None else version)
    return unless_refused(form, lambda: done(form, act), blamed=blamed) if is_ready else None


def done(form: Form, act: Act) -> AnyResponse:
    """Do it once, all of it or nothing, its drafts dropped; say it and go on."""
    actor = me()
    with saving(form.once, by=actor.account_id) as saved:
        saved.url, said = act()
        for key in form.drafts.values():
            drafts.drop(actor, key)
    if said:
        flash(said)
    return leave_for(saved.url)


def unless_refused(
    form: Form, answer: Callable[[], AnyResponse], *, blamed: str
) -> AnyResponse | None:
    """The answer; None when it is refused, and the form says why."""
    try:
        return answer()
    except Refused as refusal:
        form.blame(refusal, blamed)
        return None


def show_form(page: str, form: Form, fragment: str = "", **values: object) -> Response:
    """The page of the form as it was drawn or sent; newly opened it offers its `drafts`."""
    if form.drafts:
        is_opened = request.method in SAFE_METHODS
        values["drafts"] = {
            name: drafts.kept(me(), key) if is_opened else None for name, key in form.drafts.items()
        }
    return with_patience(form, show(page, fragment, code=form.answer_code, form=form, **values))


def show_fields(
    form: Form, title: str, *, back: str, lead: str = "", press: str = "Сохранить",
    icon_name: str = "check", leave: str = "Не сохранять", is_wide: bool = False,
) -> Response:  # fmt: skip
    """The page of a form that is its fields in their order, each with its `description`.

    `lead` stands under the title; the button says `press`; `back` is where one goes who `leave`s.
    """
    return show_form(
        "_form.html", form, fields=form.asked_fields(), title=title, url=here(), back=back,
        lead=lead, press=press, icon_name=icon_name, leave=leave, is_wide=is_wide,
    )  # fmt: skip


def with_patience(form: Form, answer: Response) -> Response:
    """The answer, which says when to come back where the form was tried too often."""
    if isinstance(form.refusal, TooOften):
        answer.headers["Retry-After"] = str(form.refusal.seconds)
    return answer
