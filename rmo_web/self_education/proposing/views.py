from flask import Response, request, url_for
from werkzeug.wrappers.response import Response as AnyResponse

from rmo_web.household import pages
from rmo_web.household.pages import Onward
from rmo_web.kernel import clock, years
from rmo_web.kernel.access import me, permits
from rmo_web.kernel.htmx import show
from rmo_web.kernel.paging import words_asked
from rmo_web.kernel.urls import id_in
from rmo_web.self_education.access import Permission
from rmo_web.self_education.blueprint import bp
from rmo_web.self_education.proposing import queries
from rmo_web.self_education.proposing.forms import NewTopicForm
from rmo_web.self_education.queries import near
from rmo_web.self_education.rules import TITLE_MAX
from rmo_web.self_education.services import propose

PROPOSED = "Тема предложена. Ответ придёт в уведомления; остальное можно заполнить уже теперь."
ENTERED = "Тема внесена."


@bp.route("/new", methods=["GET", "POST"])
@permits(Permission.SEE)
def new() -> AnyResponse:
    """Hers; whoever leads chooses whose."""
    actor, today, form = me(), clock.today(), NewTopicForm()
    known = None if actor.leads else queries.open_topic(actor.person_id)
    form.offer_years(present := years.starts_in(today))
    form.offer_people(queries.people(actor, today) if actor.leads else ())
    if request.method == "GET":
        form.title.data = request.args.get("title", "")[:TITLE_MAX]
        form.first_year.data = form.last_year.data = present
        form.person_id.data = request.args.get("person", 0, type=id_in)

    def put_down() -> Onward:
        told = form.new_topic(0 if actor.leads else actor.person_id)
        made = propose(told, by=actor, at=clock.now(), today=today)
        said = ENTERED if made.entered_by_id else PROPOSED
        return Onward(url_for(".topic", topic_id=made.id), said)

    went = pages.accepted(form, put_down, blamed="title")
    return went or pages.show_form(
        "self_education/proposing/new.html",
        form,
        known=known and (url_for(".topic", topic_id=known[0]), known[1]),
        catalogue=queries.catalogue(),
        asks_whose=actor.leads,
    )


@bp.get("/hints")
@permits(Permission.SEE)
def hints() -> Response:
    """Titles like the one that is being typed, and who works on a near one."""
    said = request.args.get("title", "")[:TITLE_MAX].strip() or words_asked()
    whose = request.args.get("person_id", 0, type=id_in) if me().leads else 0
    return show(
        "self_education/proposing/hints.html",
        "self_education/proposing/_hints.html",
        suggestions=queries.suggestions(said),
        near=near(said, whose or me().person_id, clock.today()) if said else [],
    )
