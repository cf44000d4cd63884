from collections.abc import Iterator
from contextlib import suppress

from flask import Response, flash, request, url_for
from werkzeug.wrappers.response import Response as AnyResponse

from rmo_web.household import lists, pages
from rmo_web.household.pages import Onward
from rmo_web.kernel import clock, russian, years
from rmo_web.kernel.access import me, permits
from rmo_web.kernel.db import of_id, saving
from rmo_web.kernel.errors import Refused
from rmo_web.kernel.forms import Form
from rmo_web.kernel.htmx import wants_fragment
from rmo_web.kernel.listing import selected
from rmo_web.kernel.offered.waiting import REFUSED
from rmo_web.kernel.paging import PER_PAGE
from rmo_web.kernel.urls import here, id_in
from rmo_web.members.queries import names
from rmo_web.self_education.access import Permission
from rmo_web.self_education.blueprint import bp
from rmo_web.self_education.models import Topic
from rmo_web.self_education.near.queries import near_pairs
from rmo_web.self_education.queries import has_open_topic
from rmo_web.self_education.rules import LIFE, TopicStep
from rmo_web.self_education.services import STALE, move, must_be_seen
from rmo_web.self_education.table import queries, services
from rmo_web.self_education.table.wording import NOTHING, NOTHING_MINE, PEOPLE
from rmo_web.self_education.wording import COUNTED


@bp.get("/")
@permits(Permission.SEE)
@years.of_a_year
def index() -> Response:
    actor, today, year = me(), clock.today(), years.shown(clock.today())
    asked = selected(*queries.filters(actor), files=("xlsx", "docx"))
    refused = request.args.getlist("refused", type=id_in)
    sheet, total = queries.topics(actor, asked, year, today, refused)
    is_whole = actor.leads and asked.is_whole and not wants_fragment()
    return lists.show(
        sheet, total, asked, page="self_education/table/topics.html",
        fragment="self_education/table/_rows.html", forms=COUNTED, search="Имя, школа или тема",
        nothing=NOTHING, begin=_begin(),
        standing=list(queries.standing(actor, year, today)) if is_whole else [],
        near=near_pairs(today) if is_whole else [],
        forms_of_boxes={row[0][0].form for row in sheet.rows if row[0]} if actor.leads else (),
        leads=actor.leads,
    )  # fmt: skip


def _begin() -> tuple[str, str] | None:
    if me().leads:
        return url_for(".new"), "Внести тему"
    return None if has_open_topic(me().person_id) else (url_for(".new"), "Предложить тему")


@bp.get("/mine")
@permits(Permission.SEE)
def mine() -> Response:
    asked = selected()
    sheet, total = queries.mine(me(), asked)
    return lists.show(
        sheet, total, asked, forms=COUNTED, nothing=NOTHING_MINE, begin=_begin()
    )  # fmt: skip


@bp.post("/agree")
@permits(Permission.LEAD)
def agree() -> AnyResponse:
    """To many at once, each by itself: who is refused is named, and stays chosen."""
    return _done_with_each(TopicStep.AGREE, "Отметьте темы, которые согласуете.", "согласовано")


@bp.post("/finish")
@permits(Permission.LEAD)
def finish() -> AnyResponse:
    """Many at once, in the same way."""
    return _done_with_each(TopicStep.FINISH, "Отметьте темы, которые завершаете.", "завершено")


def _done_with_each(step: TopicStep, nothing: str, deed: str) -> AnyResponse:
    wanted = request.form.getlist("topic")[:PER_PAGE]
    if not wanted:
        raise Refused(nothing)
    refused = {number: why for number, why in (_tried(step, one) for one in wanted) if why}
    went = len(wanted) - len(refused)
    told = [f"{deed.capitalize()}: {russian.plural(went, *COUNTED)}."] if went else []
    for said in told:
        flash(said)
    for said in _named(refused, f"Не {deed}"):
        flash(said, REFUSED)
    url = url_for(".index")
    if refused:  # they stand in the list to which this leads, of whatever year they are
        (state,) = LIFE.moves[step].leads
        url = url_for(".index", refused=list(refused), state=state.value, years="all")
    return pages.done(Form(), lambda: Onward(url))  # the same press again leads there too


def _tried(step: TopicStep, word: str) -> tuple[int, str]:
    """The topic of this box, and why it was refused, if it was."""
    number, _, version = word.partition(".")
    topic_id = 0
    with suppress(ValueError):  # of a box that no page has
        topic_id = id_in(number)
    try:
        with saving():
            topic = of_id(Topic, topic_id)
            if topic is None:
                raise Refused(STALE)
            must_be_seen(topic, version, step)
            move(topic, step, by=me(), at=clock.now(), today=clock.today())
    except Refused as refusal:
        return topic_id, str(refusal)
    return topic_id, ""


def _named(refused: dict[int, str], told: str) -> Iterator[str]:
    owners = {one: topic.person_id for one in refused if (topic := of_id(Topic, one))}
    known = names(set(owners.values()))
    for number, why in refused.items():
        who = known.get(owners.get(number, 0), "")
        yield f"{told}{f', {who}' if who else ''}: {why}"


@bp.route("/remind/stages", methods=["GET", "POST"])
@permits(Permission.LEAD)
def remind_of_stages() -> AnyResponse:
    """Those whose topics stand still."""
    year = years.shown(clock.today())
    page = queries.reminder_of_stages(me(), year, clock.today())
    return _reminder(page, "Темы без движения")


@bp.route("/remind/choice", methods=["GET", "POST"])
@permits(Permission.LEAD)
@years.of_a_year
def remind_of_choice() -> AnyResponse:
    """Those who have no topic."""
    year = years.shown(clock.today())
    page = queries.reminder_of_choice(me(), year, clock.today())
    return _reminder(page, "Участники без темы")


def _reminder(page: queries.ReminderPage, title: str) -> AnyResponse:
    form = Form()

    def send() -> Onward:
        services.remind(
            page.reached, page.notice, by=me(), at=clock.now(), today=clock.today()
        )  # fmt: skip
        sent = russian.plural(len(page.reached), *PEOPLE)
        return Onward(url_for(".index"), f"Уведомление отправлено: {sent}.")

    if request.method == "POST":
        return pages.done(form, send)
    return pages.show_form(
        "self_education/table/reminder.html",
        form,
        reminder=page,
        title=title,
        url=here(),
    )
