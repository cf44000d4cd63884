from collections.abc import Callable
from typing import Any

from flask import Response, flash, url_for
from werkzeug.wrappers.response import Response as AnyResponse

from rmo_web.help_requests.access import Permission, quick_reply_for, rubric_for
from rmo_web.help_requests.blueprint import bp
from rmo_web.help_requests.models import QuickReply, Rubric
from rmo_web.help_requests.queries import rubric_options
from rmo_web.help_requests.rubrics import queries, services
from rmo_web.help_requests.rubrics.forms import DropForm, QuickReplyForm, RubricForm
from rmo_web.kernel import clock
from rmo_web.kernel.access import me, permits
from rmo_web.kernel.db import saving
from rmo_web.kernel.errors import Refused
from rmo_web.kernel.forms import Form, choices
from rmo_web.kernel.htmx import leave_for, show


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

    def keep() -> str:
        services.keep_rubric(found, form.rubric(), by=me(), at=clock.now())
        return url_for(".rubrics")

    return _kept(form, found, keep, form.title, "help_requests/rubrics/rubric_form.html")


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

    def keep() -> str:
        services.keep_quick_reply(found, form.quick_reply(), by=me(), at=clock.now())
        return url_for(".rubrics")

    return _kept(
        form, found, keep, form.title, "help_requests/rubrics/reply_form.html",
        reply_id=found.id if found else None,
    )  # fmt: skip


@bp.post("/replies/<int:reply_id>/drop")
@permits(Permission.KEEP)
def drop_quick_reply(reply_id: int) -> AnyResponse:
    with saving(DropForm().once, by=me().account_id) as saved:
        saved.url = url_for(".rubrics")
        services.drop_quick_reply(quick_reply_for(reply_id), by=me(), at=clock.now())
    flash("Заготовка убрана.")
    return leave_for(saved.url)


def _kept(
    form: Form, found: Rubric | QuickReply | None, keep: Callable[[], str],
    blamed: Any, page: str, **more: Any,
) -> AnyResponse:  # fmt: skip
    """The page of a form that keeps one record: drawn, in conflict, refused or saved."""
    if form.may_be_kept(found, found.version) if found else form.validate_on_submit():
        try:
            with saving(form.once, by=me().account_id) as saved:
                saved.url = keep()
            flash("Сохранено.")
            return leave_for(saved.url)
        except Refused as refusal:
            blamed.errors = [str(refusal)]
    return show(page, form=form, is_new=found is None, code=form.answer_code, **more)
