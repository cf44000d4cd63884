from flask import abort, flash, request, url_for
from werkzeug.wrappers.response import Response as AnyResponse

from rmo_web.kernel import clock, years
from rmo_web.kernel.access import may, me, permits
from rmo_web.kernel.db import saving
from rmo_web.kernel.errors import Refused
from rmo_web.kernel.htmx import leave_for, show
from rmo_web.plan import rules
from rmo_web.plan.access import Permission, plan_of_year
from rmo_web.plan.adoption import queries, services
from rmo_web.plan.adoption.forms import StateForm
from rmo_web.plan.blueprint import bp


@bp.route("/plan/state", methods=["GET", "POST"])
@permits(Permission.EDIT)
@years.of_a_year
def state() -> AnyResponse:
    """Adopted by the minutes, approved, over; one step back."""
    year, actor, form = years.shown(clock.today()), me(), StateForm()
    plan, may_adopt = plan_of_year(year), may(actor, Permission.ADOPT)
    if request.method == "POST" and form.validate():
        if not may_adopt and rules.is_adoption(plan.state, form.new_state().state):
            abort(403)
        try:
            with saving(form.once, by=actor.account_id) as saved:
                saved.url = url_for(".show_plan")
                services.go_on(plan, form.new_state(), by=actor, at=clock.now())
            flash("Состояние плана изменено.")
            return leave_for(saved.url)
        except Refused as refusal:
            form.blame(refusal, "adoption")
    return show(
        "plan/adoption/state.html",
        form=form,
        year=year,
        steps=queries.steps(plan, may_adopt=may_adopt),
        code=form.answer_code,
    )
