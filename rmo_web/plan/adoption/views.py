from flask import abort, url_for
from werkzeug.wrappers.response import Response as AnyResponse

from rmo_web.household import pages
from rmo_web.household.pages import Onward
from rmo_web.kernel import clock, years
from rmo_web.kernel.access import may, me, permits
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
    year, form = years.shown(clock.today()), StateForm()
    plan, may_adopt = plan_of_year(year), may(me(), Permission.ADOPT)

    def go_on() -> Onward:
        told = form.new_state()
        if not may_adopt and rules.is_adoption(plan.state, told.state):
            abort(403)
        services.go_on(plan, told, by=me(), at=clock.now())
        return Onward(url_for(".show_plan"), "Состояние плана изменено.")

    went = pages.accepted(form, go_on, blamed="adoption")
    return went or pages.show_form(
        "plan/adoption/state.html",
        form,
        year=year,
        steps=queries.steps(plan, may_adopt=may_adopt),
    )
