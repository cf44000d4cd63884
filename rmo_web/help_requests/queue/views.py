from flask import Response

from rmo_web.help_requests.access import Permission
from rmo_web.help_requests.blueprint import bp
from rmo_web.help_requests.queries import is_consultant
from rmo_web.help_requests.queue import queries
from rmo_web.help_requests.queue.queries import QueueFilter
from rmo_web.help_requests.queue.rules import Tab
from rmo_web.help_requests.queue.wording import NOTHING
from rmo_web.kernel import clock, paging, years
from rmo_web.kernel.access import may, me, permits
from rmo_web.kernel.htmx import show
from rmo_web.kernel.listing import around, selected


@bp.get("/")
@permits(Permission.ASK)
@years.of_a_year
def index() -> Response:
    """The queue of whoever answers; what she has asked for everybody else."""
    if not is_consultant(me()):
        return _mine("help_requests/queue/mine.html", is_consultant=False)
    today, usual = clock.today(), Tab.NEW if me().leads else Tab.MINE
    asked = selected(*queries.filters(usual))
    chosen = QueueFilter(asked["tab"], asked.q, asked["rubric"], asked["school"], asked["order"])
    rows, reached = queries.queue(me(), chosen, years.shown(today), today=today, page=asked.page)
    return show(
        "help_requests/queue/queue.html",
        "help_requests/queue/_rows.html",
        rows=rows,
        around=around(asked, reached, nothing=NOTHING[chosen.tab], is_counted=False),
        tabs=queries.tabs(me(), chosen, years.shown(today), today=today),
        may_record=may(me(), Permission.RECORD),
    )


@bp.get("/mine")
@permits(Permission.ASK)
def mine() -> Response:
    return _mine("help_requests/queue/mine.html", is_consultant=is_consultant(me()))


def _mine(page: str, *, is_consultant: bool) -> Response:
    number = paging.page_asked()
    rows, reached = queries.mine(me(), today=clock.today(), page=number)
    pages = paging.pages(number, reached, is_counted=False)
    return show(page, rows=rows, pages=pages, is_consultant=is_consultant)
