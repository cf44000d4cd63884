from flask import Response

from rmo_web.home.access import Permission
from rmo_web.home.blueprint import bp
from rmo_web.household import symptoms
from rmo_web.kernel import clock, russian, years
from rmo_web.kernel.access import me, permits
from rmo_web.kernel.htmx import show
from rmo_web.kernel.offered import waiting as tasks
from rmo_web.kernel.offered.ribbon import ribbon
from rmo_web.meetings.year.queries import next_meeting
from rmo_web.plan import queries as plan
from rmo_web.self_education.log.queries import topic_to_log


@bp.get("/")
@permits(Permission.SEE_HOME)
@years.of_a_year
def index() -> Response:
    today = clock.today()
    year = years.chosen(today)
    return show(
        "home/index.html",
        greeting=me().given,
        topic=topic_to_log(me()),
        symptoms=symptoms.shown() if me().is_head else [],
        today=f"{russian.weekday(today)}, {russian.day_in_words(today)}",
        ribbon=ribbon(year, today) if year else None,
        waiting=tasks.listed(tasks.of(me(), year, today)),
        meeting=next_meeting(year, today) if year else None,
        summary=plan.summary(year) if year else None,
    )


@bp.get("/waiting")
@permits(Permission.SEE_HOME)
@years.of_a_year
def waiting() -> Response:
    """The list of what waits, asked anew after a deed, with what is said of the deed."""
    today = clock.today()
    listed = tasks.listed(tasks.of(me(), years.chosen(today), today))
    return show("home/_waiting.html", waiting=listed, is_renewed=True)
