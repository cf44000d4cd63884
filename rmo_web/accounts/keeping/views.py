from flask import Response, flash, url_for
from werkzeug.wrappers.response import Response as AnyResponse

from rmo_web.accounts import door, mail, rules
from rmo_web.accounts import services as accounts
from rmo_web.accounts.access import Permission, account_for
from rmo_web.accounts.blueprint import bp
from rmo_web.accounts.keeping import queries, services
from rmo_web.accounts.keeping.forms import AccountForm, InviteForm, StopForm
from rmo_web.accounts.models import Account
from rmo_web.household import pages
from rmo_web.household.pages import Onward
from rmo_web.kernel import clock, russian, site
from rmo_web.kernel.access import me, permits
from rmo_web.kernel.db import end_reading, saving
from rmo_web.kernel.errors import Refused
from rmo_web.kernel.htmx import leave_for, show
from rmo_web.members.access import person_for


@bp.get("/accounts/")
@permits(Permission.KEEP_ACCOUNTS)
def listing() -> Response:
    return show("accounts/keeping/listing.html", sheet=queries.listing(clock.today()))


@bp.route("/accounts/invite/<int:person_id>", methods=["GET", "POST"])
@permits(Permission.KEEP_ACCOUNTS)
def invite(person_id: int) -> AnyResponse:
    person = person_for(me(), person_id)
    suggested = rules.suggested_login(person.surname, person.given)
    name = person.name.full
    end_reading()
    form, went = InviteForm(login=suggested), None
    if form.validate_on_submit():
        went = pages.unless_refused(form, lambda: _invited(form, person_id), blamed="login")
    return went or pages.show_form(
        "accounts/keeping/invite.html", form, name=name, person_id=person_id
    )


def _invited(form: InviteForm, person_id: int) -> Response:
    now = clock.now()
    with saving(form.once, by=me().account_id) as saved:
        saved.url = url_for(".listing")
        account = accounts.open_account(
            person_id, form.login.data, form.role.data, by=me().account_id, at=now
        )
        code = accounts.issue_code(
            account, by=me().account_id, at=now, lasts=rules.INVITATION_LASTS
        )
    return _code_page(account, code)


def _code_page(account: Account, code: str) -> Response:
    return show(
        "accounts/keeping/code.html",
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
    form, went = AccountForm(obj=account), None
    end_reading()

    def change() -> Onward:
        by, at = me().account_id, clock.now()
        services.change_role(account_for(account_id), form.role.data, by=by, at=at)
        return Onward(url_for(".listing"))

    if form.validate_on_submit() and door.is_mine(form, "own_password"):
        went = pages.unless_refused(form, lambda: pages.done(form, change), blamed="role")
    stop = StopForm(prefix="stop", formdata=None)
    return went or pages.show_form("accounts/keeping/edit.html", form, stop=stop, account=card)


@bp.post("/accounts/<int:account_id>/stop")
@permits(Permission.KEEP_ACCOUNTS)
def stop(account_id: int) -> AnyResponse:
    card = queries.card(account_for(account_id))
    form, role = StopForm(prefix="stop"), AccountForm(formdata=None, obj=account_for(account_id))
    end_reading()
    if form.validate_on_submit() and door.is_mine(form, "own_password"):
        with saving():
            services.stop(account_for(account_id), by=me().account_id, at=clock.now())
        flash(f"{card.name}: доступ приостановлен.")
        return leave_for(url_for(".listing"))
    page = show(
        "accounts/keeping/edit.html", form=role, stop=form, account=card, code=form.answer_code
    )
    return pages.with_patience(form, page)


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
        issued = accounts.issue_code(
            account, by=me().account_id, at=clock.now(), lasts=rules.INVITATION_LASTS
        )
    return _code_page(account, issued)


@bp.post("/accounts/<int:account_id>/end-sessions")
@permits(Permission.KEEP_ACCOUNTS)
def end_sessions(account_id: int) -> AnyResponse:
    with saving():
        accounts.end_sessions(account_for(account_id).id, by=me().account_id, at=clock.now())
    flash("Все входы этого человека завершены.")
    return leave_for(url_for(".edit", account_id=account_id))
