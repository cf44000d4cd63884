import json
from datetime import date

from flask import Response, flash, render_template, request, url_for
from werkzeug.wrappers.response import Response as AnyResponse

from rmo_web.accounts import door, passwords
from rmo_web.accounts import queries as accounts
from rmo_web.accounts.access import Permission
from rmo_web.accounts.blueprint import bp
from rmo_web.accounts.mine import queries, services
from rmo_web.accounts.mine.forms import ChangePasswordForm
from rmo_web.accounts.services import end_sessions
from rmo_web.household import files, pages
from rmo_web.kernel import clock
from rmo_web.kernel.access import me, permits
from rmo_web.kernel.db import end_reading, saving
from rmo_web.kernel.htmx import leave_for, show
from rmo_web.kernel.offered import mydata
from rmo_web.kernel.papers.sheet import said


@bp.get("/me/")
@permits(Permission.KEEP_MINE)
def me_page() -> Response:
    return show("accounts/mine/me.html", person_id=me().person_id)


@bp.get("/me/sign-ins")
@permits(Permission.KEEP_MINE)
def sign_ins() -> Response:
    return show("accounts/mine/sign_ins.html", rows=queries.my_sign_ins(me(), clock.now()))


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
        end_sessions(mine, by=mine, at=clock.now(), but=this)
    flash("Остальные входы завершены.")
    return leave_for(url_for(".sign_ins"))


@bp.route("/me/password", methods=["GET", "POST"])
@permits(Permission.KEEP_MINE)
def change_password() -> AnyResponse:
    form = ChangePasswordForm()
    form.own_words = accounts.own_words(me().account_id)
    end_reading()
    if form.validate_on_submit() and door.is_mine(form, "current"):
        ready = passwords.hashed(form.password.data or "")
        with saving():
            services.change_password(
                ready, sign_in_id=me().sign_in_id, by=me().account_id, at=clock.now()
            )
        flash("Пароль изменён, другие входы завершены.")
        return leave_for(url_for(".me_page"))
    return pages.show_form("accounts/mine/password.html", form)


@bp.post("/me/data")
@permits(Permission.KEEP_MINE)
def my_data() -> Response:
    """Everything the system holds about me, as a file: to read, or for another program."""
    told = mydata.everything(me())
    end_reading()
    with saving():
        services.take_data(by=me().account_id, at=clock.now())
    if request.form.get("for") == "program":
        content = json.dumps(told, ensure_ascii=False, indent=2, default=_for_program)
        return files.as_file(content.encode(), "мои данные.json", "application/json")
    page = render_template("accounts/mine/my_data.html", told=_in_words(told), name=me().name)
    return files.as_file(page.encode(), "мои данные.html", "text/html")


def _for_program(value: object) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)


def _in_words(told: dict[str, list[mydata.Holding]]) -> dict[str, list[dict[str, str]]]:
    return {
        title: [{label: said(value) for label, value in one.items()} for one in held]
        for title, held in told.items()
    }
