from flask import flash, url_for
from werkzeug.wrappers.response import Response as AnyResponse

from rmo_web.kernel import clock, years
from rmo_web.kernel.access import me, permits
from rmo_web.kernel.db import saving
from rmo_web.kernel.htmx import leave_for
from rmo_web.plan.access import Permission, plan_of_year
from rmo_web.plan.blueprint import bp
from rmo_web.plan.copying import queries, services
from rmo_web.plan.forms import ChangeReasonForm


@bp.post("/plan/copy")
@permits(Permission.EDIT)
@years.of_a_year
def copy() -> AnyResponse:
    """The plan of the next year from the one on the screen."""
    actor, shown = me(), years.shown(clock.today())
    plan = plan_of_year(shown)
    with saving(ChangeReasonForm().once, by=actor.account_id) as saved:
        saved.url = url_for(".edit_plan", year=shown.starts_in + 1)
        year_id = years.hold_open(years.opened(shown.starts_in + 1).id).id
        services.copy(plan, queries.undone(shown), year_id=year_id, by=actor, at=clock.now())
    years.choose(year_id)
    flash("План составлен по прошлогоднему: посмотрите сроки, докладчиков и отмеченное.")
    return leave_for(saved.url)
