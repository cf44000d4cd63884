from flask import Blueprint, Response, request, url_for
from werkzeug.wrappers.response import Response as AnyResponse

from rmo_web.home import queries
from rmo_web.home.access import Permission
from rmo_web.kernel import clock, paging, russian, schoolyear
from rmo_web.kernel.access import me, permits
from rmo_web.kernel.htmx import leave_for, show
from rmo_web.kernel.ribbon import ribbon
from rmo_web.kernel.urls import local_or
from rmo_web.meetings import queries as meetings
from rmo_web.plan import queries as plan

bp = Blueprint("home", __name__)


@bp.get("/")
@permits(Permission.SEE_HOME)
def index() -> Response:
    today = clock.today()
    year = schoolyear.chosen(today)
    return show(
        "home/index.html",
        greeting=me().given,
        today=f"{russian.weekday(today)}, {russian.day_in_words(today)}",
        ribbon=ribbon(year, today) if year else None,
        waiting=queries.waiting(me(), year, today),
        meeting=meetings.next_meeting(year, today) if year else None,
        summary=plan.summary(year) if year else None,
    )


@bp.post("/year")
@permits(Permission.SEE_HOME)
def choose_year() -> AnyResponse:
    schoolyear.choose(request.form.get("year_id", 0, type=int))
    return leave_for(local_or(request.form.get("next", ""), url_for(".index")))


@bp.get("/journal")
@permits(Permission.SEE_JOURNAL)
def journal() -> Response:
    number = paging.page_asked()
    words = request.args.get("q", "")
    rows = queries.journal_lines(
        clock.local,
        limit=paging.PER_PAGE + 1,
        offset=(number - 1) * paging.PER_PAGE,
        words=words,
    )
    seen = (number - 1) * paging.PER_PAGE + len(rows)
    return show(
        "home/journal.html",
        "home/_journal.html",
        rows=rows[: paging.PER_PAGE],
        pages=paging.pages(number, seen),
        q=words,
    )
