from collections.abc import Callable

from flask import request, url_for
from werkzeug.wrappers.response import Response as AnyResponse

from rmo_web.household import pages
from rmo_web.household.pages import Onward
from rmo_web.kernel import clock
from rmo_web.kernel.access import checks_record, me
from rmo_web.kernel.forms import Form
from rmo_web.self_education.access import stage_for, topic_for
from rmo_web.self_education.blueprint import bp
from rmo_web.self_education.models import Topic
from rmo_web.self_education.rules import TopicStep
from rmo_web.self_education.services import must_know
from rmo_web.self_education.stages import services
from rmo_web.self_education.stages.forms import StageForm


def _stages_of(topic: Topic) -> str:
    return url_for(".topic", topic_id=topic.id, _anchor="stages")


@bp.route("/<int:topic_id>/stages/new", methods=["GET", "POST"])
@checks_record
def new_stage(topic_id: int) -> AnyResponse:
    topic, form = topic_for(me(), topic_id), StageForm()
    if request.method == "GET":
        must_know(topic, TopicStep.DESCRIBE)

    def add() -> Onward:
        services.add(topic, form.words(), by=me(), at=clock.now(), today=clock.today())
        return Onward(_stages_of(topic))

    return pages.accepted(form, add, blamed="title") or _stage_form(form, topic)


@bp.route("/stages/<int:stage_id>", methods=["GET", "POST"])
@checks_record
def edit_stage(stage_id: int) -> AnyResponse:
    stage, topic = stage_for(me(), stage_id)
    form = StageForm(obj=stage)
    if request.method == "GET":
        must_know(topic, TopicStep.DESCRIBE)

    def keep() -> Onward:
        services.keep(stage, topic, form.words(), by=me(), at=clock.now(), today=clock.today())
        return Onward(_stages_of(topic))

    return pages.accepted(form, keep, blamed="title", stored=stage) or _stage_form(form, topic)


def _stage_form(form: StageForm, topic: Topic) -> AnyResponse:
    return pages.show_fields(form, "Этап", back=_stages_of(topic), lead=topic.title)


@bp.post("/stages/<int:stage_id>/step")
@checks_record
def step_stage(stage_id: int) -> AnyResponse:
    """One place up or down."""
    stage, topic = stage_for(me(), stage_id)
    is_up = request.form.get("to") == "up"

    def step() -> Onward:
        at, today = clock.now(), clock.today()
        services.step_stage(stage, topic, is_up=is_up, by=me(), at=at, today=today)
        return Onward(_stages_of(topic))

    return pages.done(Form(), step)


@bp.post("/stages/<int:stage_id>/remove")
@checks_record
def remove_stage(stage_id: int) -> AnyResponse:
    return _turned(stage_id, services.remove, "Этап убран: вернуть его можно под этапами.")


@bp.post("/stages/<int:stage_id>/bring-back")
@checks_record
def bring_stage_back(stage_id: int) -> AnyResponse:
    return _turned(stage_id, services.bring_back, "Этап возвращён.")


def _turned(stage_id: int, verb: Callable[..., None], said: str) -> AnyResponse:
    stage, topic = stage_for(me(), stage_id)

    def turn() -> Onward:
        verb(stage, topic, by=me(), at=clock.now(), today=clock.today())
        return Onward(_stages_of(topic), said)

    return pages.done(Form(), turn)
