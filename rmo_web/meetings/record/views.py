from flask import Response

from rmo_web.household import lists
from rmo_web.kernel import clock, years
from rmo_web.kernel.access import permits
from rmo_web.kernel.listing import selected
from rmo_web.meetings.access import Permission
from rmo_web.meetings.blueprint import bp
from rmo_web.meetings.record import queries
from rmo_web.meetings.wording import TALKS


@bp.get("/meetings/talks")
@permits(Permission.SEE)
@years.of_a_year
def talks() -> Response:
    """The talks of a year: what its signed minutes prove."""
    year, asked = years.shown(clock.today()), selected(files=("xlsx", "docx"))
    sheet, total = queries.talks_of_year(asked, year)
    nothing = "Выступлений ещё нет", "Они появятся здесь, когда протокол заседания подпишут."
    return lists.show(sheet, total, asked, forms=TALKS, nothing=nothing)
