from collections.abc import Callable
from enum import StrEnum

from flask import Response, abort, render_template, request, url_for
from werkzeug.wrappers.response import Response as AnyResponse

from rmo_web.help_requests import rules
from rmo_web.help_requests.access import Permission, request_for
from rmo_web.help_requests.blueprint import bp
from rmo_web.help_requests.models import HelpRequest
from rmo_web.help_requests.queries import queue_row
from rmo_web.help_requests.rules import Action
from rmo_web.help_requests.thread import forms, queries, services
from rmo_web.help_requests.thread.forms import MoveRequestForm
from rmo_web.help_requests.thread.rules import (
    UNDONE_BY,
    WITH_FILES,
    answer_key,
    note_uploads_of,
    reply_key,
    uploads_of,
)
from rmo_web.help_requests.thread.wording import SAID, TARGETS
from rmo_web.help_requests.wording import DEEDS
from rmo_web.household import drafts, files
from rmo_web.kernel import clock, russian, years
from rmo_web.kernel.access import checks_record, may, me
from rmo_web.kernel.db import saving
from rmo_web.kernel.errors import Refused
from rmo_web.kernel.htmx import (
    is_from_first_page,
    leave_for,
    refuse,
    show,
    wants_fragment,
)
from rmo_web.kernel.offered import waiting
from rmo_web.kernel.offered.waiting import Deed


@bp.get("/<int:request_id>")
@checks_record
def card(request_id: int) -> Response:
    found = request_for(me(), request_id)
    return _card(found, _move_form(found))


@bp.get("/<int:request_id>/news")
@checks_record
def news(request_id: int) -> Response:
    """The thread, when it is another one than the page has: asked quietly."""
    found = request_for(me(), request_id)
    is_office = may(me(), Permission.WORK, found)
    writing = queries.writing(found, me(), now=clock.now()) if is_office else ""
    if request.args.get("seen") == _seen(found, writing):
        return Response(status=204)
    shown = queries.card(found, me(), today=clock.today())
    return show(
        "help_requests/thread/news.html",
        "help_requests/thread/_news.html",
        card=shown,
        writing=writing,
        seen=_seen(found, writing),
    )


def _seen(found: HelpRequest, writing: str) -> str:
    return f"{found.version}.{writing}" if writing else str(found.version)


@bp.post("/<int:request_id>/move")
@checks_record
@files.takes_several
def move(request_id: int) -> AnyResponse:
    """Do what the pressed button says, and show the request as it has become."""
    return _move(request_id, _moved_card, _card)


@bp.get("/queue/<int:request_id>")
@checks_record
def row(request_id: int) -> AnyResponse:
    """The row of the queue with its desk open."""
    found = request_for(me(), request_id, Permission.WORK)
    if not wants_fragment():
        return leave_for(url_for(".card", request_id=request_id))
    return _row(found, _move_form(found))


@bp.post("/queue/<int:request_id>/move")
@checks_record
@files.takes_several
def row_move(request_id: int) -> AnyResponse:
    """The same from the queue: what comes back is the row."""
    return _move(request_id, _moved_row, _card)


def _move(
    request_id: int,
    done: Callable[[HelpRequest], AnyResponse],
    undone: Callable[..., AnyResponse],
) -> AnyResponse:
    actor = me()
    found = request_for(actor, request_id)
    action = forms.action_said()
    form = _form_of(found, action)
    if not may(actor, _needed(action), found):
        abort(403)
    is_good = form.validate()
    if action in {Action.ANSWER, Action.ASK_BACK} and form.is_stale(found.version):
        return _somebody_was_first(found, form, undone)
    if not is_good:
        return _not_yet(found, form, form.first_error(), undone)
    brings = action is None or action in WITH_FILES
    if form.files.brought and not brings:
        return _not_yet(found, form, "Файлы прикладывают к ответу, уточнению или заметке.", undone)
    try:
        details = form.details(with_files=brings)
        with saving(form.once, by=actor.account_id) as saved:
            saved.url = url_for(".card", request_id=request_id)
            if is_from_first_page() and form.version.data and form.is_stale(found.version):
                raise Refused("С заявкой уже сделали что-то ещё: отменить это нельзя.")
            if action is None:
                services.note(found, details, by=actor, at=clock.now())
            else:
                services.move(found, action, details, by=actor, at=clock.now(), today=clock.today())
            key = reply_key if _is_authors(action) else answer_key
            drafts.drop(actor, key(request_id))
            if brings:
                form.files.spend()
    except Refused as refusal:
        return _not_yet(found, form, str(refusal), undone)
    if is_from_first_page():
        _say(request_for(actor, request_id), action)
        return leave_for(saved.url)
    return done(request_for(actor, request_id)) if wants_fragment() else leave_for(saved.url)


def _say(found: HelpRequest, action: Action | None) -> None:
    """What the first page says of the deed that was done there."""
    number = rules.number_of(found.number, years.starts_of(found.year_id))
    deed = SAID.get(action) or DEEDS[action] if action else "заметка записана"
    back = UNDONE_BY.get(action) if action else None
    url = url_for(".move", request_id=found.id)
    version = ("version", str(found.version))
    undo = Deed("Отменить", url, (("action", back.value), version)) if back else None
    waiting.say(f"Заявка №{russian.NBSP}{number}: {deed}.", undo)


def _needed(action: Action | None) -> Permission:
    if action is None:
        return Permission.WORK
    needed: dict[StrEnum | None, Permission] = {
        rules.Party.AUTHOR: Permission.REPLY,
        rules.Party.OFFICE: Permission.WORK,
        rules.Party.LEADERS: Permission.ASSIGN,
        rules.Party.EITHER: Permission.SEE,
        rules.Party.CLOCK: Permission.NOBODY,
    }
    return needed[rules.LIFE.moves[action].who]


def _is_authors(action: Action | None) -> bool:
    return action is not None and rules.LIFE.moves[action].who is rules.Party.AUTHOR


def _not_yet(
    found: HelpRequest, form: MoveRequestForm, message: str, undone: Callable[..., AnyResponse]
) -> AnyResponse:
    """What was typed stays where it is, with a sentence beside it."""
    number = found.id
    if is_from_first_page():
        raise Refused(message)
    if wants_fragment():
        return refuse(message, code=422, into=f"said-{number}")
    if message != " ".join(form.files.errors):
        form.text.errors = [message]
    form.files.keep(clock.now())
    return undone(request_for(me(), number), form, code=422)


def _somebody_was_first(
    found: HelpRequest, form: MoveRequestForm, undone: Callable[..., AnyResponse]
) -> AnyResponse:
    """A message came while the answer was written: read it, and press once more."""
    words = "Пока вы писали, в заявке появилось новое. Прочитайте его и отправьте ещё раз."
    if wants_fragment():
        shown = queries.card(found, me(), today=clock.today())
        fresh = render_template(
            "help_requests/thread/_fresh.html", card=shown, seen=_seen(found, "")
        )
        return refuse(words, into=f"said-{found.id}", more=fresh)
    form.text.errors = [words]
    form.version.data = str(found.version)
    form.version.raw_data = None
    number = found.id
    form.files.keep(clock.now())
    return undone(request_for(me(), number), form, code=409)


def _moved_card(found: HelpRequest) -> AnyResponse:
    return _card(found, _move_form(found, fresh=True))


def _moved_row(found: HelpRequest) -> AnyResponse:
    actor, today = me(), clock.today()
    return show(
        "help_requests/thread/_moved_row.html",
        row=queue_row(found, actor, today=today),
        tabs=queries.tabs_around(actor, years.shown(today), today=today),
    )


def _form_of(found: HelpRequest, action: Action | None) -> MoveRequestForm:
    form = MoveRequestForm()
    places = uploads_of(found.id), note_uploads_of(found.id)
    usual, apart = places if action else reversed(places)
    form.files.wait_at(usual, me().account_id, apart)
    return form


def _move_form(found: HelpRequest, *, fresh: bool = False) -> MoveRequestForm:
    form = MoveRequestForm(formdata=None) if fresh else MoveRequestForm()
    form.version.data = str(found.version)
    return form


def _card(found: HelpRequest, form: MoveRequestForm, *, code: int = 200) -> Response:
    shown = queries.card(found, me(), today=clock.today())
    desk = queries.desk(found, me(), now=clock.now(), is_office=shown.is_office)
    return show(
        "help_requests/thread/card.html",
        "help_requests/thread/_request.html",
        card=shown,
        desk=desk,
        form=form,
        seen=_seen(found, desk.writing),
        move_url=url_for(".move", request_id=found.id),
        target="request",
        targets=TARGETS,
        key=_key(found, is_office=shown.is_office),
        code=code,
    )


def _row(found: HelpRequest, form: MoveRequestForm) -> Response:
    shown = queries.card(found, me(), today=clock.today())
    return show(
        "help_requests/thread/_open_row.html",
        row=queue_row(found, me(), today=clock.today()),
        card=shown,
        desk=queries.desk(found, me(), now=clock.now(), is_office=True),
        form=form,
        move_url=url_for(".row_move", request_id=found.id),
        target=f"request-{found.id}",
        targets=TARGETS,
        key=_key(found, is_office=True),
    )


def _key(found: HelpRequest, *, is_office: bool) -> str:
    return answer_key(found.id) if is_office else reply_key(found.id)
