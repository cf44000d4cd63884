from flask import Response, abort, flash, request, url_for
from werkzeug.wrappers.response import Response as AnyResponse

from rmo_web.help_requests.access import Permission, article_for, request_for
from rmo_web.help_requests.answers import queries, services
from rmo_web.help_requests.answers.forms import ArticleForm
from rmo_web.help_requests.blueprint import bp
from rmo_web.help_requests.models import Article
from rmo_web.help_requests.queries import is_consultant, rubric_options
from rmo_web.household import pages
from rmo_web.household.pages import Onward
from rmo_web.kernel import clock
from rmo_web.kernel.access import checks_record, may, me, permits
from rmo_web.kernel.db import saving
from rmo_web.kernel.forms import choices
from rmo_web.kernel.htmx import leave_for, show
from rmo_web.kernel.listing import around, selected

NO_ANSWERS = (
    "База ответов пока пустая",
    "Сюда методист складывает решённые вопросы, без имён и школ.",
)
NO_SUCH = "Такого ответа ещё нет", "Спросите: ответ потом может попасть сюда."


@bp.get("/like")
@permits(Permission.ASK)
def like() -> Response:
    """Published answers to questions like the one that is being typed."""
    question = request.args.get("question", "")
    found = queries.like(question) if len(question) > 5 else []
    return show(
        "help_requests/answers/like.html", "help_requests/answers/_like.html", answers=found
    )


@bp.get("/answers/")
@permits(Permission.READ_ANSWERS)
def answers() -> Response:
    asked = selected(queries.OF_THEME)
    rows, reached = queries.answers(me(), asked)
    no_such = *NO_SUCH, url_for(".ask"), "Спросить"
    return show(
        "help_requests/answers/answers.html",
        "help_requests/answers/_answers.html",
        rows=rows,
        around=around(asked, reached, nothing=NO_ANSWERS, not_found=no_such, is_counted=False),
        may_keep=may(me(), Permission.KEEP),
        is_consultant=is_consultant(me()),
    )


@bp.get("/answers/<int:article_id>")
@checks_record
def article(article_id: int) -> Response:
    found = article_for(me(), article_id)
    return show(
        "help_requests/answers/article.html",
        answer=queries.answer(found),
        may_keep=may(me(), Permission.KEEP),
    )


@bp.post("/<int:request_id>/to-base")
@checks_record
def to_base(request_id: int) -> AnyResponse:
    """The solved request becomes a draft answer for everybody."""
    found = request_for(me(), request_id, Permission.WORK)
    if not may(me(), Permission.KEEP):
        abort(403)
    with saving():
        made = services.draft_article(found, by=me(), at=clock.now())
        number = made.id
    flash("Черновик готов: имена убраны. Прочитайте его и опубликуйте.")
    return leave_for(url_for(".edit_article", article_id=number))


@bp.route("/answers/new", methods=["GET", "POST"])
@permits(Permission.KEEP)
def new_article() -> AnyResponse:
    return _article_form(ArticleForm(), None)


@bp.route("/answers/<int:article_id>/edit", methods=["GET", "POST"])
@checks_record
def edit_article(article_id: int) -> AnyResponse:
    found = article_for(me(), article_id, Permission.KEEP)
    return _article_form(ArticleForm(obj=found), found)


def _article_form(form: ArticleForm, found: Article | None) -> AnyResponse:
    form.rubric_id.choices = choices(rubric_options(with_hints=False), "выберите")
    form.drafts = {"answer": f"help_requests.answers.{found.id if found else 'new'}"}

    def keep() -> Onward:
        made = services.keep_article(found, form.article(), by=me(), at=clock.now())
        return Onward(url_for(".article", article_id=made.id), "Сохранено.")

    went = pages.accepted(form, keep, blamed="question", stored=found)
    return went or pages.show_fields(
        form, "Ответ для всех", back=url_for(".answers"), is_wide=True,
        lead="Прочитайте перед публикацией: не осталось ли имён, школ и того, по чему узнают "
        "человека.",
    )  # fmt: skip
