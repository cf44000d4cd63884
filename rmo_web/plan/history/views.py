from flask import Response, flash, request
from werkzeug.wrappers.response import Response as AnyResponse

from rmo_web.kernel import clock, years
from rmo_web.kernel.access import me, permits
from rmo_web.kernel.db import saving
from rmo_web.kernel.htmx import leave_for, show
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
    with saving():
        row_id = services.undo(plan, named, by=actor, at=clock.now()).row_id
    flash("Правка отменена.")
    return leave_for(edit_url(f"row-{row_id}" if row_id else ""))


@bp.get("/plan/changes")
@permits(Permission.SEE)
@years.of_a_year
def changes() -> Response:
    """What was changed after the plan had been adopted."""
    year = years.shown(clock.today())
    changes = queries.amendments(plan_of_year(year).id)
    return show("plan/history/changes.html", changes=changes, year=year)
