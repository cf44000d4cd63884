from collections.abc import Callable
from datetime import date, datetime
from functools import partial

from flask import request, url_for
from werkzeug.wrappers.response import Response as AnyResponse

from rmo_web.household import files, pages
from rmo_web.household.pages import Onward
from rmo_web.kernel import clock
from rmo_web.kernel.access import Actor, checks_record, me
from rmo_web.kernel.forms import Form
from rmo_web.kernel.offered import waiting
from rmo_web.kernel.offered.waiting import Deed
from rmo_web.self_education.access import topic_for
from rmo_web.self_education.blueprint import bp
from rmo_web.self_education.models import Topic
from rmo_web.self_education.product import services
from rmo_web.self_education.product.forms import LinkForm, ProductForm
from rmo_web.self_education.rules import UPLOADS, TopicStep
from rmo_web.self_education.services import must_know


@bp.route("/<int:topic_id>/product", methods=["GET", "POST"])
@checks_record
@files.takes_several
def bring_product(topic_id: int) -> AnyResponse:
    """Files and a link."""
    topic, form = topic_for(me(), topic_id), ProductForm()
    form.files.wait_at(f"{UPLOADS}:{topic_id}", me().account_id)

    def bring() -> Onward:
        services.bring(
            topic, form.files.every(), form.link.data or "", by=me(), at=clock.now(),
            today=clock.today(),
        )  # fmt: skip
        form.files.spend()
        return Onward(_product_of(topic))

    if request.method == "GET":
        must_know(topic, TopicStep.BRING)
    if went := pages.accepted(form, bring, blamed="files"):
        return went
    form.files.keep(clock.now())
    return pages.show_fields(
        form, "Продукт темы", back=_product_of(topic), lead=topic.title, press="Приложить",
        icon_name="upload", leave="Назад",
    )  # fmt: skip


def _product_of(topic: Topic) -> str:
    return url_for(".topic", topic_id=topic.id, _anchor="product")


@bp.post("/<int:topic_id>/product/<int:attachment_id>/take-away")
@checks_record
def take_product_away(topic_id: int, attachment_id: int) -> AnyResponse:
    """One file; it can be brought back."""
    url = url_for(".bring_product_back", topic_id=topic_id, attachment_id=attachment_id)
    verb = partial(services.take_away, attachment_id=attachment_id)
    said = "«{}» убран: вернуть его можно здесь же тридцать дней."
    return _changed(topic_id, said, verb, lambda _: Deed("Отменить", url))


@bp.post("/<int:topic_id>/product/<int:attachment_id>/bring-back")
@checks_record
def bring_product_back(topic_id: int, attachment_id: int) -> AnyResponse:
    verb = partial(services.bring_back, attachment_id=attachment_id)
    return _changed(topic_id, "«{}» возвращён.", verb)


@bp.post("/<int:topic_id>/product/link/take-away")
@checks_record
def take_product_link_away(topic_id: int) -> AnyResponse:
    url = url_for(".bring_product_link_back", topic_id=topic_id)

    def undo(link: str) -> Deed:
        return Deed("Отменить", url, (("link", link),))

    return _changed(topic_id, "Ссылка убрана: {}", services.take_link_away, undo)


@bp.post("/<int:topic_id>/product/link/bring-back")
@checks_record
def bring_product_link_back(topic_id: int) -> AnyResponse:
    form = LinkForm()

    def verb(topic: Topic, *, by: Actor, at: datetime, today: date) -> str:
        form.must_be_in_order()
        services.bring(topic, (), form.link.data, by=by, at=at, today=today)
        return str(form.link.data)

    return _changed(topic_id, "Ссылка возвращена: {}", verb)


def _changed(
    topic_id: int, said: str, verb: Callable[..., str], undo: Callable[[str], Deed] | None = None
) -> AnyResponse:
    topic = topic_for(me(), topic_id)

    def change() -> Onward:
        what = verb(topic, by=me(), at=clock.now(), today=clock.today())
        back = _product_of(topic)
        waiting.say(said.format(what), undo(what) if undo else None, back=back)
        return Onward(back)

    return pages.done(Form(), change)
