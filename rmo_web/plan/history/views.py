from flask import Response, request
from werkzeug.wrappers.response import Response as AnyResponse

from rmo_web.household import pages
from rmo_web.household.pages import Onward
from rmo_web.kernel import clock, years
from rmo_web.kernel.access import me, permits
from rmo_web.kernel.forms import Form
from rmo_web.kernel.htmx import show
from rmo_web.kernel.urls import id_in
from rmo_web.plan.access import Permission, plan_of_year
from rmo_web.plan.blueprint import bp
from rmo_web.plan.history import queries, services
from rmo_web.plan.queries import edit_url


@bp.post("/plan/undo")
@permits(Permission.EDIT)
@years.of_a_year
def undo() -> AnyResponse:
    """Take the newest change back, when it is still the one that the button named."""
    actor, year, named = me(), years.shown(clock.today()), request.form.get("change", 0, type=id_in)
    plan = plan_of_year(year)

    def take_back() -> Onward:
        row_id = services.undo(plan, named, by=actor, at=clock.now()).row_id
        return Onward(edit_url(f"row-{row_id}" if row_id else ""), "Правка отменена.")

    return pages.done(Form(), take_back)


@bp.get("/plan/changes")
@permits(Permission.SEE)
@years.of_a_year
def changes() -> Response:
    """What was changed after the plan had been adopted."""
    year = years.shown(clock.today())
    changes = queries.amendments(plan_of_year(year).id)
    return show("plan/history/changes.html", changes=changes, year=year)
