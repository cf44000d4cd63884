from flask import request, url_for
from werkzeug.wrappers.response import Response as AnyResponse

from rmo_web.household import pages
from rmo_web.household.pages import Onward
from rmo_web.kernel import clock, russian, years
from rmo_web.kernel.access import me, permits
from rmo_web.kernel.forms import Form, choices
from rmo_web.kernel.offered import backlog
from rmo_web.kernel.urls import id_in
from rmo_web.self_education.access import Permission
from rmo_web.self_education.blueprint import bp
from rmo_web.self_education.hearing import queries
from rmo_web.self_education.hearing.forms import ReportingForm
from rmo_web.self_education.hearing.wording import REPORTS, TALKS


@bp.route("/reporting", methods=["GET", "POST"])
@permits(Permission.LEAD)
@years.of_a_year
def reporting() -> AnyResponse:
    """Who reports at which meeting; several are put on an agenda at once."""
    page = queries.reporting(years.shown(clock.today()), clock.today())
    people, meetings = queries.options(page)
    form = ReportingForm()
    form.topic_ids.choices, form.meeting_id.choices = choices(people), choices(meetings)

    def put() -> Onward:
        chosen = form.topic_ids.data or ()
        backlog.put(form.meeting_id.data, TALKS, chosen, by=me(), at=clock.now())
        said = russian.plural(len(chosen), *REPORTS)
        return Onward(url_for(".reporting"), f"Поставлено в повестку: {said}.")

    return pages.accepted(form, put, blamed="topic_ids") or pages.show_form(
        "self_education/hearing/reporting.html", form, reporting=page,
        may_put=bool(people and meetings),
    )  # fmt: skip


@bp.post("/reporting/take-off")
@permits(Permission.LEAD)
@years.of_a_year
def take_off_report() -> AnyResponse:
    """One of them is taken off an agenda again."""
    meeting_id, topic_id = (
        request.form.get(name, 0, type=id_in) for name in ("meeting_id", "topic_id")
    )  # fmt: skip

    def take_off() -> Onward:
        backlog.take_off(meeting_id, TALKS, [topic_id], by=me(), at=clock.now())
        return Onward(url_for(".reporting"), "Снято с повестки.")

    return pages.done(Form(), take_off)
