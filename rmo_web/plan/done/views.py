from flask import Response, abort

from rmo_web.kernel import clock, years
from rmo_web.kernel.access import me, permits
from rmo_web.kernel.htmx import show
from rmo_web.plan.access import Permission
from rmo_web.plan.blueprint import bp
from rmo_web.plan.done import queries
from rmo_web.plan.queries import page


@bp.get("/plan/fact")
@permits(Permission.SEE)
@years.of_a_year
def fact() -> Response:
    """План–факт: what became of every row, and how many of each."""
    year = years.shown(clock.today())
    shown = page(year, me())
    if shown is None:
        abort(404)
    return show("plan/done/fact.html", year=year, plan=shown, counts=queries.state_counts(shown))
