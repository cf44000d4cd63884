from collections.abc import Callable

from flask import Response, request, url_for
from werkzeug.wrappers.response import Response as AnyResponse

from rmo_web.household import pages
from rmo_web.household.entries import desk
from rmo_web.household.pages import Onward
from rmo_web.kernel import clock, russian, years
from rmo_web.kernel.access import checks_record, me
from rmo_web.kernel.errors import Refused
from rmo_web.kernel.forms import Form, choices
from rmo_web.kernel.htmx import is_from_first_page, show
from rmo_web.self_education import wording
from rmo_web.self_education.access import titled_topic_for, topic_for, topic_for_step
from rmo_web.self_education.blueprint import bp
from rmo_web.self_education.forms import TopicForm
from rmo_web.self_education.log.queries import log_for
from rmo_web.self_education.models import Topic
from rmo_web.self_education.rules import BY_PRESS, LIFE, TopicStep, needs_later_year
from rmo_web.self_education.services import bring_together, must_be_seen, must_know
from rmo_web.self_education.services import move as move_on
from rmo_web.self_education.topic import forms, queries, services


@bp.get("/<int:topic_id>")
@checks_record
def topic(topic_id: int) -> Response:
    found = topic_for(me(), topic_id)
    page = queries.topic_page(found, me(), clock.today())
    entry = desk.opened(log_for(found), page.log.panel) if page.log.is_writable else None
    return show("self_education/topic/topic.html", topic=page, entry=entry)


@bp.post("/<int:topic_id>/move")
@checks_record
def move(topic_id: int) -> AnyResponse:
    """A step that asks for nothing, of the topic as it was on the page."""
    found = topic_for(me(), topic_id)
    step = LIFE.step_named(request.form.get("step", ""))
    topic_for_step(me(), topic_id, step)
    if step not in BY_PRESS:
        raise Refused("Для этого шага есть своя страница: откройте тему.")

    def take() -> Onward:
        must_be_seen(found, request.form.get("version", ""), step)
        move_on(found, step, by=me(), at=clock.now(), today=clock.today())
        said = f"{russian.quoted(found.title)}: {wording.DEEDS[step]}."
        return Onward(_page(found), said if is_from_first_page() else "")

    return pages.done(Form(), take)


def _page(found: Topic) -> str:
    return url_for(".topic", topic_id=found.id)


@bp.route("/<int:topic_id>/correct", methods=["GET", "POST"])
@checks_record
def correct(topic_id: int) -> AnyResponse:
    """Title and years, while it is not agreed."""
    found = topic_for(me(), topic_id)
    form = TopicForm(obj=found)
    form.offer_years(years.starts_in(clock.today()), found.first_year, found.last_year)

    def deed() -> None:
        told = form.title.data, form.first_year.data, form.last_year.data
        services.correct(found, *told, by=me(), at=clock.now(), today=clock.today())

    return _form_page(found, form, TopicStep.CORRECT, deed, "title")


@bp.route("/<int:topic_id>/describe", methods=["GET", "POST"])
@checks_record
def describe(topic_id: int) -> AnyResponse:
    """All that the plan on paper has beside title and years."""
    found = topic_for(me(), topic_id)
    form = forms.ContentForm(obj=found)
    form.drafts = {
        name: f"self_education.{topic_id}.{name}"
        for name in ("relevance", "goal", "tasks", "sources", "product", "risks")
    }

    def deed() -> None:
        told = form.content()
        services.describe(found, told, by=me(), at=clock.now(), today=clock.today())

    return _form_page(found, form, TopicStep.DESCRIBE, deed, "relevance")


@bp.route("/<int:topic_id>/extend", methods=["GET", "POST"])
@checks_record
def extend(topic_id: int) -> AnyResponse:
    found, form = topic_for(me(), topic_id), forms.ExtendForm()
    form.last_year.choices = choices(queries.later_years(found))

    def deed() -> None:
        last = form.last_year.data
        services.extend(found, last, by=me(), at=clock.now(), today=clock.today())

    return _form_page(found, form, TopicStep.EXTEND, deed, "last_year")


@bp.route("/<int:topic_id>/change", methods=["GET", "POST"])
@checks_record
def change(topic_id: int) -> AnyResponse:
    """Another topic in its place; of one that has reported, for later years."""
    found = topic_for(me(), topic_id)
    form = forms.ChangeForm()
    if needs_later_year(found.state, TopicStep.CHANGE):
        form.last_year.choices = choices(queries.later_years(found))
    else:
        del form.last_year

    def deed() -> None:
        last = form.last_year.data if form.last_year else None
        services.change(
            found, form.title.data, last, by=me(), at=clock.now(), today=clock.today()
        )  # fmt: skip

    return _form_page(found, form, TopicStep.CHANGE, deed, "title")


@bp.route("/<int:topic_id>/send-back", methods=["GET", "POST"])
@checks_record
def send_back(topic_id: int) -> AnyResponse:
    """Return it with a remark."""
    found = topic_for_step(me(), topic_id, TopicStep.SEND_BACK)
    form = forms.RemarkForm()

    def deed() -> None:
        remark = form.remark.data
        services.send_back(found, remark, by=me(), at=clock.now(), today=clock.today())

    return _form_page(found, form, TopicStep.SEND_BACK, deed, "remark")


@bp.route("/<int:topic_id>/withdraw", methods=["GET", "POST"])
@checks_record
def withdraw(topic_id: int) -> AnyResponse:
    found, form = topic_for(me(), topic_id), forms.WithdrawForm()

    def deed() -> None:
        reason = form.remark.data
        services.withdraw(found, reason, by=me(), at=clock.now(), today=clock.today())

    return _form_page(found, form, TopicStep.WITHDRAW, deed, "remark")


def _form_page(
    found: Topic, form: Form, step: TopicStep, deed: Callable[[], None], blamed: str
) -> AnyResponse:
    """The page of a step that asks for something first."""

    def do() -> Onward:
        deed()
        return Onward(_page(found), f"{russian.quoted(found.title)}: {wording.DEEDS[step]}.")

    if request.method == "GET":
        must_know(found, step)
    words, is_text = LIFE.moves[step].words, step in {TopicStep.DESCRIBE, TopicStep.CORRECT}
    return pages.accepted(form, do, blamed=blamed, stored=found) or pages.show_fields(
        form, words, back=_page(found), lead=found.title, leave="Назад",
        press="Сохранить" if is_text else words, is_wide=step is TopicStep.DESCRIBE,
    )  # fmt: skip


@bp.post("/<int:topic_id>/with/<int:other_id>/together")
@checks_record
def together(topic_id: int, other_id: int) -> AnyResponse:
    """Tell the authors of two near topics of each other."""
    found, other = topic_for(me(), topic_id), titled_topic_for(me(), other_id)

    def tell() -> Onward:
        bring_together(found, other, by=me(), at=clock.now(), today=clock.today())
        return Onward(_page(found), "Уведомление отправлено: в нём имя и обе темы.")

    return pages.done(Form(), tell)
