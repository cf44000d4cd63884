from flask import Response, request

from rmo_web.help_requests.access import Permission
from rmo_web.help_requests.blueprint import bp
from rmo_web.help_requests.queries import is_consultant
from rmo_web.help_requests.queue import queries
from rmo_web.help_requests.queue.queries import QueueFilter
from rmo_web.help_requests.queue.rules import Tab
from rmo_web.help_requests.queue.wording import NOTHING, ORDERS
from rmo_web.kernel import clock, paging, years
from rmo_web.kernel.access import may, me, permits
from rmo_web.kernel.htmx import show, wants_fragment
from rmo_web.kernel.urls import id_in


@bp.get("/")
@permits(Permission.ASK)
@years.of_a_year
def index() -> Response:
    """The queue of whoever answers; what she has asked for everybody else."""
    if not is_consultant(me()):
        return _mine("help_requests/queue/mine.html", is_consultant=False)
    chosen, number, today = _chosen(), paging.page_asked(), clock.today()
    rows, reached = queries.queue(me(), chosen, years.shown(today), today=today, page=number)
    return show(
        "help_requests/queue/queue.html",
        "help_requests/queue/_rows.html",
        rows=rows,
        chosen=chosen,
        tabs=queries.tabs(me(), chosen, years.shown(today), today=today),
        empty=_nothing(chosen),
        pages=paging.pages(number, reached),
        filters=queries.filters() if not wants_fragment() else None,
        orders=ORDERS,
        may_record=may(me(), Permission.RECORD),
    )


def _nothing(chosen: QueueFilter) -> tuple[str, str]:
    if chosen.is_filtered:
        return "Ничего не нашлось", "Проверьте слова или снимите отбор."
    return NOTHING[chosen.tab]


def _chosen() -> QueueFilter:
    said = request.args
    usual = Tab.NEW if me().leads else Tab.MINE
    return QueueFilter(
        tab=Tab(said["tab"]) if said.get("tab") in set(Tab) else usual,
        q=paging.words_asked(),
        rubric_id=said.get("rubric", 0, type=id_in),
        organisation_id=said.get("school", 0, type=id_in),
        order=said.get("order", "") if said.get("order") in ORDERS else "",
    )


@bp.get("/mine")
@permits(Permission.ASK)
def mine() -> Response:
    return _mine("help_requests/queue/mine.html", is_consultant=is_consultant(me()))


def _mine(page: str, *, is_consultant: bool) -> Response:
    number = paging.page_asked()
    rows, reached = queries.mine(me(), today=clock.today(), page=number)
    pages = paging.pages(number, reached)
    return show(page, rows=rows, pages=pages, is_consultant=is_consultant)
