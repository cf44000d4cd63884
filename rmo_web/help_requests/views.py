from flask import request, url_for
from werkzeug.wrappers.response import Response as AnyResponse

from rmo_web.help_requests import queries, rules, services
from rmo_web.help_requests.access import Permission
from rmo_web.help_requests.blueprint import bp
from rmo_web.help_requests.forms import AskForm
from rmo_web.household import files, pages, throttle
from rmo_web.household.pages import Onward
from rmo_web.kernel import clock, years
from rmo_web.kernel.access import me, permits
from rmo_web.kernel.db import end_reading
from rmo_web.kernel.forms import choices
from rmo_web.kernel.urls import id_in


@bp.route("/new", methods=["GET", "POST"])
@permits(Permission.ASK)
@files.takes_several
def ask() -> AnyResponse:
    form, went = AskForm(today=clock.today()), None
    form.drafts = {"question": "help_requests.new"}
    form.files.wait_at(rules.UPLOADS, me().account_id)
    form.rubric_id.choices = choices(queries.rubric_options(), "выберите")
    if request.method == "GET":
        form.rubric_id.data = request.args.get("rubric", 0, type=id_in)
        form.question.data = request.args.get("question", "")[: rules.QUESTION_MAX]
    elif form.validate():
        went = pages.unless_refused(form, lambda: _ask(form), blamed="question")
    if went:
        return went
    form.files.keep(clock.now())
    return pages.show_form("help_requests/ask.html", form)


def _ask(form: AskForm) -> AnyResponse:
    actor, now = me(), clock.now()
    new, year = form.new_request(), years.of_day(clock.today())
    end_reading()
    throttle.count(
        f"ask:{actor.account_id}", most=rules.ASKED_AT_MOST, within=rules.ASKED_WITHIN, at=now
    )

    def send() -> Onward:
        made = services.ask(new, year_id=year.id, by=actor, at=now, today=clock.today())
        form.files.spend()
        url = url_for(".card", request_id=made.id)
        return Onward(url, "Заявка отправлена. Ответ придёт сюда и в уведомления.")

    return pages.done(form, send)
