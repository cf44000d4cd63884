from flask import Response

from rmo_web.home.access import Permission
from rmo_web.home.audit import queries
from rmo_web.home.blueprint import bp
from rmo_web.kernel import paging
from rmo_web.kernel.access import permits
from rmo_web.kernel.htmx import show


@bp.get("/journal")
@permits(Permission.SEE_JOURNAL)
def journal() -> Response:
    number = paging.page_asked()
    words = paging.words_asked()
    rows = queries.lines(
        limit=paging.PER_PAGE + 1,
        offset=(number - 1) * paging.PER_PAGE,
        words=words,
    )
    seen = (number - 1) * paging.PER_PAGE + len(rows)
    return show(
        "home/audit/journal.html",
        "home/audit/_journal.html",
        rows=rows[: paging.PER_PAGE],
        pages=paging.pages(number, seen),
        q=words,
    )
