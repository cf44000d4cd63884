from collections.abc import Callable

from flask import Response, flash, url_for
from werkzeug.wrappers.response import Response as AnyResponse

from rmo_web.household import files
from rmo_web.household.entries import desk
from rmo_web.household.entries.models import Entry
from rmo_web.household.entries.services import NewEntry
from rmo_web.kernel import clock
from rmo_web.kernel.access import checks_record, me, permits
from rmo_web.kernel.htmx import leave_for, show, wants_fragment
from rmo_web.kernel.listing import selected
from rmo_web.kernel.paging import address_with
from rmo_web.self_education.access import Permission, entry_for, log_of, topic_for
from rmo_web.self_education.blueprint import bp
from rmo_web.self_education.log import queries, services
from rmo_web.self_education.models import Topic, has_left


@bp.get("/<int:topic_id>/log")
@checks_record
def log(topic_id: int) -> Response:
    """All of it, page by page; to a page on which something was written, what stands around it."""
    topic = topic_for(me(), topic_id)
    if wants_fragment():
        around = queries.around(topic, clock.today())
        return show("self_education/log/_around.html", around=around, is_renewed=True)
    is_over = has_left(topic)
    panel, pages = queries.page(topic, selected(), has_left=is_over)
    is_open = queries.takes(topic, has_left=is_over) and pages.number == 1
    entry = desk.opened(queries.log_for(topic), panel) if is_open else None
    return show(
        "self_education/log/log.html", log=panel, pages=pages, entry=entry, title=topic.title,
        back=url_for(".topic", topic_id=topic_id), here=address_with(),
    )  # fmt: skip


@bp.get("/log/new")
@permits(Permission.SEE)
def log_mine() -> AnyResponse:
    """«Записать» for her own topic, from wherever she is."""
    topic_id = queries.writable(me().person_id)
    if topic_id:
        return leave_for(url_for(".new_entry", topic_id=topic_id))
    flash("Записывать пока некуда: темы в работе у вас нет.")
    return leave_for(url_for(".mine"))


@bp.route("/<int:topic_id>/log/new", methods=["GET", "POST"])
@checks_record
@files.takes_several
def new_entry(topic_id: int) -> AnyResponse:
    topic = topic_for(me(), topic_id)
    services.must_take(topic)

    def write(told: NewEntry) -> Entry:
        return services.write(topic, told, by=me(), at=clock.now(), today=clock.today())

    was = topic.state
    answer = desk.write(queries.log_for(topic), write)
    if topic.state is was:
        return answer
    flash("Работа над темой начата.")
    return leave_for(log_of(topic_id))  # the whole page has changed


@bp.post("/<int:topic_id>/log/files")
@checks_record
@files.takes_several
def keep_files(topic_id: int) -> AnyResponse:
    """Files that are chosen for an entry, before it is written."""
    topic = topic_for(me(), topic_id)
    services.must_take(topic)
    return desk.keep_files(queries.log_for(topic))


@bp.route("/log/<int:entry_id>", methods=["GET", "POST"])
@checks_record
@files.takes_several
def edit_entry(entry_id: int) -> AnyResponse:
    entry, topic = entry_for(me(), entry_id)
    services.must_take(topic)

    def keep(told: NewEntry, without: set[int]) -> None:
        services.keep(
            entry, topic, told, without=without, by=me(), at=clock.now(), today=clock.today()
        )

    return desk.edit(queries.log_for(topic), entry, keep)


@bp.get("/log/<int:entry_id>/row")
@checks_record
def show_entry(entry_id: int) -> AnyResponse:
    entry, topic = entry_for(me(), entry_id)
    services.must_take(topic)
    return desk.show_row(queries.log_for(topic), entry)


@bp.post("/log/<int:entry_id>/remove")
@checks_record
def remove_entry(entry_id: int) -> AnyResponse:
    entry, topic = entry_for(me(), entry_id)
    return desk.take_out(queries.log_for(topic), entry, _verb(services.remove, entry, topic))


@bp.post("/log/<int:entry_id>/restore")
@checks_record
def restore_entry(entry_id: int) -> AnyResponse:
    entry, topic = entry_for(me(), entry_id, is_removed=True)
    return desk.bring_back(queries.log_for(topic), _verb(services.restore, entry, topic))


def _verb(verb: Callable[..., None], entry: Entry, topic: Topic) -> Callable[[], None]:
    return lambda: verb(entry, topic, by=me(), at=clock.now(), today=clock.today())
