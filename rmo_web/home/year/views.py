from flask import Response, request, url_for
from werkzeug.wrappers.response import Response as AnyResponse

from rmo_web.home.access import Permission
from rmo_web.home.blueprint import bp
from rmo_web.home.year import queries, services
from rmo_web.household import pages
from rmo_web.household.pages import Onward
from rmo_web.kernel import clock, years
from rmo_web.kernel.access import me, permits
from rmo_web.kernel.forms import Form
from rmo_web.kernel.htmx import leave_for, show
from rmo_web.kernel.offered import rollover
from rmo_web.kernel.urls import id_in, local_or


@bp.post("/year")
@permits(Permission.SEE_HOME)
def choose_year() -> AnyResponse:
    years.choose(request.form.get("year_id", 0, type=id_in))
    # No year is named: the switch says it.
    return leave_for(local_or(request.form.get("next", ""), url_for(".index", year=None)))


@bp.get("/year/end")
@permits(Permission.CLOSE_YEAR)
@years.of_a_year
def end_of_year() -> Response:
    """What is still open in the year, and what would move: nothing changes yet."""
    today = clock.today()
    year = years.shown(today)
    remains = rollover.still_open(year, today)
    return show(
        "home/year/year.html",
        year=year,
        following=queries.following(year),
        remains=remains,
        hindrance=rollover.hindrance(remains),
    )


@bp.post("/year/close")
@permits(Permission.CLOSE_YEAR)
@years.of_a_year
def close_year() -> AnyResponse:
    year, moved = years.shown(clock.today()), set(request.form.getlist("move"))

    def close() -> Onward:
        following = services.close_year(year, moved, by=me(), at=clock.now())
        years.choose(following.id)
        said = f"{year.title} учебный год закрыт. Перед вами следующий."
        return Onward(url_for("plan.show_plan", year=following.starts_in), said)

    return pages.done(Form(), close)


@bp.post("/year/open")
@permits(Permission.CLOSE_YEAR)
@years.of_a_year
def open_year() -> AnyResponse:
    """Open a year that was closed too early."""
    year = years.shown(clock.today())

    def open_again() -> Onward:
        services.open_again(year, by=me(), at=clock.now())
        return Onward(url_for("plan.show_plan"))

    return pages.done(Form(), open_again)
