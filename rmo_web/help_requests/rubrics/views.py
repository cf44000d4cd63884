from flask import Response, url_for
from werkzeug.wrappers.response import Response as AnyResponse

from rmo_web.help_requests.access import Permission, quick_reply_for, rubric_for
from rmo_web.help_requests.blueprint import bp
from rmo_web.help_requests.models import QuickReply, Rubric
from rmo_web.help_requests.queries import rubric_options
from rmo_web.help_requests.rubrics import queries, services
from rmo_web.help_requests.rubrics.forms import DropForm, QuickReplyForm, RubricForm
from rmo_web.household import pages
from rmo_web.household.pages import Onward
from rmo_web.kernel import clock
from rmo_web.kernel.access import me, permits
from rmo_web.kernel.forms import choices
from rmo_web.kernel.htmx import show


@bp.get("/rubrics/")
@permits(Permission.KEEP)
def rubrics() -> Response:
    return show(
        "help_requests/rubrics/rubrics.html",
        rubrics=queries.rubrics(clock.today()),
        replies=queries.quick_replies(),
    )


@bp.route("/rubrics/new", methods=["GET", "POST"])
@permits(Permission.KEEP)
def new_rubric() -> AnyResponse:
    return _rubric_form(RubricForm(), None)


@bp.route("/rubrics/<int:rubric_id>", methods=["GET", "POST"])
@permits(Permission.KEEP)
def edit_rubric(rubric_id: int) -> AnyResponse:
    found = rubric_for(rubric_id)
    return _rubric_form(RubricForm(obj=found), found)


def _rubric_form(form: RubricForm, found: Rubric | None) -> AnyResponse:
    form.owner_id.choices = choices(queries.holders(clock.today()), "руководителю и методисту")

    def keep() -> Onward:
        services.keep_rubric(found, form.rubric(), by=me(), at=clock.now())
        return Onward(url_for(".rubrics"), "Сохранено.")

    went = pages.accepted(form, keep, blamed="title", stored=found)
    return went or pages.show_fields(
        form, "Рубрика" if found else "Новая рубрика", back=url_for(".rubrics")
    )


@bp.route("/replies/new", methods=["GET", "POST"])
@permits(Permission.KEEP)
def new_quick_reply() -> AnyResponse:
    return _quick_reply_form(QuickReplyForm(), None)


@bp.route("/replies/<int:reply_id>", methods=["GET", "POST"])
@permits(Permission.KEEP)
def edit_quick_reply(reply_id: int) -> AnyResponse:
    found, anew = quick_reply_for(reply_id), url_for(".new_quick_reply")
    return _quick_reply_form(QuickReplyForm(obj=found), found, anew=anew)


def _quick_reply_form(
    form: QuickReplyForm, found: QuickReply | None, *, anew: str = ""
) -> AnyResponse:
    form.anew = anew
    form.rubric_id.choices = choices(rubric_options(with_hints=False), "для всех рубрик")

    def keep() -> Onward:
        services.keep_quick_reply(found, form.quick_reply(), by=me(), at=clock.now())
        return Onward(url_for(".rubrics"), "Сохранено.")

    went = pages.accepted(form, keep, blamed="title", stored=found)
    return went or pages.show_form(
        "help_requests/rubrics/reply_form.html",
        form,
        is_new=found is None,
        reply_id=found.id if found else None,
    )


@bp.post("/replies/<int:reply_id>/drop")
@permits(Permission.KEEP)
def drop_quick_reply(reply_id: int) -> AnyResponse:
    def drop() -> Onward:
        services.drop_quick_reply(quick_reply_for(reply_id), by=me(), at=clock.now())
        return Onward(url_for(".rubrics"), "Заготовка убрана.")

    return pages.done(DropForm(), drop)
