import json
from typing import TYPE_CHECKING, Any

from flask import (
    Response,
    flash,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from werkzeug.wrappers.response import Response as AnyResponse

from rmo_web.accounts import door, mail, passwords, queries, rules, services
from rmo_web.accounts.access import Permission, account_for, person_to_invite
from rmo_web.accounts.blueprint import bp
from rmo_web.accounts.forms import (
    AccountForm,
    ChangePasswordForm,
    ForgotForm,
    InviteForm,
    JoinForm,
    SignInForm,
    StopForm,
)
from rmo_web.household import failures, files
from rmo_web.kernel import clock, russian, site
from rmo_web.kernel.access import me, open_to_all, permits
from rmo_web.kernel.db import let_go, saving
from rmo_web.kernel.errors import Refused, TooOften
from rmo_web.kernel.htmx import leave_for, show
from rmo_web.kernel.offered import mydata
from rmo_web.kernel.urls import local_or

if TYPE_CHECKING:
    from rmo_web.accounts.models import Account


def _address() -> str:
    return request.remote_addr or ""


def _asked(page: str, form: Any, refusal: Refused | None = None, **values: object) -> Response:
    """The page with its form: 422 when something in it is wrong, 429 when that is too often."""
    code = 429 if isinstance(refusal, TooOften) else 422 if form.errors else 200
    response = show(page, "", code=code, form=form, **values)
    if isinstance(refusal, TooOften):
        response.headers["Retry-After"] = str(refusal.seconds)
    return response


@bp.route("/sign-in", methods=["GET", "POST"])
@open_to_all
def sign_in() -> AnyResponse:
    form, refusal = SignInForm(), None
    kept = request.form.get("kept", "")
    onward = local_or(request.form.get("next") or request.args.get("next", ""), "")
    if form.validate_on_submit():
        now = clock.now()
        try:
            account = services.prove(
                form.login.data, form.password.data or "", address=_address(), now=now
            )
        except Refused as said:
            refusal, form.password.errors = said, [str(said)]
        else:
            door.let_in(account, now)
            return _go_on(kept, onward)
    return _asked("accounts/sign_in.html", refusal=refusal, **door.at_the_door(form, kept, onward))


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
        services.sign_out(me().sign_in_id, me().account_id, at=clock.now())
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
            login = services.invited(code, now=clock.now()).login
        except Refused as refusal:
            del session["joining"]
            return show("accounts/dead_code.html", "", code=404, message=str(refusal))
    form.code.data = code
    return _asked("accounts/join.html", form, login=login)


def _use_code() -> AnyResponse:
    form, now = JoinForm(), clock.now()
    try:
        services.count_try(f"join {_address()}", now=now)
        account = services.invited(form.code.data or "", now=now)
        # Whose the code is decides which passwords are too easy.
        login, form.own_words = account.login, queries.own_words(account.id)
        let_go()
        if not form.validate_on_submit():
            return _asked("accounts/join.html", form, login=login)
        ready = passwords.hashed(form.password.data or "")
        with saving():
            services.join(form.code.data or "", ready, at=now)
    except Refused as refusal:
        form.code.errors = [str(refusal)]
        return _asked("accounts/join.html", form, refusal, login="")
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
        return show("accounts/forgot_sent.html")
    return _asked("accounts/forgot.html", form, by_mail=queries.mail_is_on())


# My own


@bp.get("/me/")
@permits(Permission.KEEP_MINE)
def me_page() -> Response:
    return show("accounts/me.html", person_id=me().person_id)


@bp.get("/me/sign-ins")
@permits(Permission.KEEP_MINE)
def sign_ins() -> Response:
    return show("accounts/sign_ins.html", rows=queries.my_sign_ins(me(), clock.now()))


@bp.post("/me/sign-ins/<int:sign_in_id>/end")
@permits(Permission.KEEP_MINE)
def end_one(sign_in_id: int) -> AnyResponse:
    with saving():
        services.end_one(sign_in_id, by=me().account_id, at=clock.now())
    return leave_for(url_for(".sign_ins"))


@bp.post("/me/sign-ins/end-others")
@permits(Permission.KEEP_MINE)
def end_others() -> AnyResponse:
    with saving():
        mine, this = me().account_id, me().sign_in_id
        services.end_sessions(mine, by=mine, at=clock.now(), but=this)
    flash("Остальные входы завершены.")
    return leave_for(url_for(".sign_ins"))


@bp.route("/me/password", methods=["GET", "POST"])
@permits(Permission.KEEP_MINE)
def change_password() -> AnyResponse:
    form, refusal = ChangePasswordForm(), None
    form.own_words = queries.own_words(me().account_id)
    let_go()
    if form.validate_on_submit() and not (refusal := _not_mine(form.current)):
        ready = passwords.hashed(form.password.data or "")
        with saving():
            services.change_password(
                me().account_id, ready, sign_in_id=me().sign_in_id, at=clock.now()
            )
        flash("Пароль изменён, другие входы завершены.")
        return leave_for(url_for(".me_page"))
    return _asked("accounts/password.html", form, refusal)


@bp.post("/me/data")
@permits(Permission.KEEP_MINE)
def my_data() -> Response:
    """Everything the system holds about me, as a file: to read, or for another program."""
    told = mydata.everything(me())
    let_go()
    with saving():
        services.take_data(me().account_id, at=clock.now())
    if request.form.get("for") == "program":
        content = json.dumps(told, ensure_ascii=False, indent=2, default=str)
        return files.as_file(content.encode(), "мои данные.json", "application/json")
    page = render_template("accounts/my_data.html", told=told, name=me().name)
    return files.as_file(page.encode(), "мои данные.html", "text/html")


def _not_mine(field: Any) -> Refused | None:
    """Why this is not the password of whoever acts; the field says it too."""
    try:
        services.prove_again(me().account_id, field.data or "", now=clock.now())
    except Refused as refusal:
        field.errors = [str(refusal)]
        return refusal
    return None


# The head's


@bp.get("/accounts/")
@permits(Permission.KEEP_ACCOUNTS)
def listing() -> Response:
    return show("accounts/listing.html", rows=queries.listing(clock.today()))


@bp.route("/accounts/invite/<int:person_id>", methods=["GET", "POST"])
@permits(Permission.KEEP_ACCOUNTS)
def invite(person_id: int) -> AnyResponse:
    person = person_to_invite(person_id)
    suggested = rules.suggested_login(person.surname, person.given)
    name = f"{person.surname} {person.given} {person.patronymic}".strip()
    let_go()
    form = InviteForm(login=suggested)
    if form.validate_on_submit():
        try:
            return _invited(form, person_id)
        except Refused as refusal:
            form.login.errors = [str(refusal)]
    return _asked("accounts/invite.html", form, name=name, person_id=person_id)


def _invited(form: InviteForm, person_id: int) -> Response:
    now = clock.now()
    with saving(form.once, by=me().account_id) as saved:
        saved.url = url_for(".listing")
        account = services.open_account(
            person_id, form.login.data, form.role.data, by=me().account_id, at=now
        )
        code = services.issue_code(
            account, by=me().account_id, at=now, lasts=rules.INVITATION_LASTS
        )
    return _code_page(account, code)


def _code_page(account: "Account", code: str) -> Response:
    return show(
        "accounts/code.html",
        account=queries.card(account),
        one_time_code=code,
        text=mail.invitation(account, code),
        address=f"{site.here()}/join",
        is_only_here=site.is_only_here(),
        days=russian.plural(rules.INVITATION_LASTS.days, "сутки", "суток", "суток"),
    )


@bp.route("/accounts/<int:account_id>", methods=["GET", "POST"])
@permits(Permission.KEEP_ACCOUNTS)
def edit(account_id: int) -> AnyResponse:
    account = account_for(account_id)
    card = queries.card(account)
    form, refusal = AccountForm(obj=account), None
    let_go()
    if form.validate_on_submit() and not (refusal := _not_mine(form.own_password)):
        try:
            with saving(form.once, by=me().account_id) as saved:
                saved.url = url_for(".listing")
                services.change_role(
                    account_for(account_id), form.role.data, by=me().account_id, at=clock.now()
                )
        except Refused as said:
            form.role.errors = [str(said)]
        else:
            return leave_for(url_for(".listing"))
    stop = StopForm(prefix="stop", formdata=None)
    return _asked("accounts/edit.html", form, refusal, stop=stop, account=card)


@bp.post("/accounts/<int:account_id>/stop")
@permits(Permission.KEEP_ACCOUNTS)
def stop(account_id: int) -> AnyResponse:
    card = queries.card(account_for(account_id))
    form, role = StopForm(prefix="stop"), AccountForm(formdata=None, obj=account_for(account_id))
    let_go()
    if form.validate_on_submit() and not _not_mine(form.own_password):
        with saving():
            services.stop(account_for(account_id), by=me().account_id, at=clock.now())
        flash(f"{card.name}: доступ приостановлен.")
        return leave_for(url_for(".listing"))
    return show("accounts/edit.html", form=role, stop=form, account=card, code=422)


@bp.post("/accounts/<int:account_id>/resume")
@permits(Permission.KEEP_ACCOUNTS)
def resume(account_id: int) -> AnyResponse:
    with saving():
        services.resume(account_for(account_id), by=me().account_id, at=clock.now())
    return leave_for(url_for(".edit", account_id=account_id))


@bp.post("/accounts/<int:account_id>/code")
@permits(Permission.KEEP_ACCOUNTS)
def code(account_id: int) -> AnyResponse:
    """A new one-time code, shown once."""
    with saving():
        account = account_for(account_id)
        if not account.is_active:
            raise Refused("Доступ приостановлен: сначала возобновите его.")
        issued = services.issue_code(
            account, by=me().account_id, at=clock.now(), lasts=rules.INVITATION_LASTS
        )
    return _code_page(account, issued)


@bp.post("/accounts/<int:account_id>/end-sessions")
@permits(Permission.KEEP_ACCOUNTS)
def end_sessions(account_id: int) -> AnyResponse:
    with saving():
        services.end_sessions(account_for(account_id).id, by=me().account_id, at=clock.now())
    flash("Все входы этого человека завершены.")
    return leave_for(url_for(".edit", account_id=account_id))
