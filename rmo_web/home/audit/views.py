from flask import Response

from rmo_web.home.access import Permission
from rmo_web.home.audit import queries
from rmo_web.home.blueprint import bp
from rmo_web.household import lists
from rmo_web.kernel.access import permits
from rmo_web.kernel.listing import selected


@bp.get("/journal")
@permits(Permission.SEE_JOURNAL)
def journal() -> Response:
    selection = selected()
    sheet, reached = queries.journal(selection)
    return lists.show(sheet, reached, selection, page="home/audit/journal.html", is_counted=False)
