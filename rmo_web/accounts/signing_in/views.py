from flask import Response, flash, redirect, request, session, url_for
from werkzeug.wrappers.response import Response as AnyResponse

from rmo_web.accounts import door, mail, passwords, queries
from rmo_web.accounts import services as accounts
from rmo_web.accounts.access import Permission
from rmo_web.accounts.blueprint import bp
from rmo_web.accounts.forms import SignInForm
from rmo_web.accounts.signing_in import services
from rmo_web.accounts.signing_in.forms import ForgotForm, JoinForm
from rmo_web.household import failures, outbox, pages
from rmo_web.kernel import clock
from rmo_web.kernel.access import me, open_to_all, permits
from rmo_web.kernel.db import end_reading, saving
from rmo_web.kernel.errors import Refused
from rmo_web.kernel.htmx import leave_for, show
from rmo_web.kernel.urls import local_or


def _address() -> str:
    return request.remote_addr or ""


@bp.route("/sign-in", methods=["GET", "POST"])
@open_to_all
def sign_in() -> AnyResponse:
    form = SignInForm()
    kept = request.form.get("kept", "")
    onward = local_or(request.form.get("next") or request.args.get("next", ""), "")
    if form.validate_on_submit():
        now = clock.now()
        try:
            account = services.prove(
                form.login.data, form.password.data or "", address=_address(), at=now
            )
        except Refused as refusal:
            form.blame(refusal, "password")
        else:
            door.let_in(account, now)
            return _go_on(kept, onward)
    return pages.show_form(
        "accounts/signing_in/sign_in.html", form, **door.at_the_door(kept, onward)
    )


def _go_on(kept: str, onward: str) -> AnyResponse:
    if went := door.unpacked(kept):
        url, typed, has_file = went
        words = "Вы снова вошли. Осталось отправить то, что вы написали."
        return failures.resend_to(url, typed, "Ничего не потеряно", words, 200, has_file=has_file)
    return leave_for(onward or url_for("home.index"))


@bp.post("/sign-out")
@permits(Permission.KEEP_MINE)
def sign_out() -> AnyResponse:
    with saving():
        services.sign_out(me().sign_in_id, by=me().account_id, at=clock.now())
    session.clear()
    response = leave_for(url_for(".sign_in"))
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


@bp.get("/join/<string:code>")
@open_to_all
def join_by_link(code: str) -> AnyResponse:
    """The code leaves the address at once: addresses are remembered by browsers and logs."""
    session["joining"] = code[:80]
    return redirect(url_for(".join"), code=303)


@bp.route("/join", methods=["GET", "POST"])
@open_to_all
def join() -> AnyResponse:
    return _use_code() if request.method == "POST" else _ask_for_code()


def _ask_for_code() -> Response:
    form, login = JoinForm(), ""
    if code := session.get("joining", ""):
        try:
            login = services.invited(code, at=clock.now()).login
        except Refused as refusal:
            del session["joining"]
            return show("accounts/signing_in/dead_code.html", "", code=404, message=str(refusal))
    form.code.data = code
    return pages.show_form("accounts/signing_in/join.html", form, login=login)


def _use_code() -> AnyResponse:
    form, now = JoinForm(), clock.now()
    try:
        accounts.count_try(f"join {_address()}", at=now)
        account = services.invited(form.code.data or "", at=now)
        # Whose the code is decides which passwords are too easy.
        login, form.own_words = account.login, queries.own_words(account.id)
        end_reading()
        if not form.validate_on_submit():
            return pages.show_form("accounts/signing_in/join.html", form, login=login)
        ready = passwords.hashed(form.password.data or "")
        with saving():
            services.join(form.code.data or "", ready, at=now)
    except Refused as refusal:
        form.blame(refusal, "code")
        return pages.show_form("accounts/signing_in/join.html", form, login="")
    door.let_in(account, now)
    flash(f"Готово. Ваш логин: {login}.")
    return leave_for(url_for("home.index"))


@bp.route("/forgot", methods=["GET", "POST"])
@open_to_all
def forgot() -> AnyResponse:
    """The same answer for every login, there or not."""
    form = ForgotForm()
    if form.validate_on_submit():
        mail.send_reset(form.login.data, address=_address(), at=clock.now())
        return show("accounts/signing_in/forgot_sent.html")
    return pages.show_form("accounts/signing_in/forgot.html", form, by_mail=outbox.is_on())
