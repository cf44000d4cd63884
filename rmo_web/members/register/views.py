from flask import Response

from rmo_web.kernel import clock
from rmo_web.kernel.access import may, me, permits
from rmo_web.kernel.htmx import show
from rmo_web.kernel.listing import around, selected
from rmo_web.members import wording
from rmo_web.members.access import Permission
from rmo_web.members.blueprint import bp
from rmo_web.members.register import queries

NOBODY = "Никого не нашлось", "Проверьте имя или снимите отбор."


@bp.get("/")
@permits(Permission.SEE)
def register() -> Response:
    asked = selected(*queries.filters(me(), clock.today()))
    rows, total = queries.register(me(), asked, today=clock.today())
    return show(
        "members/register/register.html",
        "members/register/_rows.html",
        rows=rows,
        around=around(asked, total, count=wording.people(total), nothing=NOBODY, not_found=NOBODY),
        may_keep=may(me(), Permission.KEEP),
    )
