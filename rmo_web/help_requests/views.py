from flask import flash, request, url_for
from werkzeug.wrappers.response import Response as AnyResponse

from rmo_web.help_requests import queries, rules, services
from rmo_web.help_requests.access import Permission
from rmo_web.help_requests.blueprint import bp
from rmo_web.help_requests.forms import AskForm
from rmo_web.household import drafts, files, throttle
from rmo_web.kernel import clock, years
from rmo_web.kernel.access import me, permits
from rmo_web.kernel.db import let_go, saving
from rmo_web.kernel.errors import Refused, TooOften
from rmo_web.kernel.forms import choices
from rmo_web.kernel.htmx import leave_for, show
from rmo_web.kernel.urls import id_in

DRAFT = "help_requests.new"


@bp.route("/new", methods=["GET", "POST"])
@permits(Permission.ASK)
@files.takes_several
def ask() -> AnyResponse:
    form = AskForm(today=clock.today())
    form.files.wait_at(rules.UPLOADS, me().account_id)
    form.rubric_id.choices = choices(queries.rubric_options(), "выберите")
    code = 200
    if request.method == "GET":
        form.rubric_id.data = request.args.get("rubric", 0, type=id_in)
        form.question.data = request.args.get("question", "")[: rules.QUESTION_MAX]
    elif form.validate():
        try:
            return _ask(form)
        except TooOften as limit:
            form.question.errors, code = [str(limit)], 429
        except Refused as refusal:
            form.question.errors = [str(refusal)]
    form.files.keep(clock.now())
    return show(
        "help_requests/ask.html",
        form=form,
        draft=drafts.kept(me(), DRAFT) if request.method == "GET" else None,
        key=DRAFT,
        code=code if code != 200 else form.answer_code,
    )


def _ask(form: AskForm) -> AnyResponse:
    actor, now = me(), clock.now()
    new, year = form.new_request(), years.of_day(clock.today())
    let_go()
    throttle.count(
        f"ask:{actor.account_id}", most=rules.ASKED_AT_MOST, within=rules.ASKED_WITHIN, now=now
    )
    with saving(form.once, by=actor.account_id) as saved:
        made = services.ask(new, year_id=year.id, by=actor, at=now, today=clock.today())
        saved.url = url_for(".card", request_id=made.id)
        drafts.drop(actor, DRAFT)
        form.files.spend()
    flash("Заявка отправлена. Ответ придёт сюда и в уведомления.")
    return leave_for(saved.url)
